import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bytes, HostError } from '../../base/index.ts';
import { parseDescription, presets } from '../../device/index.ts';
import {
  DataFolder,
  listSnapshots,
  loadSnapshot,
  saveSnapshot,
  storedDescription,
} from './index.ts';
import { devicesFolder, ownerOf, takeOwnership } from './places/index.ts';
import { identifySelf } from './places/index.ts';

const NOBODY_UID = 65_534;
const noProc = process.platform === 'linux' ? false : 'looks into /proc';

const root = mkdtempSync(join(tmpdir(), 'bifrons-folder-'));
after(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
function fresh(): string {
  const folder = join(root, `${++count}`);
  mkdirSync(folder);
  return folder;
}

const hasCode = (code: string, message?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof HostError, String(error));
  assert.equal(error.code, code);
  if (message !== undefined) assert.match(error.message, message);
  return true;
};

interface Taker {
  readonly child: ChildProcess;
  readonly printed: Promise<string>;
  readonly ended: Promise<void>;
}

function taker(folder: string): Taker {
  const main = fileURLToPath(new URL('./places/lock-taker.testing.js', import.meta.url));
  const child = spawn(process.execPath, [main, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const printed = new Promise<string>((resolve) =>
    child.stdout!.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
  );
  return { child, printed, ended };
}

test('a second owner gets the identity of the first in the error, and succeeds after its release', async () => {
  const folder = fresh();
  const lock = await takeOwnership(folder, 'bifrons up');
  assert.equal(ownerOf(folder)?.pid, process.pid);
  await assert.rejects(
    takeOwnership(folder, 'another'),
    hasCode('STATE_IN_USE', new RegExp(`process ${process.pid} \\(bifrons up\\)`)),
  );
  lock.release();
  assert.equal(ownerOf(folder), undefined);
  (await takeOwnership(folder, 'another')).release();
});

test("a killed owner's lock is taken over", async () => {
  const folder = fresh();
  const owner = taker(folder);
  assert.equal(await owner.printed, 'mine');
  await assert.rejects(takeOwnership(folder, 'x'), hasCode('STATE_IN_USE'));
  owner.child.kill('SIGKILL');
  await owner.ended;
  (await takeOwnership(folder, 'x')).release();
});

test('of many that find a stale lock at once, exactly one gets it', async () => {
  const folder = fresh();
  writeFileSync(
    join(folder, 'owner'),
    JSON.stringify({ ...identifySelf(), pid: 2 ** 22 + 1, started: '1', token: 't' }),
  );
  const takers = Array.from({ length: 6 }, () => taker(folder));
  const printed = await Promise.all(takers.map((one) => one.printed));
  assert.equal(printed.filter((word) => word === 'mine').length, 1, printed.join(' '));
  assert.ok(
    printed.every((word) => word === 'mine' || word === 'STATE_IN_USE'),
    printed.join(' '),
  );
  for (const { child } of takers) child.stdin!.end();
  await Promise.all(takers.map((one) => one.ended));
  assert.equal(existsSync(join(folder, 'owner')), false);
});

test(
  'an owner that ended and was not waited for no longer holds its lock',
  { skip: noProc },
  async () => {
    const folder = fresh();
    const main = fileURLToPath(new URL('./places/lock-taker.testing.js', import.meta.url));
    // The shell becomes a program that never waits for the child it has.
    const script = '"$0" "$1" "$2" <&3 & echo $!; exec sleep 60';
    const argv = ['-c', script, process.execPath, main, folder];
    const parent = spawn('sh', argv, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
    try {
      let printed = '';
      for await (const chunk of parent.stdout as AsyncIterable<Buffer>)
        if ((printed += chunk.toString()).includes('mine')) break;
      const pid = Number(printed.split('\n')[0]);
      assert.equal(ownerOf(folder)?.pid, pid);
      process.kill(pid, 'SIGKILL');
      const stateOf = (): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]![0]!;
      while (stateOf() !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(ownerOf(folder), undefined);
      (await takeOwnership(folder, 'x')).release();
    } finally {
      parent.kill('SIGKILL');
    }
  },
);

for (const [what, change] of [
  ['a number used again by a younger process', { started: '1' }],
  ['the boot before', { boot: '00000000-0000-0000-0000-000000000000' }],
] as const) {
  test(`a lock of ${what} is stale`, { skip: process.platform !== 'linux' }, async () => {
    const folder = fresh();
    writeFileSync(
      join(folder, 'owner'),
      JSON.stringify({ ...identifySelf(), ...change, token: 't', doing: '' }),
    );
    (await takeOwnership(folder, 'x')).release();
  });
}

test('a lock file that is no lock is replaced; a process in another namespace is left alone', async () => {
  const folder = fresh();
  writeFileSync(join(folder, 'owner'), 'half a rec');
  (await takeOwnership(folder, 'x')).release();
  const stranger = {
    ...identifySelf(),
    pid: 2 ** 22 + 1,
    namespace: 'pid:[1]',
    token: 't',
    doing: 'x',
  };
  writeFileSync(join(folder, 'owner'), JSON.stringify(stranger));
  await assert.rejects(takeOwnership(folder, 'x'), hasCode('STATE_IN_USE'));
});

const patent = parseDescription(presets.patent);
const field = parseDescription(presets.field);

test('a first boot with a store writes the description; later another device is refused', async () => {
  const folder = fresh();
  const first = await DataFolder.open(folder, { description: patent, name: 'preset patent' }, 'x');
  assert.equal(first.fresh, true);
  assert.ok(!existsSync(first.paths.description), 'without a store it is no device yet');
  await first.settle();
  first.close();
  assert.deepEqual(
    parseDescription(JSON.parse(readFileSync(first.paths.description, 'utf8'))),
    patent,
  );
  assert.equal(statSync(first.paths.description).mode & 0o777, 0o600);
  const again = await DataFolder.open(folder, {}, 'x');
  assert.equal(again.fresh, false);
  assert.deepEqual(again.description, patent);
  again.close();
  await assert.rejects(
    DataFolder.open(folder, { description: field, name: 'preset field' }, 'x'),
    hasCode('PRESET_MISMATCH', /holds the device patent, not preset field/),
  );
  const changed = { ...patent, formFactor: 'm2m' as const };
  await assert.rejects(
    DataFolder.open(folder, { description: changed, name: 'f.json', exact: true }, 'x'),
    hasCode('PRESET_MISMATCH'),
  );
  assert.equal(ownerOf(folder), undefined, 'a refusal leaves no lock');
});

test('a folder without a device and without a wish is refused, and a broken description is named', async () => {
  const folder = fresh();
  await assert.rejects(
    DataFolder.open(folder, {}, 'x'),
    hasCode('INPUT_INVALID', /holds no device yet/),
  );
  writeFileSync(join(folder, 'device.json'), '{"bifrons": 1, "name": 7}');
  await assert.rejects(DataFolder.open(folder, {}, 'x'), hasCode('DESCRIPTION_INVALID', /name/));
  assert.equal(ownerOf(folder), undefined);
});

test('snapshots come back as they were, in order, and damage is noticed', async () => {
  const folder = fresh();
  const image = new Map([
    ['C20/a', bytes(1, 2, 3)],
    ['7', bytes()],
    ['__proto__x', bytes(255)],
  ]);
  await saveSnapshot(folder, { name: 'two', made: '2026-01-02', description: patent, image });
  await saveSnapshot(folder, {
    name: 'one',
    made: '2026-01-01',
    description: patent,
    image: new Map(),
  });
  assert.deepEqual(
    listSnapshots(folder).map((row) => row.name),
    ['one', 'two'],
  );
  const back = loadSnapshot(folder, 'two');
  assert.deepEqual([...back.image].sort(), [...image].sort());
  assert.deepEqual(back.description, patent);
  await assert.rejects(
    saveSnapshot(folder, { name: 'two', made: '', description: patent, image }),
    hasCode('INPUT_INVALID'),
  );
  for (const name of ['../escape', '', '.hidden', 'a/b']) {
    assert.throws(() => loadSnapshot(folder, name), hasCode('INPUT_INVALID'), name);
  }
  assert.throws(() => loadSnapshot(folder, 'three'), hasCode('SNAPSHOT_UNKNOWN'));
  const path = join(folder, 'two.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"AQID"', '"AQIE"'));
  assert.throws(() => loadSnapshot(folder, 'two'), hasCode('STORE_DAMAGED'));
  const older = readFileSync(path, 'utf8').replace('"bifronsSnapshot":2', '"bifronsSnapshot":1');
  writeFileSync(path, older);
  assert.throws(
    () => loadSnapshot(folder, 'two'),
    (error: unknown) =>
      hasCode('STORE_VERSION')(error) && /format 1, this build reads 2/.test(String(error)),
  );
});

test('the folder of all devices follows XDG_DATA_HOME when that is absolute', () => {
  assert.equal(devicesFolder({ XDG_DATA_HOME: '/x' }), '/x/bifrons');
  assert.match(devicesFolder({ XDG_DATA_HOME: 'x' }), /\.local\/share\/bifrons$/);
  assert.match(devicesFolder({}), /\.local\/share\/bifrons$/);
});

test('a folder that this user may not look into is no empty folder', (t) => {
  const folder = fresh();
  writeFileSync(join(folder, 'device.json'), '{}');
  chmodSync(folder, 0);
  // For root no folder is closed.
  const wasRoot = process.geteuid?.() === 0;
  if (wasRoot) process.seteuid?.(NOBODY_UID);
  t.after(() => chmodSync(folder, 0o700));
  try {
    assert.throws(() => storedDescription(folder), hasCode('PERMISSION'));
  } finally {
    if (wasRoot) process.seteuid?.(0);
  }
});

test('a first boot given up takes away what it made, and nothing else', async () => {
  const description = parseDescription(presets.patent);
  const above = join(fresh(), 'a');
  const mine = join(above, 'b');
  const made = await DataFolder.open(mine, { description }, 'test');
  made.abandon();
  assert.ok(!existsSync(above));
  const kept = fresh();
  writeFileSync(join(kept, 'notes'), '');
  const other = await DataFolder.open(kept, { description }, 'test');
  other.abandon();
  assert.deepEqual(readdirSync(kept), ['notes']);
  mkdirSync(join(kept, 'store'));
  const found = await DataFolder.open(kept, { description }, 'test');
  found.abandon();
  assert.deepEqual(readdirSync(kept).sort(), ['notes', 'store'], 'a store that was there stays');
  const booted = await DataFolder.open(kept, { description }, 'test');
  await booted.settle();
  booted.close();
  const again = await DataFolder.open(kept, {}, 'test');
  again.abandon();
  assert.ok(existsSync(join(kept, 'device.json')), 'a device that was there stays');
});
