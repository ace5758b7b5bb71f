#!/usr/bin/env node
/**
 * `npm start`: installs what is missing, builds what is older than its source, and boots the preset
 * "patent". Plain Node, as nothing need be installed when this begins.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, MAIN } from './build.mjs';
import { ensureNodePackages } from './packages.mjs';
import { ROOT, stop } from './project.mjs';

const BIN = join(ROOT, 'bin/bifrons.js');
const NODE_MIN = [20, 19];

checkNode();
ensureNodePackages();
ensureBuilt();
await startUp(process.argv.slice(2));

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  stop(`Node ${process.versions.node} is too old: install Node ${NODE_MIN.join('.')} or later`);
}

/** Becomes the command line: signals and the exit code need no passing on. */
function startUp(args) {
  const named = args.some((arg) => /^--(preset|device|data)\b/.test(arg));
  const preset = named ? [] : ['--preset', 'patent'];
  process.argv = [process.execPath, BIN, 'up', ...preset, ...args];
  return import(pathToFileURL(MAIN).href);
}
