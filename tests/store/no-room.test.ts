/** Full disks, limits, read-only folders and stale locks: named, and nothing answered is lost. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DataFolder } from '../../src/keep/data-folder/index.ts';
import { readKeyFile } from '../../src/keep/sealing/index.ts';
import { DeviceService } from '../../src/attach/service/index.ts';
import { HostError, unhex } from '../../src/base/index.ts';
import { parseDescription, presets } from '../../src/device/index.ts';
import { keyFile, type Kind, KINDS, openKind, plainImage, seedOf } from './support/kinds.ts';
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

interface Printed {
  /** By device, the last step that was acknowledged. */
  readonly steps: ReadonlyMap<string, number>;
  /** The last word. */
  readonly last: string;
}

function printedBy(text: string): Printed {
  const lines = text.trim().split('\n');
  const steps = new Map<string, number>();
  for (const line of lines) {
    const [, device, step] = /^\w+ (\w+) (\d+)$/.exec(line) ?? [];
    if (device !== undefined) steps.set(device, Math.max(steps.get(device) ?? 0, Number(step)));
  }
  return { steps, last: lines.at(-1) ?? '' };
}

/** Runs the writer until it ends; `before` is the shell's part, with the folder as `$3`. */
function shell(before: string, then: string, args: readonly string[]): string {
  const script = `${before}; $1 $2 $3/d $4 2000 $5; echo full; ${then}`;
  const argv = ['-m', 'sh', '-c', script, 'sh', process.execPath, WRITER, ...args];
  const done = spawnSync('/usr/bin/unshare', argv, { encoding: 'utf8', timeout: 60_000 });
  assert.equal(done.error, undefined);
  return done.stdout;
}

async function assertWhole(kind: Kind, folder: string, { steps: least }: Printed): Promise<void> {
  const { devices, close } = await openKind(kind, folder);
  for (const [name, { image }] of devices) {
    const steps = stepsOf(image);
    const printed = least.get(name) ?? 0;
    assert.ok(steps >= printed, `${name}: said ${printed}, found ${steps}`);
    const model = new Model(seedOf(unhex(SEED), name)).advance(steps);
    assert.deepEqual(plainImage(image), plainImage(model));
  }
  await close();
}

for (const kind of KINDS) {
  test(
    `${kind}: a limit on file sizes ends the writing by name, and loses nothing`,
    { skip: noLimits },
    async () => {
      for (const limit of kind === 'plain' ? [50_000, 100_000, 300_000, 340_000] : [340_000]) {
        const folder = join(root, `limit-${kind}-${limit}`);
        const argv = [`--fsize=${limit}`, process.execPath, WRITER, folder, SEED, '2000', kind];
        const done = spawnSync('/usr/bin/prlimit', argv, { encoding: 'utf8', timeout: 60_000 });
        const printed = printedBy(done.stdout);
        assert.equal(printed.last, 'error STORE_WRITE', done.stdout.slice(-200));
        assert.deepEqual([done.status, done.signal], [1, null], done.stderr);
        // The store reserves room ahead; with less it does not even open.
        assert.equal(
          printed.steps.size > 0 && Math.max(...printed.steps.values()) > 0,
          limit >= 300_000,
        );
        if (existsSync(join(folder, kind))) await assertWhole(kind, join(folder, kind), printed);
      }
    },
  );

  test(
    `${kind}: a full disk ends the writing by name; with room made, all is there`,
    { skip: noMounts },
    () => {
      for (const size of kind === 'plain' ? ['8k', '120k', '310k', '330k'] : ['330k']) {
        const folder = join(root, `disk-${kind}-${size}`);
        const out = shell(
          `mkdir -p $3; mount -t tmpfs -o size=${size} tmpfs $3; mkdir $3/d`,
          'mount -o remount,size=64m $3; $1 $2 $3/d $4 0 $5',
          [folder, SEED, kind],
        );
        const [first = '', second = ''] = out.split('full\n');
        assert.equal(printedBy(first).last, 'error STORE_WRITE', out);
        assert.equal(printedBy(first).steps.size > 0, Number.parseInt(size) > 300, size);
        assert.equal(printedBy(second).last, 'closed', out);
        for (const [device, step] of printedBy(first).steps)
          assert.ok(printedBy(second).steps.get(device)! >= step, `${device}: ${out}`);
      }
    },
  );

  test(`${kind}: a read-only disk is named, and nothing on it changes`, { skip: noMounts }, () => {
    const folder = join(root, `read-only-${kind}`);
    spawnSync(process.execPath, [WRITER, join(folder, 'd'), SEED, '10', kind]);
    const data = join(folder, 'd', kind, 'data.mdb');
    const before = readFileSync(data);
    const out = shell('mount --bind $3 $3; mount -o remount,ro,bind $3', 'true', [
      folder,
      SEED,
      kind,
    ]);
    assert.equal(printedBy(out.split('full\n')[0]!).last, 'error PERMISSION', out);
    assert.deepEqual(readFileSync(data), before);
  });
}

/** For root nothing is read-only by its mode: somebody else opens it. */
const UNPRIVILEGED = isRoot ? { uid: 65_534, gid: 65_534 } : {};
const notTheirs =
  spawnSync(process.execPath, ['--check', WRITER], UNPRIVILEGED).status === 0
    ? false
    : 'no other user may read this folder: left out';

for (const name of ['data.mdb', 'lock.mdb']) {
  test(`a store whose ${name} this user must not write is named`, { skip: notTheirs }, () => {
    const folder = join(root, `no-right-${name}`);
    spawnSync(process.execPath, [WRITER, folder, SEED, '10', 'plain']);
    const store = join(folder, 'plain');
    const files = ['data.mdb', 'lock.mdb', 'seal.json'].map((one) => join(store, one));
    const { uid, gid } = UNPRIVILEGED;
    if (uid !== undefined)
      for (const path of [root, folder, store, ...files]) chownSync(path, uid, gid);
    chmodSync(join(store, name), 0o400);
    const before = files.map((file) => readFileSync(file));
    const argv = [WRITER, folder, SEED, '20', 'plain'];
    const { stdout, signal } = spawnSync(process.execPath, argv, {
      encoding: 'utf8',
      ...UNPRIVILEGED,
    });
    assert.deepEqual([printedBy(stdout).last, signal], ['error PERMISSION', null]);
    assert.deepEqual(
      files.map((file) => readFileSync(file)),
      before,
    );
  });
}

test('a folder that cannot be made is named', async () => {
  const description = parseDescription(presets.patent);
  await assert.rejects(
    DataFolder.open('/dev/null/bifrons', { description }, 'test'),
    (error: unknown) =>
      error instanceof HostError && ['PERMISSION', 'INPUT_INVALID'].includes(error.code),
  );
});

for (const sealed of [false, true]) {
  const how = sealed ? 'sealed: ' : '';
  test(`${how}a folder whose owner was killed is taken over with all it answered`, async () => {
    const folder = join(root, `dead-owner${sealed ? '-sealed' : ''}`);
    const key = sealed ? keyFile(join(root, 'key')) : undefined;
    const argv = [OWNER, folder, ...(key === undefined ? [] : [key])];
    // The owner answers one command, says so, and kills itself.
    const done = spawnSync(process.execPath, argv, { encoding: 'utf8', timeout: 30_000 });
    assert.equal(done.signal, 'SIGKILL', done.stderr);
    assert.match(done.stdout, /^answered .*9000\n$/);
    assert.ok(existsSync(join(folder, 'owner')));
    const service = await DeviceService.open({
      root: folder,
      requested: {},
      doing: 'test',
      key: key === undefined ? undefined : readKeyFile(key),
    });
    await service.clients.open('t1').transmit(unhex('00A4040008A00000015100000000'));
    const answer = await service.clients.open('t1').transmit(unhex('80E2910003BF2D0000'));
    assert.match(Buffer.from(answer).toString('latin1'), /kept by an ended owner/);
    await service.close();
  });
}
