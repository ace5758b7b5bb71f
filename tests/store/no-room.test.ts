/** Full disks, limits, read-only folders and dead owners: named, and nothing answered is lost. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DataFolder } from '../../src/attach/data-folder/index.ts';
import { DeviceService } from '../../src/attach/service/index.ts';
import { lmdbStore } from '../../src/attach/store/index.ts';
import { hex, HostError, unhex } from '../../src/base/index.ts';
import { parseDescription, presets } from '../../src/device/index.ts';
import { Model, stepsOf } from './support/model.ts';

const WRITER = fileURLToPath(new URL('./support/writer.js', import.meta.url));
const OWNER = fileURLToPath(new URL('./support/owner.js', import.meta.url));
const SEED = '00112233';
const isRoot = process.getuid?.() === 0;
const root = mkdtempSync(join(tmpdir(), 'bifrons-room-'));
after(() => rmSync(root, { recursive: true, force: true }));

const has = (program: string): boolean => existsSync(`/usr/bin/${program}`);
const noLimits = has('prlimit') ? false : 'no prlimit here';
const noMounts =
  isRoot &&
  spawnSync('/usr/bin/unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
    ? false
    : 'not root, or no mounts here: left out';

interface Said {
  readonly steps: number;
  readonly last: string;
}

/** The last step that was acknowledged, and the last word. */
function saidBy(text: string): Said {
  const lines = text.trim().split('\n');
  const steps = lines.map((line) => Number(line.replace('open ', ''))).filter(Number.isInteger);
  return { steps: Math.max(0, ...steps), last: lines.at(-1) ?? '' };
}

function shell(script: string, ...args: readonly string[]): string {
  const argv = ['-m', 'sh', '-c', script, 'sh', process.execPath, WRITER, ...args];
  const done = spawnSync('/usr/bin/unshare', argv, { encoding: 'utf8', timeout: 60_000 });
  assert.equal(done.error, undefined);
  return done.stdout;
}

async function assertWhole(folder: string, least: number): Promise<void> {
  const store = await lmdbStore.open(folder);
  const steps = stepsOf(store.image);
  assert.ok(steps >= least, `said ${least}, found ${steps}`);
  const model = new Model(unhex(SEED)).advance(steps);
  const plain = (image: ReadonlyMap<string, Uint8Array>) =>
    Object.fromEntries([...image].map(([key, value]) => [key, hex(value)]).sort());
  assert.deepEqual(plain(store.image), plain(model));
  await store.close();
}

test(
  'a limit on file sizes ends the writing by name, and loses nothing',
  { skip: noLimits },
  async () => {
    for (const limit of [50_000, 60_000, 80_000, 100_000]) {
      const folder = join(root, `limit-${limit}`);
      const argv = [`--fsize=${limit}`, process.execPath, WRITER, folder, SEED, '2000'];
      const done = spawnSync('/usr/bin/prlimit', argv, { encoding: 'utf8', timeout: 60_000 });
      const { steps, last } = saidBy(done.stdout);
      assert.equal(last, 'error STORE_WRITE', done.stdout.slice(-200));
      if (existsSync(folder)) await assertWhole(folder, steps);
    }
  },
);

test(
  'a full disk ends the writing by name; with room made, all is there',
  { skip: noMounts },
  () => {
    for (const [size, later] of [
      ['8k', '64m'],
      ['100k', '64m'],
      ['120k', '64m'],
    ]) {
      const folder = join(root, `disk-${size}`);
      const out = shell(
        'mkdir -p $3; mount -t tmpfs -o size=$5 tmpfs $3; $1 $2 $3/store $4 2000; echo full;' +
          'mount -o remount,size=$6 $3; $1 $2 $3/store $4 0',
        ...[folder, SEED, size!, later!],
      );
      const [first = '', second = ''] = out.split('full\n');
      assert.equal(saidBy(first).last, 'error STORE_WRITE', out);
      assert.equal(saidBy(second).last, 'closed', out);
      assert.ok(saidBy(second).steps >= saidBy(first).steps, out);
    }
  },
);

test('a read-only disk is named, and nothing on it changes', { skip: noMounts }, () => {
  const folder = join(root, 'read-only');
  spawnSync(process.execPath, [WRITER, folder, SEED, '10']);
  const before = readFileSync(join(folder, 'data.mdb'));
  const out = shell(
    'mount --bind $3 $3; mount -o remount,ro,bind $3; $1 $2 $3 $4 20',
    ...[folder, SEED],
  );
  assert.equal(saidBy(out).last, 'error PERMISSION', out);
  assert.deepEqual(readFileSync(join(folder, 'data.mdb')), before);
});

const asRoot = isRoot ? 'as root no file is read-only by its mode: left out' : false;

test('a store that this user must not write is named', { skip: asRoot }, async () => {
  const folder = join(root, 'no-right');
  spawnSync(process.execPath, [WRITER, folder, SEED, '10']);
  chmodSync(join(folder, 'data.mdb'), 0o400);
  await assert.rejects(
    lmdbStore.open(folder),
    (error: unknown) => error instanceof HostError && error.code === 'PERMISSION',
  );
});

test('a folder that cannot be made is named', async () => {
  const description = parseDescription(presets.patent);
  await assert.rejects(
    DataFolder.open('/dev/null/bifrons', { description }, 'test'),
    (error: unknown) =>
      error instanceof HostError && ['PERMISSION', 'INPUT_INVALID'].includes(error.code),
  );
});

test('a folder whose owner was killed is taken over with all that was answered', async () => {
  const folder = join(root, 'dead-owner');
  const argv = [OWNER, folder];
  // The owner answers one command, says so, and kills itself.
  const done = spawnSync(process.execPath, argv, { encoding: 'utf8', timeout: 30_000 });
  assert.equal(done.signal, 'SIGKILL', done.stderr);
  assert.match(done.stdout, /^answered .*9000\n$/);
  assert.ok(existsSync(join(folder, 'owner')));
  const seat = { root: folder, wanted: {}, doing: 'test' };
  const service = await DeviceService.open(seat);
  await service.clients.open('t1').transmit(unhex('00A4040008A00000015100000000'));
  const answer = await service.clients.open('t1').transmit(unhex('80E2910003BF2D0000'));
  assert.match(Buffer.from(answer).toString('latin1'), /kept by the dead/);
  await service.close();
});
