/**
 * Spoiled stores of every kind: what is wrong is named, what is right is read, nothing on disk
 * changes.
 */
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
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
import { lmdbStore } from '../../src/keep/store/index.ts';
import { bigEndian, fromUtf8, HostError, readBigEndian, utf8 } from '../../src/base/index.ts';
import { randomStream } from '../../src/crypto/index.ts';
import { randomCount, RANDOM_SEED } from '../random-counts.ts';
import { type Kind, KINDS, openKind, plainImage, seedOf } from './support/kinds.ts';
import { Model } from './support/model.ts';

const STEPS = 30;
const seed = bigEndian(RANDOM_SEED, 6);
const random = randomStream(seed, 'spoiler');
const below = (bound: number): number => readBigEndian(random.bytes(6)) % bound;

const root = mkdtempSync(join(tmpdir(), 'bifrons-damage-'));
after(() => rmSync(root, { recursive: true, force: true }));
const soundOf = (kind: Kind): string => join(root, `sound-${kind}`);
const whole = new Map<Kind, unknown>();
let count = 0;

/** The plain store bears the brunt: damage is the file's, and the same layer reads all of them. */
const roundsOf = (kind: Kind): number =>
  Math.ceil(randomCount('damage') / (kind === 'plain' ? 1 : 4));

before(async () => {
  for (const kind of KINDS) {
    // In one go, so that little of the file is pages that LMDB has let go of.
    await fill(kind, soundOf(kind), STEPS);
    whole.set(kind, await read(kind, soundOf(kind)));
  }
});

async function fill(kind: Kind, folder: string, steps: number): Promise<void> {
  const { devices, close } = await openKind(kind, folder);
  for (const [name, store] of devices)
    await store.replace(new Model(seedOf(seed, name)).advance(steps));
  await close();
}

async function read(kind: Kind, folder: string): Promise<unknown> {
  const { devices, close } = await openKind(kind, folder);
  const found = [...devices].map(([name, { image }]) => [name, plainImage(image)]);
  await close();
  return found;
}

/** All files of a folder with their bytes. */
function files(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name !== 'lock.mdb');
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'hex')]));
}

/** Opens a spoiled copy: the whole image, or a named refusal that leaves every file as it was. */
async function judge(
  kind: Kind,
  spoil: (file: string) => unknown,
  what: string,
): Promise<'whole' | HostError> {
  const folder = join(root, `${++count}`);
  cpSync(soundOf(kind), folder, { recursive: true });
  const seen = `${soundOf(kind)}.seen`;
  if (existsSync(seen)) cpSync(seen, `${folder}.seen`);
  await spoil(join(folder, 'data.mdb'));
  const spoiled = files(folder);
  try {
    assert.deepEqual(await read(kind, folder), whole.get(kind), what);
    return 'whole';
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    assert.match(error.code, /^STORE_(DAMAGED|VERSION)$/, `${what}: ${error.message}`);
    assert.ok(error.message.includes(folder), error.message);
    assert.deepEqual(files(folder), spoiled, `${what}: something was overwritten`);
    return error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const kind of KINDS) {
  test(`${kind}: flipped bits anywhere in the file are harmless or named`, async () => {
    const { length } = readFileSync(join(soundOf(kind), 'data.mdb'));
    const seen = { whole: 0, named: 0 };
    for (let round = 0; round < roundsOf(kind); round++) {
      const flips = Array.from({ length: 1 + below(3) }, () => ({
        at: below(length),
        bit: below(8),
      }));
      const spoil = (file: string): void => {
        const data = readFileSync(file);
        for (const { at, bit } of flips) data[at]! ^= 1 << bit;
        writeFileSync(file, data);
      };
      const verdict = await judge(kind, spoil, `flips ${JSON.stringify(flips)}`);
      seen[verdict === 'whole' ? 'whole' : 'named']++;
    }
    // The rest hit room that no record uses.
    assert.ok(seen.named > seen.whole / 8, JSON.stringify(seen));
  });

  test(`${kind}: a file cut anywhere is named, unless what was cut off was free`, async () => {
    const { length } = readFileSync(join(soundOf(kind), 'data.mdb'));
    let named = 0;
    const rounds = Math.ceil(roundsOf(kind) / 4);
    for (let round = 0; round < rounds; round++) {
      const to = below(length);
      const cut = (file: string): void => truncateSync(file, to);
      if ((await judge(kind, cut, `cut to ${to}`)) !== 'whole') named++;
    }
    assert.ok(named > (2 * rounds) / 3, `${named} of ${rounds}`);
  });
}

test('sealed: a format of sealing of another build is named by number', async () => {
  const spoil = async (data: string): Promise<void> => {
    const store = await lmdbStore.open(join(data, '..'));
    const header = fromUtf8(store.image.get('!sealed')!).replace(/"format":\d/, '"format":9');
    await store.commit([{ writes: [{ key: '!sealed', value: utf8(header) }] }]);
    await store.close();
  };
  const verdict = await judge('sealed', spoil, 'sealed in format 9');
  assert.ok(verdict instanceof HostError && verdict.code === 'STORE_VERSION');
  assert.match(verdict.message, /sealed in format 9/);
});

test('a page of an earlier state in the place of a later one is named', async () => {
  const earlier = join(root, 'earlier');
  await fill('plain', earlier, STEPS - 3);
  const old = readFileSync(join(earlier, 'data.mdb'));
  const page = 4_096;
  let named = 0;
  for (let at = 2 * page; at + page <= old.length; at += page) {
    const spoil = (file: string): void => {
      const data = readFileSync(file);
      old.copy(data, at, at, at + page);
      writeFileSync(file, data);
    };
    if ((await judge('plain', spoil, `old page at ${at}`)) !== 'whole') named++;
  }
  assert.ok(named > 0);
});
