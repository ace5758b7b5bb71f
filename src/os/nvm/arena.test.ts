/** One arena against plain bytes: dense sequences of writes, points, savepoints and refusals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { bytes, Fault, type Image } from '../../base/index.ts';
import { type Arena, Refusal, type Savepoint } from '../abi/index.ts';
import { Memory, PAGE_LENGTH, Partition } from './index.ts';

const LENGTH_MAX = 3 * PAGE_LENGTH + 100;

function fresh(image: Image = new Map(), quota = 10_000): { memory: Memory; arena: Arena } {
  const memory = new Memory(image);
  return { memory, arena: new Partition(memory, { id: 'A', quota }).arena('heap', LENGTH_MAX) };
}

function store(arena: Arena, offset: number, data: Uint8Array): void {
  arena.touch(offset, data.length);
  arena.bytes.set(data, offset);
}

function contentOf(arena: Arena): Uint8Array {
  return arena.bytes.slice(0, arena.length);
}

const place = { offset: fc.nat(LENGTH_MAX), count: fc.nat(700), value: fc.nat(255) };
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('store' as const), ...place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('now' as const), ...place }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('resize' as const),
      length: fc.oneof(fc.nat(LENGTH_MAX), fc.constantFrom(0, PAGE_LENGTH, 2 * PAGE_LENGTH)),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('point', 'mark', 'back', 'release', 'end', 'refuse', 'boot'),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Compared {
  memory: Memory;
  arena: Arena;
  #model: Uint8Array = new Uint8Array(0);
  #start: Uint8Array = new Uint8Array(0);
  #mark: { savepoint: Savepoint; model: Uint8Array } | undefined;
  #lasting: { offset: number; data: Uint8Array }[] = [];

  constructor() {
    ({ memory: this.memory, arena: this.arena } = fresh());
    this.memory.commit();
  }

  run(one: Step): void {
    if (one.kind === 'store' || one.kind === 'now') this.#write(one);
    else if (one.kind === 'resize') {
      this.arena.resize(one.length);
      const next = new Uint8Array(one.length);
      next.set(this.#model.subarray(0, one.length));
      this.#model = next;
    } else this.#control(one.kind);
    assert.deepEqual(contentOf(this.arena), this.#model, one.kind);
    const behind = this.arena.bytes.subarray(this.arena.length);
    assert.ok(
      behind.every((byte) => byte === 0),
      'zero behind its length',
    );
  }

  #write({ kind, offset, count, value }: Extract<Step, { kind: 'store' | 'now' }>): void {
    const begin = Math.min(offset, this.#model.length);
    const data = new Uint8Array(Math.min(count, this.#model.length - begin)).fill(value);
    this.#model.set(data, begin);
    if (kind === 'store') {
      store(this.arena, begin, data);
      return;
    }
    this.arena.writeNow(begin, data);
    if (this.#mark) this.#lasting.push({ offset: begin, data });
  }

  #control(kind: string): void {
    if (kind === 'mark' && this.#mark === undefined) {
      this.#mark = { savepoint: this.memory.savepoint(), model: this.#model.slice() };
      this.#lasting = [];
    } else if (kind === 'back' && this.#mark) {
      this.#mark.savepoint.rollback();
      this.#model = this.#mark.model;
      for (const { offset, data } of this.#lasting)
        this.#model.set(
          data.subarray(0, Math.max(0, this.#model.length - offset)),
          Math.min(offset, this.#model.length),
        );
      this.#mark = undefined;
    } else if (kind === 'release' && this.#mark) {
      this.#mark.savepoint.release();
      this.#mark = undefined;
    } else if (kind === 'point' && !this.#mark) this.memory.writePoint();
    else if (kind === 'end' || kind === 'boot') this.#end(kind);
    else if (kind === 'refuse') {
      this.memory.rollback();
      this.#mark = undefined;
      this.#model = this.#start.slice();
    }
  }

  #end(kind: 'end' | 'boot'): void {
    this.#mark?.savepoint.release();
    this.#mark = undefined;
    this.memory.commit();
    this.#start = this.#model.slice();
    const pages = [...this.memory.image().keys()].flatMap((key) => key.split('#').slice(1));
    for (const page of pages)
      assert.ok(Number(page) * PAGE_LENGTH < this.#start.length, 'no page behind its length');
    if (kind === 'boot') ({ memory: this.memory, arena: this.arena } = fresh(this.memory.image()));
  }
}

test('an arena behaves as plain bytes do through points, savepoints, refusals and boots', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const compared = new Compared();
      for (const one of steps) compared.run(one);
    }),
    randomRuns('codec'),
  );
});

test('bytes reach a store with the end of the command, and only pages that were touched', () => {
  const { memory, arena } = fresh();
  arena.resize(2 * PAGE_LENGTH);
  store(arena, PAGE_LENGTH + 3, bytes(7, 8));
  const [batch, ...others] = memory.commit();
  assert.deepEqual(others, []);
  assert.deepEqual(
    batch!.writes.map(({ key, value }) => [key, value?.length]),
    [
      ['A/a/heap', 6],
      ['A/a/heap#1', PAGE_LENGTH],
    ],
  );
  assert.deepEqual(memory.commit(), []);
});

test('a write point cuts the writes into batches that are durable in order', () => {
  const { memory, arena } = fresh();
  arena.resize(4);
  memory.commit();
  const image = new Map(memory.image());
  for (const value of [1, 2, 3]) {
    store(arena, 0, bytes(value));
    memory.writePoint();
  }
  const seen = memory.commit().map(({ writes }) => {
    for (const { key, value } of writes) image.set(key, value!);
    return fresh(new Map(image)).arena.bytes[0];
  });
  assert.deepEqual(seen, [1, 2, 3]);
});

test('the quota counts the length of an arena, and refuses with 6A84 [M-107]', () => {
  const { memory, arena } = fresh(new Map(), 600);
  memory.commit();
  assert.throws(
    () => arena.resize(700),
    (error) => error instanceof Refusal && error.sw === 0x6a84,
  );
  arena.resize(500);
  assert.equal(arena.length, 500);
  memory.rollback();
  assert.equal(arena.length, 0);
});

test('an arena that was dropped is a fault, until the drop is undone', () => {
  const memory = new Memory(new Map());
  const nvm = new Partition(memory, { id: 'A', quota: 10_000 });
  const arena = nvm.arena('heap', LENGTH_MAX);
  arena.resize(10);
  store(arena, 0, bytes(5));
  memory.commit();
  store(arena, 0, bytes(6));
  nvm.drop('heap');
  assert.equal(nvm.used, 0);
  assert.throws(() => arena.bytes, Fault);
  nvm.writePoint();
  memory.rollback();
  assert.deepEqual(contentOf(arena), bytes(5, 0, 0, 0, 0, 0, 0, 0, 0, 0));
});

test('access outside its length is a fault', () => {
  const { arena } = fresh();
  arena.resize(10);
  assert.throws(() => arena.touch(9, 2), Fault);
  assert.throws(() => arena.touch(-1, 1), Fault);
  assert.throws(() => arena.writeNow(10, bytes(1)), Fault);
  assert.throws(() => arena.resize(LENGTH_MAX + 1), Fault);
});
