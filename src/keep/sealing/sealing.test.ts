import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { type Batch, type Bytes, HostError, utf8 } from '../../base/index.ts';
import { parseDescription, presets } from '../../device/index.ts';
import { loadSnapshot, saveSnapshot } from '../data-folder/index.ts';
import { memoryStore } from '../../run/store/index.ts';
import { openSealed, readKeyFile, refuseSealed, Sealer, SealingKey, Witness } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'bifrons-sealing-'));
after(() => rmSync(root, { recursive: true, force: true }));
let files = 0;
const fresh = (): string => join(root, `${++files}`);
const key = new SealingKey(new Uint8Array(32).fill(7), join(root, 'key'));
const other = new SealingKey(new Uint8Array(32).fill(8), join(root, 'other'));
const name = 'the store';
const put = (at: string, text: string): Batch => ({ writes: [{ key: at, value: utf8(text) }] });
const text = (value: Bytes | undefined) => value && Buffer.from(value).toString();

const isHostError = (code: string, pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof HostError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, pattern);
  return true;
};

test('a sealed record opens under its key, purpose and place, and under no other', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), fc.nat(7), (plain, at, bit) => {
      const sealer = new Sealer(key, 'store');
      const sealed = sealer.seal(plain, 'a');
      assert.deepEqual(new Sealer(key, 'store').open(sealed, 'a'), plain);
      assert.equal(sealer.open(sealed, 'b'), undefined);
      assert.equal(new Sealer(key, 'journal').open(sealed, 'a'), undefined);
      assert.equal(new Sealer(other, 'store').open(sealed, 'a'), undefined);
      const flipped = sealed.slice();
      flipped[at % flipped.length]! ^= 1 << bit;
      assert.equal(sealer.open(flipped, 'a'), undefined);
      assert.notDeepEqual(sealer.seal(plain, 'a'), sealed);
    }),
    randomRuns('codec'),
  );
});

test('a sealed store holds no value in the clear, and gives all back', async () => {
  const held = new Map<string, Bytes>();
  const store = await openSealed({ store: memoryStore(held), name, key });
  await store.commit([put('C20/eid', 'plain words'), put('C30/isd', 'others')]);
  await store.commit([{ writes: [{ key: 'C30/isd', value: undefined }] }]);
  await store.close();
  const stored = [...held.values()].map((value) => Buffer.from(value).toString('latin1')).join();
  assert.doesNotMatch(stored, /plain words|others/);
  const again = await openSealed({ store: memoryStore(held), name, key });
  assert.deepEqual([...again.image.keys()], ['C20/eid']);
  assert.equal(text(again.image.get('C20/eid')), 'plain words');
  await again.replace(new Map([['z', utf8('9')]]));
  const last = await openSealed({ store: memoryStore(held), name, key });
  assert.deepEqual(
    [...last.image].map(([at, value]) => [at, text(value)]),
    [['z', '9']],
  );
});

test('the key is requested by name; a wrong one, and one for a plain store, are refused', async () => {
  const held = new Map<string, Bytes>();
  await openSealed({ store: memoryStore(held), name, key });
  assert.throws(
    () => refuseSealed(memoryStore(held), name),
    isHostError('KEY_NEEDED', new RegExp(key.name)),
  );
  await assert.rejects(
    openSealed({ store: memoryStore(held), name, key: other }),
    isHostError('KEY_WRONG', new RegExp(`${key.name}, not under ${other.name}`)),
  );
  const plain = memoryStore(new Map([['a', utf8('1')]]));
  refuseSealed(plain, name);
  await assert.rejects(
    openSealed({ store: plain, name, key }),
    isHostError('KEY_WRONG', /not encrypted/),
  );
});

test('a record that is changed, moved, taken away or put back from earlier is named', async () => {
  const held = new Map<string, Bytes>();
  const store = await openSealed({ store: memoryStore(held), name, key });
  await store.commit([put('a', 'first'), put('b', 'other')]);
  const earlier = new Map(held);
  await store.commit([put('a', 'second')]);
  const spoil = async (change: (map: Map<string, Bytes>) => void, pattern: RegExp) => {
    const spoiled = new Map(held);
    change(spoiled);
    await assert.rejects(
      openSealed({ store: memoryStore(spoiled), name, key }),
      isHostError('STORE_DAMAGED', pattern),
    );
  };
  await spoil((map) => map.set('a', map.get('a')!.with(30, 1 ^ map.get('a')![30]!)), /: a was not/);
  await spoil((map) => map.set('b', map.get('a')!), /: b was not sealed/);
  await spoil((map) => map.delete('b'), /!state stands for other records/);
  await spoil((map) => map.set('a', earlier.get('a')!), /!state stands for other records/);
  await spoil((map) => map.delete('!state'), /!state is missing/);
  await spoil((map) => map.set('!state', earlier.get('!state')!), /!state stands for other/);
});

test('a mixture of earlier records is refused, under the last state or an earlier one', async () => {
  const names = ['a', 'b', 'c', '!state'];
  const held = new Map<string, Bytes>();
  const store = await openSealed({ store: memoryStore(held), name, key });
  const versions = [new Map(held)];
  for (let round = 0; round < 4; round++) {
    for (const at of ['a', 'b', 'c']) await store.commit([put(at, `${round}`)]);
    versions.push(new Map(held));
  }
  const choices = fc.array(fc.nat(versions.length - 1), { minLength: 4, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(choices, async (chosen) => {
      const mixed = new Map(held);
      for (const [i, at] of names.entries()) {
        const record = versions[chosen[i]!]!.get(at);
        if (record === undefined) mixed.delete(at);
        else mixed.set(at, record);
      }
      const opened = openSealed({ store: memoryStore(mixed), name, key });
      if (new Set(chosen).size === 1) await opened;
      else await assert.rejects(opened, isHostError('STORE_DAMAGED', /stands for other records/));
    }),
    randomRuns('codec'),
  );
});

test('a store that was sealed in another format is refused', async () => {
  const held = new Map<string, Bytes>();
  await openSealed({ store: memoryStore(held), name, key });
  const header = text(held.get('!sealed'))!.replace('"format":2', '"format":1');
  held.set('!sealed', utf8(header));
  await assert.rejects(
    openSealed({ store: memoryStore(held), name, key }),
    isHostError('STORE_VERSION', /in format 1, this build reads 2/),
  );
});

test('an older copy of all of it is noticed by the witness, in either place', async () => {
  const [beside, far] = [fresh(), fresh()];
  const witness = () => new Witness(key, [beside, far]);
  const held = new Map<string, Bytes>();
  const store = await openSealed({ store: memoryStore(held), name, key, witness: witness() });
  await store.commit([put('a', 'first')]);
  const earlier = new Map(held);
  await store.commit([put('a', 'second')]);
  await store.close();
  const open = (map: Map<string, Bytes>) =>
    openSealed({ store: memoryStore(new Map(map)), name, key, witness: witness() });
  await open(held);
  await assert.rejects(
    open(earlier),
    isHostError('STORE_ROLLED_BACK', /at generation 2, and was at 3/),
  );
  rmSync(beside);
  await assert.rejects(open(earlier), isHostError('STORE_ROLLED_BACK', new RegExp(far)));
  writeFileSync(far, readFileSync(far, 'utf8').replace('"generation": 3', '"generation": 2'));
  await assert.rejects(
    open(earlier),
    isHostError('STORE_ROLLED_BACK', /was not written by this key/),
  );
  rmSync(far);
  // Without a witness this is not detected; see docs/security.md.
  assert.equal(text((await open(earlier)).image.get('a')), 'first');
});

test('a snapshot is sealed whole, listed by name, and read with its key only', async () => {
  const folder = mkdtempSync(join(root, 'snapshots-'));
  const description = parseDescription(presets.patent);
  const image = new Map([['k', utf8('plain words')]]);
  await saveSnapshot(folder, { name: 's', made: '2030', description, image }, key);
  assert.doesNotMatch(readFileSync(join(folder, 's.json'), 'utf8'), /404142|cGxhaW4/);
  assert.deepEqual(loadSnapshot(folder, 's', key).image, image);
  assert.throws(() => loadSnapshot(folder, 's'), isHostError('KEY_NEEDED', new RegExp(key.name)));
  assert.throws(() => loadSnapshot(folder, 's', other), isHostError('KEY_WRONG', /not under/));
  const path = join(folder, 's.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"sealed":"...../, '"sealed":"AAAAA'));
  assert.throws(() => loadSnapshot(folder, 's', key), isHostError('STORE_DAMAGED', /s\.json/));
});

test('a key file is 32 bytes or 64 digits, and for its owner alone', () => {
  const path = fresh();
  const digits = '00112233445566778899aabbccddeeff'.repeat(2);
  writeFileSync(path, `${digits}\n`, { mode: 0o600 });
  const raw = fresh();
  writeFileSync(raw, Buffer.from(digits, 'hex'), { mode: 0o600 });
  assert.equal(readKeyFile(path).name, readKeyFile(raw).name);
  chmodSync(path, 0o640);
  assert.throws(() => readKeyFile(path), isHostError('PERMISSION', /read by others/));
  writeFileSync(raw, 'too short');
  assert.throws(() => readKeyFile(raw), isHostError('INPUT_INVALID', /holds no key/));
  assert.throws(() => readKeyFile(fresh()), isHostError('INPUT_INVALID', /cannot read/));
  assert.equal(existsSync(join(root, 'key')), false);
});
