/** A process that has no more descriptors says so, in one clear error, and nothing is damaged. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../architecture/project.ts';
import { connectControl } from '../../src/attach/control/index.ts';
import { folderPaths } from '../../src/keep/data-folder/places/index.ts';
import { bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { deviceFolder, ok } from './support/device-folder.ts';
import { run, Running } from './support/processes.ts';

const skip = process.platform === 'win32' ? 'there is no ulimit' : false;
/** From few, where not even the command line is loaded, to nearly enough. */
const LIMITS = [32, 44, 60, 80, 110];
/** Enough to load a program; the test itself takes the rest. */
const LIMIT = 800;
/** More than the device has descriptors for. */
const CLIENTS = 150;
const CLIENTS_LIMIT = 64;
const PRLIMIT = '/usr/bin/prlimit';
const noLimit = existsSync(PRLIMIT) ? false : 'no prlimit here';
/** Some twenty attempts, each with a sync or a process; a timer left behind would take longer. */
const SWEEP_MS_MAX = 50_000;

/** The installed command: what comes before its modules are loaded counts too. */
const BIN = join(PROJECT_ROOT, 'bin/bifrons.js');

const limited = (limit: number, command: string, args: readonly string[]) => ({
  command: '/bin/sh',
  args: ['-c', 'ulimit -n "$1"; shift; exec "$@"', 'sh', String(limit), command, ...args],
});

describe('few descriptors', { skip }, () => {
  test('every command that cannot start says SYSTEM_LIMIT, for people and for programs', async () => {
    const { path, ask } = deviceFolder();
    await ok(ask('state', 'snapshot', 'before'));
    let refusals = 0;
    for (const [at, limit] of LIMITS.entries()) {
      const command = [['topology'], ['up', '--once', '--no-pcsc'], ['state', 'list']][at % 3]!;
      const args = [BIN, ...command, '--data', path, '--json'];
      const { code, stderr } = await run(limited(limit, process.execPath, args));
      if (code === 0) continue;
      refusals++;
      assert.equal(code, 3, `${limit}: ${stderr}`);
      const { error } = JSON.parse(stderr) as { error: Record<string, string> };
      assert.equal(error['code'], 'SYSTEM_LIMIT', stderr);
      assert.match(error['message']!, /too many open files/);
    }
    assert.ok(refusals > 1, 'the limits are too high to show anything');
    const args = [BIN, 'topology', '--data', path];
    const plain = await run(limited(LIMITS[0]!, process.execPath, args));
    assert.match(plain.stderr, /^error SYSTEM_LIMIT: .*\n[^]*next: raise the limit/);
    await ok(ask('topology'));
  });

  test('stores, the process that looks at them, and devices: with none left up to enough', async () => {
    const scratch = scratchFolder();
    after(() => scratch.remove());
    const child = fileURLToPath(new URL('./support/few-descriptors.js', import.meta.url));
    const { code, signal, stdout, stderr } = await run(
      limited(LIMIT, process.execPath, [child, scratch.path]),
      { timeoutMs: SWEEP_MS_MAX },
    );
    assert.equal(signal ?? code, 0, stderr);
    const rows = jsonLines(stdout);
    const last = rows.filter((row) => row['code'] === 'done');
    assert.equal(last.length, 3, stdout);
    for (const row of rows)
      if (row['code'] !== 'done') assert.equal(row['code'], 'SYSTEM_LIMIT', JSON.stringify(row));
    for (const row of last)
      assert.ok(Number(row['left']) > 1, 'it was short of descriptors before');
  });

  test(
    'more programs than there are descriptors: the device stays, and those before them',
    { skip: noLimit },
    async () => {
      const { path } = deviceFolder();
      const up = ['up', '--no-pcsc', '--data', path, '--raw', 't1=0', '--at', 't0=0'];
      const device = new Running(bifronsArgv(up));
      await device.saw(/Ctrl-C ends it/);
      execFileSync(PRLIMIT, [`--pid=${device.pid}`, `--nofile=${CLIENTS_LIMIT}`]);
      const [, raw] = /t1 .*127\.0\.0\.1:(\d+)/.exec(device.stdout)!;
      const [, modem] = /modem lines\s+t0\s+127\.0\.0\.1:(\d+)/.exec(device.stdout)!;
      const api = (await connectControl(folderPaths(path).socket))!;
      const sockets: Socket[] = [];
      const flood = (place: { port: number } | { path: string }): void => {
        const socket = connect(place);
        socket.on('error', () => {}).unref();
        sockets.push(socket);
      };
      for (let count = 0; count < CLIENTS; count++) {
        flood({ port: Number(raw) });
        flood({ port: Number(modem) });
        flood({ path: folderPaths(path).socket });
      }
      for (let count = 0; count < 20; count++) {
        const { answer } = await api.ask('transmit', { link: 'spi', apdu: '00A40400' });
        assert.match(answer, /9000$/);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      for (const socket of sockets) socket.destroy();
      await api.close();
      const { code, stderr } = await device.stop('SIGTERM');
      assert.equal(code, 0, stderr);
    },
  );
});
