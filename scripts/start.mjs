#!/usr/bin/env node
/**
 * `npm start`: installs what is missing, builds what is older than its source, boots the preset
 * "patent". Plain Node, as nothing is installed when this begins.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const MAIN = 'dist/src/cli/main.js';
const SOURCES = ['src', 'tsconfig.json', 'package.json'];
const NODE_MIN = [20, 19];

checkNode();
if (needsInstall()) run('installing what is missing (npm ci)', npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']));
if (needsBuild()) run('building (tsc)', [process.execPath, [join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', root]]);
await startUp(process.argv.slice(2));

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  console.error(`error: Node ${process.versions.node} is too old\n  next: install Node ${NODE_MIN.join('.')} or later`);
  process.exit(3);
}

/** npm writes the hidden lock file last, so one that is older than ours means an unfinished install. */
function needsInstall() {
  const installed = join(root, 'node_modules/.package-lock.json');
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs;
}

function needsBuild() {
  const stamp = join(root, MAIN);
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  return SOURCES.some((source) => newest(join(root, source)) > built);
}

/** When a file, or anything below a folder, last changed. */
function newest(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), found.mtimeMs);
}

/** The npm that runs us, or the one on the path. */
function npm(args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? [process.execPath, [cli, ...args]] : ['npm', args];
}

function run(what, [command, args]) {
  console.error(what);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  console.error(`error: ${what} failed${error === undefined ? '' : `: ${error.message}`}`);
  process.exit(3);
}

function startUp(args) {
  const named = args.some((arg) => /^--(preset|device|data)\b/.test(arg));
  const preset = named ? [] : ['--preset', 'patent'];
  process.argv = [process.execPath, join(root, MAIN), 'up', ...preset, ...args];
  return import(pathToFileURL(join(root, MAIN)).href);
}
