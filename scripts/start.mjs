#!/usr/bin/env node
/**
 * `npm start`: installs what is missing, builds what is older than its source, and boots the preset
 * "patent". Plain Node, as nothing need be installed when this begins.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compile } from './build.mjs';
import { ensureNodePackages } from './packages.mjs';
import { ROOT, say, stop } from './project.mjs';

const MAIN = join(ROOT, 'dist/lib/cli.js');
const BIN = join(ROOT, 'bin/bifrons.js');
const SOURCES = ['src', 'tsconfig.json', 'package.json'];
const NODE_MIN = [20, 19];

checkNode();
ensureNodePackages();
if (buildIsOld()) {
  say('building (tsc)');
  if (!compile('dist') && !existsSync(MAIN)) stop('the build failed: see the lines above');
}
await startUp(process.argv.slice(2));

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  stop(`Node ${process.versions.node} is too old: install Node ${NODE_MIN.join('.')} or later`);
}

function buildIsOld() {
  if (!existsSync(MAIN)) return true;
  const built = statSync(MAIN).mtimeMs;
  return SOURCES.some((source) => newest(join(ROOT, source)) > built);
}

/** When a file, or anything below a folder, last changed. */
function newest(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const below = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(found.mtimeMs, ...below);
}

/** Becomes the command line: signals and the exit code need no passing on. */
function startUp(args) {
  const named = args.some((arg) => /^--(preset|device|data)\b/.test(arg));
  const preset = named ? [] : ['--preset', 'patent'];
  process.argv = [process.execPath, BIN, 'up', ...preset, ...args];
  return import(pathToFileURL(MAIN).href);
}
