import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Bytes, HostError, utf8 } from '../../base/index.ts';
import { lmdbStore, openSharedStore } from './index.ts';
import type { OpenStore } from '../../run/store/index.ts';

const root = mkdtempSync(join(tmpdir(), 'bifrons-shared-'));
after(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const fresh = (): string => join(root, `${++folders}`, 'store');
const write = (key: string, text: string) => [{ writes: [{ key, value: utf8(text) }] }];
const held = (store: OpenStore): Record<string, string> =>
  Object.fromEntries([...store.image].map(([key, value]) => [key, Buffer.from(value).toString()]));

test('devices that share a store keep the same keys apart, over closing and opening', async () => {
  const folder = fresh();
  const shared = await openSharedStore(folder);
  const [a, b] = [shared.device('a'), shared.device('b')];
  await Promise.all([
    a.commit(write('os/c/aliases', 'of a')),
    b.commit(write('os/c/aliases', 'of b')),
    b.commit(write('more', 'x')),
  ]);
  assert.deepEqual(shared.names(), ['a', 'b']);
  await shared.close();
  const again = await openSharedStore(folder);
  const second = again.device('b');
  assert.deepEqual(held(again.device('a')), { 'os/c/aliases': 'of a' });
  assert.deepEqual(held(second), { 'os/c/aliases': 'of b', more: 'x' });
  await second.replace(new Map<string, Bytes>([['only', utf8('this')]]));
  await again.close();
  const last = await openSharedStore(folder);
  assert.deepEqual(held(last.device('a')), { 'os/c/aliases': 'of a' });
  assert.deepEqual(held(last.device('b')), { only: 'this' });
  await last.close();
});

test('a replacement takes along what was committed just before it', async () => {
  const folder = fresh();
  const shared = await openSharedStore(folder);
  const device = shared.device('a');
  const first = device.commit(write('stale', 'x'));
  await device.replace(new Map<string, Bytes>([['fresh', utf8('y')]]));
  await first;
  await shared.close();
  const again = await openSharedStore(folder);
  assert.deepEqual(held(again.device('a')), { fresh: 'y' });
  await again.close();
});

test('commits of many devices settle in the order each made them', async () => {
  const shared = await openSharedStore(fresh());
  const settled = new Map<string, number[]>();
  const all: Promise<void>[] = [];
  for (let step = 0; step < 5; step++) {
    for (let device = 0; device < 200; device++) {
      const name = `d${device}`;
      if (step === 0) settled.set(name, []);
      const store = step === 0 ? shared.device(name) : stores.get(name)!;
      if (step === 0) stores.set(name, store);
      all.push(store.commit(write('n', `${step}`))!.then(() => void settled.get(name)!.push(step)));
    }
  }
  await Promise.all(all);
  for (const order of settled.values()) assert.deepEqual(order, [0, 1, 2, 3, 4]);
  await shared.close();
});
const stores = new Map<string, OpenStore>();

const isHostError = (code: string, pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof HostError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, pattern);
  return true;
};

test('a name that is none, or is taken, is refused; so is a store of a single device', async () => {
  const shared = await openSharedStore(fresh());
  shared.device('a');
  assert.throws(() => shared.device('a'), isHostError('INPUT_INVALID', /opened already/));
  for (const name of ['', '../x', 'a/b', '.hidden'])
    assert.throws(() => shared.device(name), isHostError('INPUT_INVALID', /no name/));
  await shared.close();
  const folder = fresh();
  const single = await lmdbStore.open(folder);
  await single.commit(write('os/c/aliases', 'x'));
  await single.close();
  await assert.rejects(openSharedStore(folder), isHostError('INPUT_INVALID', /single device/));
  const again = await lmdbStore.open(folder);
  assert.equal(again.image.size, 1);
  await again.close();
});

test('damage is named with the device it belongs to', async () => {
  const folder = fresh();
  const shared = await openSharedStore(folder);
  await shared.device('a').commit(write('k', 'marker-of-device-a'));
  await shared.close();
  const file = join(folder, 'data.mdb');
  const data = readFileSync(file);
  const marker = 'marker-of-device-a';
  for (let at = data.indexOf(marker); at >= 0; at = data.indexOf(marker, at + 1)) data[at]! ^= 1;
  writeFileSync(file, data);
  await assert.rejects(openSharedStore(folder), isHostError('STORE_DAMAGED', /@a\/k/));
});
