/** Spoiled stores: what is wrong is named, what is right is read, nothing on disk changes. */
import assert from 'node:assert/strict';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { lmdbStore } from '../../src/attach/store/index.ts';
import { bigEndian, hex, HostError, type Image, readBigEndian } from '../../src/base/index.ts';
import { randomStream } from '../../src/crypto/index.ts';
import { randomCount, RANDOM_SEED } from '../random-counts.ts';
import { Model } from './support/model.ts';

const STEPS = 30;
const seed = bigEndian(RANDOM_SEED, 6);
const random = randomStream(seed, 'spoiler');
const below = (bound: number): number => readBigEndian(random.bytes(6)) % bound;

const root = mkdtempSync(join(tmpdir(), 'bifrons-damage-'));
after(() => rmSync(root, { recursive: true, force: true }));
const sound = join(root, 'sound');
let whole: Record<string, string>;
let count = 0;

const plain = (image: Image): Record<string, string> =>
  Object.fromEntries([...image].map(([key, value]) => [key, hex(value)]).sort());

before(async () => {
  // In one go, so that little of the file is pages that LMDB has let go of.
  const store = await lmdbStore.open(sound);
  await store.replace(new Model(seed).advance(STEPS));
  await store.close();
  const again = await lmdbStore.open(sound);
  whole = plain(again.image);
  await again.close();
});

/** All files of a folder with their bytes. */
function files(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name !== 'lock.mdb');
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'hex')]));
}

/** Opens a spoiled copy: the whole image, or a named refusal that leaves every file as it was. */
async function judge(spoil: (file: string) => void, what: string): Promise<'whole' | 'named'> {
  const folder = join(root, `${++count}`);
  cpSync(sound, folder, { recursive: true });
  spoil(join(folder, 'data.mdb'));
  const spoiled = files(folder);
  try {
    const store = await lmdbStore.open(folder);
    const found = plain(store.image);
    await store.close();
    assert.deepEqual(found, whole, what);
    return 'whole';
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    assert.match(error.code, /^STORE_(DAMAGED|VERSION)$/, `${what}: ${error.message}`);
    assert.ok(error.message.includes(folder), error.message);
    assert.deepEqual(files(folder), spoiled, `${what}: something was overwritten`);
    return 'named';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('flipped bits anywhere in the file are harmless or named', async () => {
  const { length } = readFileSync(join(sound, 'data.mdb'));
  const seen = { whole: 0, named: 0 };
  for (let round = 0; round < randomCount('damage'); round++) {
    const flips = Array.from({ length: 1 + below(3) }, () => ({
      at: below(length),
      bit: below(8),
    }));
    const spoil = (file: string): void => {
      const data = readFileSync(file);
      for (const { at, bit } of flips) data[at]! ^= 1 << bit;
      writeFileSync(file, data);
    };
    seen[await judge(spoil, `flips ${JSON.stringify(flips)}`)]++;
  }
  // The rest hit room that no record uses.
  assert.ok(seen.named > seen.whole / 8, JSON.stringify(seen));
});

test('a file cut anywhere is named, unless what was cut off was free', async () => {
  const { length } = readFileSync(join(sound, 'data.mdb'));
  let named = 0;
  const rounds = Math.ceil(randomCount('damage') / 4);
  for (let round = 0; round < rounds; round++) {
    const to = below(length);
    if ((await judge((file) => truncateSync(file, to), `cut to ${to}`)) === 'named') named++;
  }
  assert.ok(named > (2 * rounds) / 3, `${named} of ${rounds}`);
});

test('a page of an earlier state in the place of a later one is named', async () => {
  const earlier = join(root, 'earlier');
  const store = await lmdbStore.open(earlier);
  await store.replace(new Model(seed).advance(STEPS - 3));
  await store.close();
  const old = readFileSync(join(earlier, 'data.mdb'));
  const page = 4_096;
  let named = 0;
  for (let at = 2 * page; at + page <= old.length; at += page) {
    const spoil = (file: string): void => {
      const data = readFileSync(file);
      old.copy(data, at, at, at + page);
      writeFileSync(file, data);
    };
    if ((await judge(spoil, `old page at ${at}`)) === 'named') named++;
  }
  assert.ok(named > 0);
});
