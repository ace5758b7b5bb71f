/** The npm package as its users get it: packed once, installed where a test needs it. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../../architecture/project.ts';
import { type Finished, run, type RunOptions } from './processes.ts';

const NPM_MS = 240_000;
const QUIET = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

/** What npm says of the program that runs it: a user has none of it. */
const OUTSIDE = { npm_command: '', npm_lifecycle_event: '', npm_config_prefix: '' };

/** Packs what is built into `folder`; the path of the tarball. */
export async function packInto(folder: string): Promise<string> {
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const { stdout } = await well(npm(args, { cwd: PROJECT_ROOT }));
  return join(folder, stdout.trim());
}

export function installGlobally(tarball: string, prefix: string): Promise<Finished> {
  return well(npm(['install', '--global', '--prefix', prefix, ...QUIET, tarball], {}));
}

/** An empty project with the package in it. */
export async function projectWith(tarball: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFile(folder, 'package.json', '{ "type": "module", "private": true }');
  await well(npm(['install', ...QUIET, tarball], { cwd: folder }));
}

/** Lends the project a package that this one has for its tests. */
export function lend(name: string, folder: string): void {
  const path = join(folder, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(PROJECT_ROOT, 'node_modules', name), path);
}

export function writeFile(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** A line as a user types it, in a shell without the environment of the test run. */
export function shell(line: string, options: RunOptions): Promise<Finished> {
  return run(
    { command: 'bash', args: ['-c', `unset npm_command NODE_TEST_CONTEXT; ${line}`] },
    options,
  );
}

export async function well(finished: Promise<Finished>): Promise<Finished> {
  const done = await finished;
  assert.equal(done.code, 0, `${done.stdout}\n${done.stderr}`);
  return done;
}

function npm(args: readonly string[], options: RunOptions): Promise<Finished> {
  const env = { ...OUTSIDE, ...options.env };
  return run({ command: 'npm', args }, { timeoutMs: NPM_MS, ...options, env });
}
