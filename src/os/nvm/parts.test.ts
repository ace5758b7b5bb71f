import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, Fault, hex, type Image } from '../../base/index.ts';
import { MemoryDamage, PAGE_LENGTH, type Partition } from './index.ts';
import { codec, fresh, isRefused, keysOf } from './parts.testing.ts';

test('one key in two parts, and in their parent, are three records [M-20]', () => {
  const { memory, nvm } = fresh();
  nvm.cell('x', codec, 0).set(1);
  nvm.part('one').cell('x', codec, 0).set(2);
  nvm.part('one').part('two').cell('x', codec, 0).set(3);
  memory.commit();
  const { nvm: again } = fresh(new Map(memory.image()));
  assert.equal(again.cell('x', codec, 0).get(), 1);
  assert.equal(again.part('one').cell('x', codec, 0).get(), 2);
  assert.equal(again.part('one').part('two').cell('x', codec, 0).get(), 3);
  assert.deepEqual(again.parts(), ['one']);
  assert.deepEqual(again.part('one').parts(), ['two']);
});

test('no key and no part name reaches into another part', () => {
  const { memory, nvm } = fresh();
  nvm.part('p').cell('x', codec, 0).set(1);
  nvm.cell('p/c/x', codec, 0).set(2);
  nvm.cell('/p/c/x', codec, 0).set(3);
  nvm.counter('p', 0).set(4);
  memory.commit();
  const { nvm: again } = fresh(new Map(memory.image()));
  again.part('p').clear();
  assert.equal(again.cell('p/c/x', codec, 0).get(), 2);
  assert.equal(again.cell('/p/c/x', codec, 0).get(), 3);
  assert.equal(again.counter('p', 0).get(), 4);
  for (const name of ['', 'a/b', 'a#0', 'é', 'x'.repeat(65)])
    assert.throws(() => nvm.part(name), Fault, name);
  for (const key of ['', 'a#0', 'é', 'x'.repeat(129)])
    assert.throws(() => nvm.cell(key, codec, 0), Fault, key);
});

test('what a part holds counts in its parent, and both quotas refuse with 6A84 [M-107]', () => {
  const { memory, nvm } = fresh(new Map(), 100);
  const small = nvm.part('small', { quota: 40 });
  const named = nvm.used;
  assert.equal(named, 'p/small'.length + 6);
  assert.throws(() => small.region('r', 38), isRefused);
  small.region('r', 30);
  assert.equal(small.used, 'r/r'.length + 30);
  assert.equal(nvm.used, named + small.used);
  assert.equal(small.free, 40 - small.used);
  const large = nvm.part('large', { quota: 1_000 });
  assert.equal(large.quota, 1_000);
  assert.equal(large.free, nvm.free, 'the parent allows no more');
  assert.throws(() => large.region('r', 60), isRefused);
  memory.rollback();
  assert.equal(nvm.used, 0);
  assert.equal(nvm.free, 100);
});

test('a quota is stored with the part; another one replaces it, undone like any write', () => {
  const { memory, nvm } = fresh();
  nvm.part('one', { quota: 100 });
  nvm.part('two');
  memory.commit();
  nvm.part('one', { quota: 200 });
  memory.rollback();
  assert.equal(nvm.part('one').quota, 100);
  const { memory: later, nvm: again } = fresh(new Map(memory.image()));
  assert.equal(again.part('one').quota, 100);
  assert.equal(again.part('two').quota, 4_096, 'without one of its own, the quota above it');
  assert.deepEqual(later.commit(), [], 'opening a part that is there writes nothing');
  again.part('one', { quota: 300 });
  later.commit();
  assert.equal(fresh(new Map(later.image())).nvm.part('one').quota, 300);
});

test('clearing a part removes all in it and its name, and a refusal brings all back', () => {
  const { memory, nvm } = fresh();
  const part = nvm.part('app', { quota: 2_000 });
  const cell = part.cell('x', codec, 7);
  const unset = part.cell('unset', codec, 9);
  const region = part.region('file', 600);
  const inner = part.part('inner');
  const count = inner.counter('n', 0);
  cell.set(1);
  region.write(300, bytes(5));
  memory.commit();
  count.set(3);
  memory.commit();
  const before = memory.image();
  const used = nvm.used;
  part.clear();
  assert.deepEqual(nvm.parts(), []);
  assert.equal(nvm.has('app'), false);
  assert.equal(nvm.used, 0);
  assert.throws(() => cell.get(), Fault);
  assert.throws(() => count.set(1), Fault);
  assert.throws(() => part.cell('x', codec, 0), Fault);
  memory.rollback();
  assert.equal(nvm.used, used);
  assert.deepEqual(nvm.parts(), ['app']);
  assert.equal(nvm.part('app'), part);
  assert.equal(cell.get(), 1);
  assert.equal(unset.get(), 9);
  assert.equal(count.get(), 3);
  assert.equal(hex(region.read(300, 1)), '05');
  assert.deepEqual(new Map(memory.image()), new Map(before));
  nvm.drop('app');
  memory.commit();
  assert.equal(memory.image().size, 0, 'nothing is left behind');
});

test('clearing a whole memory leaves it usable, and is undone', () => {
  const { memory, nvm } = fresh();
  const cell = nvm.cell('x', codec, 0);
  cell.set(1);
  nvm.part('one').cell('x', codec, 0).set(2);
  memory.commit();
  nvm.clear();
  const later = nvm.cell('x', codec, 0);
  assert.equal(later.get(), 0);
  later.set(5);
  assert.deepEqual(nvm.parts(), []);
  memory.rollback();
  assert.equal(cell.get(), 1);
  assert.throws(() => later.get(), Fault, 'made in what was undone');
  assert.equal(nvm.part('one').cell('x', codec, 0).get(), 2);
});

test('a part created by a refused command is gone with it, its counters too', () => {
  const { memory, nvm } = fresh();
  const part = nvm.part('app');
  const tries = part.counter('tries', 3);
  tries.set(2);
  assert.deepEqual(memory.rollback(), [], 'no batch leaves early for what is gone');
  assert.deepEqual(nvm.parts(), []);
  assert.equal(memory.image().size, 0);
  assert.throws(() => tries.get(), Fault);
  assert.equal(nvm.part('app').counter('tries', 3).get(), 3);
});

test('a counter that stands in for a dropped one does not reach the old one [M-105]', () => {
  for (const remove of [
    (nvm: Partition) => nvm.part('app').clear(),
    (nvm: Partition) => nvm.part('app').drop('n'),
    (nvm: Partition) => nvm.clear(),
  ]) {
    const { memory, nvm } = fresh();
    const app = nvm.part('app');
    memory.commit();
    app.counter('n', 0).set(500);
    memory.commit();
    remove(nvm);
    nvm.part('app').counter('n', 0).set(1);
    const batches = memory.rollback();
    assert.deepEqual(batches, [], 'nothing leaves that would set it back');
    assert.equal(nvm.part('app').counter('n', 0).get(), 500);
    remove(nvm);
    nvm.part('app').counter('n', 0).set(1);
    assert.equal(keysOf(memory.commit()).length, 1, 'it leaves with the command');
    assert.equal(fresh(new Map(memory.image())).nvm.part('app').counter('n', 0).get(), 1);
  }
});

test('a counter of a new part survives the rollback of a savepoint', () => {
  const { memory, nvm } = fresh();
  const tries = nvm.part('app').counter('tries', 3);
  const savepoint = nvm.savepoint();
  tries.set(2);
  nvm.part('app').cell('x', codec, 0).set(1);
  savepoint.rollback();
  assert.equal(tries.get(), 2);
  memory.commit();
  const { nvm: again } = fresh(new Map(memory.image()));
  assert.equal(again.part('app').counter('tries', 3).get(), 2);
  assert.equal(again.part('app').cell('x', codec, 0).get(), 0);
});

test('counters whose part no record names are deleted at the next boot', () => {
  const kept = 'A/p/app/n/tries';
  const image: Image = new Map([
    ['A/p/app', bytes()],
    [kept, bytes(0, 0, 0, 0, 0, 2)],
    ['A/p/lost/n/tries', bytes(0, 0, 0, 0, 0, 2)],
    ['A/p/lost/p/below/n/tries', bytes(0, 0, 0, 0, 0, 2)],
    ['A/p/app/p/lost/n/tries', bytes(0, 0, 0, 0, 0, 2)],
  ]);
  const { memory, nvm } = fresh(image);
  assert.deepEqual(nvm.parts(), ['app']);
  const deleted = keysOf(memory.commit()).flat();
  assert.deepEqual(deleted.sort(), [...image.keys()].slice(2).sort());
  assert.deepEqual([...memory.image().keys()].sort(), ['A/p/app', kept]);
  assert.equal(nvm.used, 'p/app'.length + 'n/tries'.length + 6);
});

test('more than counters in a part that no record names is damage, by its name', () => {
  const damage = (key: string, value: Bytes, message: RegExp): void =>
    assert.throws(
      () => fresh(new Map([[key, value]])),
      (error) => error instanceof MemoryDamage && message.test(error.message),
    );
  damage('A/p/lost/c/x', bytes(1), /^A lost: no record names the part/);
  damage('A/p/lost/p/below/r/x#0', bytes(1), /^A lost: no record names the part/);
  damage('A/p/app', bytes(1, 2), /^A app: the quota of a part cannot be 0102/);
  assert.throws(
    () =>
      fresh(
        new Map([
          ['A/p/app', bytes()],
          ['A/p/app/n/x', bytes(1)],
        ]),
      ),
    /^Error: A app\/x: a counter cannot be 01|A app\/x: a counter cannot be 01/,
  );
});

test('handles of what was dropped are refused, until the drop is undone', () => {
  const { memory, nvm } = fresh();
  const cell = nvm.cell('x', codec, 0);
  const unset = nvm.cell('unset', codec, 4);
  const count = nvm.counter('n', 0);
  const region = nvm.region('r', 10);
  cell.set(1);
  count.set(1);
  memory.commit();
  for (const key of ['x', 'unset', 'n', 'r']) nvm.drop(key);
  assert.throws(() => cell.set(2), Fault);
  assert.throws(() => unset.set(2), Fault);
  assert.throws(() => count.set(2), Fault);
  assert.throws(() => region.write(0, bytes(1)), Fault);
  const between = nvm.cell('unset', codec, 5);
  memory.rollback();
  assert.throws(() => between.get(), Fault, 'the older handle stands again');
  unset.set(6);
  cell.set(2);
  count.set(2);
  region.write(0, bytes(1));
  memory.commit();
  assert.equal(nvm.cell('unset', codec, 4), unset);
});

test('a region created by a refused command takes no page afterwards', () => {
  const { memory, nvm } = fresh();
  const region = nvm.region('r', 10);
  memory.rollback();
  assert.throws(() => region.write(0, bytes(1)), Fault);
  assert.equal(memory.image().size, 0);
});

test('a region grows with zero bytes and shrinks for good, within the quota', () => {
  const { memory, nvm } = fresh(new Map(), 1_000);
  const region = nvm.region('r', 600);
  region.write(0, new Uint8Array(600).fill(7));
  memory.commit();
  assert.throws(() => region.resize(2_000), isRefused);
  memory.rollback();
  region.resize(100);
  assert.equal(nvm.used, 'r/r'.length + 100);
  region.resize(900);
  assert.equal(hex(region.read(98, 4)), '07070000');
  assert.equal(hex(region.read(PAGE_LENGTH, 4)), '00000000');
  memory.rollback();
  assert.equal(region.length, 600);
  assert.equal(hex(region.read(98, 4)), '07070707');
  region.resize(900);
  memory.commit();
  const { nvm: again } = fresh(new Map(memory.image()));
  assert.equal(hex(again.region('r', 900).read(598, 4)), '07070000');
});
