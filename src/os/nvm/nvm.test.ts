import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { type Batch, type Bytes, bytes, hex, type Image } from '../../base/index.ts';
import { Refusal } from '../abi/index.ts';
import { Memory, PAGE_LENGTH, Partition } from './index.ts';

const codec = { parse: (stored: Bytes) => stored[0]!, emit: (value: number) => bytes(value) };

function fresh(image: Image = new Map(), quota = 4_096): { memory: Memory; nvm: Partition } {
  const memory = new Memory(image);
  return { memory, nvm: new Partition(memory, { id: 'A', quota }) };
}

/** The image after a prefix of the batches: what a power cut leaves. */
function cut(image: Image, batches: readonly Batch[], kept: number): Image {
  const after = new Map(image);
  for (const { writes } of batches.slice(0, kept)) {
    for (const { key, value } of writes) {
      if (value) after.set(key, value);
      else after.delete(key);
    }
  }
  return after;
}

const plain = (image: Image): unknown => [...image].map(([key, value]) => [key, hex(value)]).sort();

test('a cell is its initial value until set, and is stored by one batch [M-104]', () => {
  const { memory, nvm } = fresh();
  const cell = nvm.cell('x', codec, 7);
  assert.equal(cell.get(), 7);
  assert.equal(memory.image().size, 0);
  cell.set(9);
  const batches = memory.commit();
  assert.equal(batches.length, 1);
  assert.equal(fresh(memory.image()).nvm.cell('x', codec, 7).get(), 9);
});

test('a refusal undoes cells and regions but not counters', () => {
  const { memory, nvm } = fresh();
  const cell = nvm.cell('x', codec, 1);
  const tries = nvm.counter('tries', 3);
  const region = nvm.region('file', 10);
  memory.commit();
  cell.set(2);
  region.write(0, bytes(1, 2, 3));
  tries.set(2);
  cell.set(3);
  const batches = memory.rollback();
  assert.equal(cell.get(), 1);
  assert.equal(hex(region.read(0, 3)), '000000');
  assert.equal(tries.get(), 2);
  assert.equal(batches.length, 1);
  assert.equal(fresh(memory.image()).nvm.counter('tries', 3).get(), 2);
});

test('a counter batch comes before the batch of the command that took it', () => {
  const { memory, nvm } = fresh();
  nvm.cell('x', codec, 0).set(5);
  nvm.counter('tries', 3).set(2);
  const batches = memory.commit();
  assert.deepEqual(
    batches.map((one) => one.writes[0]!.key),
    ['A/n/tries', 'A/c/x'],
  );
});

test('write points cut one command into batches that are durable in order', () => {
  const { memory, nvm } = fresh();
  const cell = nvm.cell('x', codec, 0);
  const empty = memory.image();
  cell.set(1);
  nvm.writePoint();
  cell.set(2);
  const batches = memory.commit();
  const values = [0, 1, 2].map((kept) =>
    fresh(cut(empty, batches, kept))
      .nvm.cell('x', codec, 0)
      .get(),
  );
  assert.deepEqual(values, [0, 1, 2]);
});

test('a savepoint undoes what came after it and leaves what came before', () => {
  const { memory, nvm } = fresh();
  const cell = nvm.cell('x', codec, 0);
  cell.set(1);
  const savepoint = nvm.savepoint();
  cell.set(2);
  assert.throws(() => nvm.savepoint(), /savepoint inside/);
  savepoint.rollback();
  assert.equal(cell.get(), 1);
  assert.equal(hex(memory.commit()[0]!.writes[0]!.value!), '01');
});

test('the quota refuses with 6A84 and changes nothing [M-107]', () => {
  const { memory, nvm } = fresh(new Map(), 64);
  const before = nvm.free;
  assert.throws(
    () => nvm.region('big', 100),
    (error) => error instanceof Refusal && error.sw === 0x6a84,
  );
  assert.equal(nvm.free, before);
  nvm.region('small', 40);
  assert.ok(nvm.free < before - 40);
  memory.rollback();
  assert.equal(nvm.free, before);
  assert.equal(memory.image().size, 0);
});

test('dropping gives the room back, and a rollback the data [M-107]', () => {
  const { memory, nvm } = fresh();
  const before = nvm.free;
  nvm.region('file', 600).write(PAGE_LENGTH - 1, bytes(1, 2));
  memory.commit();
  nvm.drop('file');
  assert.equal(nvm.free, before);
  memory.rollback();
  assert.equal(hex(nvm.region('file', 600).read(PAGE_LENGTH - 1, 2)), '0102');
  nvm.drop('file');
  memory.commit();
  assert.equal(memory.image().size, 0);
});

test('two partitions with one key do not meet [M-20]', () => {
  const { memory, nvm } = fresh();
  const other = new Partition(memory, { id: 'B', quota: 100 });
  nvm.cell('x', codec, 0).set(1);
  assert.equal(other.cell('x', codec, 0).get(), 0);
  assert.equal(other.free, 100);
});

test('a region behaves as plain bytes do, whatever the writes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(1_200), fc.uint8Array({ maxLength: 600 })), { maxLength: 12 }),
      (writes) => {
        const { memory, nvm } = fresh(new Map(), 10_000);
        const region = nvm.region('file', 1_800);
        const model = new Uint8Array(1_800);
        for (const [offset, data] of writes) {
          region.write(offset, data);
          model.set(data, offset);
        }
        assert.equal(hex(region.read(0, 1_800)), hex(model));
        memory.commit();
        assert.equal(
          hex(fresh(memory.image(), 10_000).nvm.region('file', 1_800).read(0, 1_800)),
          hex(model),
        );
      },
    ),
    randomRuns('model'),
  );
});

test('any run of writes, savepoints and refusals leaves the image that the kept batches give', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('set' as const),
      key: fc.constantFrom('x', 'y'),
      value: fc.nat(255),
    }),
    fc.record({ kind: fc.constant('count' as const), value: fc.nat(1_000) }),
    fc.record({ kind: fc.constant('write' as const), offset: fc.nat(500), value: fc.nat(255) }),
    fc.constantFrom(
      { kind: 'point' as const },
      { kind: 'back' as const },
      { kind: 'drop' as const },
    ),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.array(step, { maxLength: 8 }), fc.boolean()), { maxLength: 6 }),
      (commands) => {
        const { memory, nvm } = fresh(new Map(), 10_000);
        let kept: Image = new Map();
        for (const [steps, refused] of commands) {
          for (const one of steps) {
            if (one.kind === 'set') nvm.cell(one.key, codec, 0).set(one.value);
            if (one.kind === 'count') nvm.counter('n', 0).set(one.value);
            if (one.kind === 'write') nvm.region('r', 600).write(one.offset, bytes(one.value));
            if (one.kind === 'point') nvm.writePoint();
            if (one.kind === 'drop') nvm.drop('r');
            if (one.kind === 'back') {
              const savepoint = nvm.savepoint();
              nvm.cell('x', codec, 0).set(99);
              savepoint.rollback();
            }
          }
          const batches = refused ? memory.rollback() : memory.commit();
          kept = cut(kept, batches, batches.length);
          assert.deepEqual(plain(memory.image()), plain(kept));
        }
      },
    ),
    randomRuns('model'),
  );
});
