import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Bytes, HostError, utf8 } from '../../base/index.ts';
import { lmdbStore, openSharedStore, probeStore } from './index.ts';
import { memoryStores, type OpenStore, type Store } from '../../run/store/index.ts';

const root = mkdtempSync(join(tmpdir(), 'bifrons-store-'));
after(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const fresh = (): string => join(root, `${++folders}`, 'store');

const write = (key: string, text: string) => ({ writes: [{ key, value: utf8(text) }] });
const held = (store: OpenStore): Record<string, string> =>
  Object.fromEntries([...store.image].map(([key, value]) => [key, Buffer.from(value).toString()]));

async function filled(): Promise<string> {
  const folder = fresh();
  const store = await lmdbStore.open(folder);
  await store.commit([
    write('C20/eid', 'marker-of-the-first'),
    write('C30/isd', 'marker-of-the-second'),
  ]);
  await store.close();
  return folder;
}

const isHostError = (code: string, pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof HostError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, pattern);
  return true;
};

for (const [name, make] of [
  ['lmdb', () => lmdbStore],
  ['memory', memoryStores],
] as [string, () => Store][]) {
  test(`${name}: the next open finds what was committed, not what was deleted`, async () => {
    const stores = make();
    const folder = fresh();
    const store = await stores.open(folder);
    assert.equal(store.image.size, 0);
    await store.commit([write('a', '1'), write('b', '2'), write('a', '3')]);
    await store.commit([
      {
        writes: [
          { key: 'b', value: undefined },
          { key: 'c', value: new Uint8Array(0) },
          // An empty array with a buffer of its own, of which zlib makes the sum 0.
          { key: 'd', value: new Uint8Array(new ArrayBuffer(0)) },
        ],
      },
    ]);
    await store.close();
    const again = await stores.open(folder);
    assert.deepEqual(held(again), { a: '3', c: '', d: '' });
    await again.replace(new Map<string, Bytes>([['z', utf8('9')]]));
    await again.close();
    assert.deepEqual(held(await stores.open(folder)), { z: '9' });
  });
}

test('commits that overlap settle in order', async () => {
  const store = await lmdbStore.open(fresh());
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3, 4, 5].map((n) => store.commit([write('n', `${n}`)])!.then(() => order.push(n))),
  );
  assert.deepEqual(order, [1, 2, 3, 4, 5]);
  await store.close();
});

test('a changed value is named by its key, and nothing on disk changes', async () => {
  const folder = await filled();
  const file = join(folder, 'data.mdb');
  const data = readFileSync(file);
  for (
    let at = data.indexOf('marker-of-the-second');
    at >= 0;
    at = data.indexOf('marker-of-the-second', at + 1)
  ) {
    data[at]! ^= 4;
  }
  writeFileSync(file, data);
  await assert.rejects(
    lmdbStore.open(folder),
    isHostError('STORE_DAMAGED', /C30\/isd does not match its checksum/),
  );
  assert.deepEqual(readFileSync(file), data);
  assert.deepEqual(
    (await probeStore(folder)).damage.map(({ key }) => key),
    ['C30/isd'],
  );
});

test('a file cut short, emptied or overwritten is named in an error, neither read nor created again', async () => {
  const spoilers: ((file: string) => void)[] = [
    (file) => truncateSync(file, 8_192 + 100),
    (file) => truncateSync(file, 0),
    (file) => writeFileSync(file, 'not a store at all'),
    (file) => writeFileSync(file, readFileSync(file).fill(0xff, 0, 8_192)),
    (file) => writeFileSync(file, readFileSync(file).fill(0xff, 8_192)),
    (file) => rmSync(file),
  ];
  for (const spoil of spoilers) {
    const folder = await filled();
    spoil(join(folder, 'data.mdb'));
    await assert.rejects(
      lmdbStore.open(folder),
      isHostError('STORE_DAMAGED', /data\.mdb|root/),
      String(spoil),
    );
  }
});

test('any single flipped byte is either harmless or named', async () => {
  const folder = await filled();
  const file = join(folder, 'data.mdb');
  const sound = readFileSync(file);
  const whole = held(await lmdbStore.open(folder));
  // A few places, as each costs a process; the last ones are in the pages in use.
  for (const at of [16, 20, 4_096 + 40, sound.length - 30, sound.length - 2_000, 8_192 + 18]) {
    const spoiled = fresh();
    cpSync(folder, spoiled, { recursive: true });
    const data = Buffer.from(sound);
    data[at]! ^= 0x21;
    writeFileSync(join(spoiled, 'data.mdb'), data);
    try {
      const store = await lmdbStore.open(spoiled);
      assert.deepEqual(held(store), whole, `byte ${at}`);
      await store.close();
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      assert.equal(error.code, 'STORE_DAMAGED');
    }
  }
});

test('a file that counts pages far behind its end is named, and stays as it is', async () => {
  const folder = await filled();
  const path = join(folder, 'data.mdb');
  const data = readFileSync(path);
  const lastPage = 144;
  for (const meta of [0, 4_096]) data.writeBigUInt64LE(1n << 21n, meta + lastPage);
  writeFileSync(path, data);
  await assert.rejects(
    lmdbStore.open(folder),
    isHostError('STORE_DAMAGED', /data\.mdb counts pages far behind its end/),
  );
  assert.deepEqual(readFileSync(path), data);
});

test('a store of another format is refused by number', async () => {
  const folder = fresh();
  const store = await lmdbStore.open(folder);
  await store.close();
  const { openLmdb } = await import('./lmdb-file.ts');
  const { emitRoot, ROOT_KEY } = await import('./record.ts');
  for (const format of [1, 7]) {
    const file = await openLmdb(folder, 'write');
    await file.put(ROOT_KEY, emitRoot({ format, generation: 1, records: 0, digest: 0 }));
    await file.close();
    const before = readFileSync(join(folder, 'data.mdb'));
    const named = isHostError(
      'STORE_VERSION',
      new RegExp(`has format ${format}, this build reads 2`),
    );
    await assert.rejects(lmdbStore.open(folder), named);
    await assert.rejects(openSharedStore(folder), named);
    assert.deepEqual(readFileSync(join(folder, 'data.mdb')), before);
  }
});

test('a record that is missing is noticed though every other is sound', async () => {
  const folder = await filled();
  const { openLmdb } = await import('./lmdb-file.ts');
  const file = await openLmdb(folder, 'write');
  await file.remove('r/C20/eid');
  await file.close();
  await assert.rejects(
    lmdbStore.open(folder),
    isHostError('STORE_DAMAGED', /root counts 2 records, and 1/),
  );
});

test('a writer killed at any moment leaves all that was acknowledged, in order', async () => {
  const writer = fileURLToPath(new URL('./crash-writer.testing.js', import.meta.url));
  for (let round = 0; round < 5; round++) {
    const folder = fresh();
    const acked = await runUntilKilled(writer, folder, 40 + 60 * round);
    const store = await lmdbStore.open(folder);
    const { a, b, c } = held(store);
    // The writer puts n into a, then b, then c, in three batches of one commit, and says n.
    assert.ok(Number(c) >= acked, `round ${round}: said ${acked}, found ${c}`);
    assert.ok(Number(a) >= Number(b) && Number(b) >= Number(c) && Number(a) <= Number(c) + 1);
    await store.close();
  }
});

/** The last number the writer said was durable before SIGKILL. */
function runUntilKilled(writer: string, folder: string, delayMs: number): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [writer, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acked = 0;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (acked === 0) setTimeout(() => child.kill('SIGKILL'), delayMs);
      acked = Number(line);
    });
    child.on('close', () => resolve(acked));
  });
}
