/** `npm start`, the first of the two commands that anybody needs. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../architecture/project.ts';
import { scratchFolder } from './support/bifrons.ts';
import { run, Running } from './support/processes.ts';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
/** It may have to build first. */
const BUILD_MS = 120_000;

test('npm start -- --once shows the demonstration, keeps state in its usual place, and ends', async () => {
  const scratch = scratchFolder();
  const args = ['start', '--silent', '--', '--once', '--no-pcsc'];
  const options = { cwd: PROJECT_ROOT, env: { XDG_DATA_HOME: scratch.path }, timeoutMs: BUILD_MS };
  const first = await run({ command: npm, args }, options);
  assert.equal(first.code, 0, `${first.stdout}\n${first.stderr}`);
  assert.match(first.stdout, /^Bifrons 0\.\d+ {2}device patent \(eSE\) .*\(new\)$/m);
  assert.match(first.stdout, /^ +modem +t0 +6F.*C20 \/ ISD-R/m);
  assert.match(first.stdout, /^ +tee +spi +6F.*C30 \/ ISD/m);
  assert.match(first.stdout, /^ +nfc-reader +swp-a +6F.*C30 \/ ISD/m);
  assert.match(first.stdout, /^ +rich-os +apdu-gate +6F.*C30 \/ ISD/m);
  assert.ok(existsSync(join(scratch.path, 'bifrons/patent/device.json')));
  const second = await run({ command: npm, args }, options);
  assert.equal(second.code, 0, second.stderr);
  assert.doesNotMatch(second.stdout, /\(new\)/);
  scratch.remove();
});

test('npm start stays up, the command that it prints works there, and Ctrl-C ends it cleanly', async () => {
  const scratch = scratchFolder();
  // The script itself, as a terminal's Ctrl-C reaches it besides npm.
  const argv = { command: process.execPath, args: ['scripts/start.mjs', '--no-pcsc'] };
  const options = { cwd: PROJECT_ROOT, env: { XDG_DATA_HOME: scratch.path } };
  const device = new Running(argv, options);
  const [, printed = ''] = await device.saw(
    /Ctrl-C ends it; in another terminal: (.*)\n/,
    BUILD_MS,
  );
  const typed = await run({ command: 'sh', args: ['-c', printed] }, options);
  assert.equal(typed.code, 0, `${printed}\n${typed.stderr}`);
  assert.match(typed.stdout, /^> 00A40400\n(# .*\n)*< .*9000/m);
  assert.ok(existsSync(join(scratch.path, 'bifrons/patent/control.sock')));
  const ended = await device.stop('SIGINT');
  assert.deepEqual([ended.code, ended.signal], [0, null], ended.stderr);
  assert.ok(!existsSync(join(scratch.path, 'bifrons/patent/control.sock')));
  scratch.remove();
});
