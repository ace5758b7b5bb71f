/** Parts of memory against a plain tree: any commands, cut after any batch, forked, booted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { type Batch, type Bytes, bytes, Fault, type Image } from '../../base/index.ts';
import { type Cell, type Nvm, Refusal } from '../abi/index.ts';
import { Memory, PAGE_LENGTH, Partition, type RegionView } from './index.ts';
import {
  cellCost,
  counterCost,
  find,
  KEYS,
  linesOf,
  type Node,
  partCost,
  PlainModel,
  regionCost,
  used,
} from './plain-model.testing.ts';

const QUOTA = 2_500;
const ARENA_LENGTH_MAX = 1_100;
const NAMES = ['a', 'b', 'x'] as const;
const codec = { parse: (stored: Bytes) => stored[0]!, emit: (value: number) => bytes(value) };

/** Few places, so that commands meet what others left there. */
const PATHS: readonly (readonly string[])[] = [[], [], ['a'], ['a'], ['a', 'b'], ['b', 'a', 'x']];
const path = fc.constantFrom(...PATHS);
const key = fc.constantFrom(...KEYS);
const regionKey = fc.constantFrom(...KEYS.slice(0, 2));
const byte = fc.nat(255);
const length = fc.constantFrom(0, 10, PAGE_LENGTH, 600, 1_100);

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('set' as const), path, key, value: byte }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('count' as const), path, key, value: byte }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      path,
      key: regionKey,
      length,
      offset: fc.nat(1_100),
      value: byte,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('resize' as const), path, key: regionKey, length }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('part' as const),
      path,
      name: fc.constantFrom(...NAMES),
      quota: fc.constantFrom(undefined, 40, 700, 3_000),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('store' as const, 'now' as const),
      path,
      key: regionKey,
      offset: fc.nat(1_100),
      count: fc.constantFrom(1, 4, PAGE_LENGTH + 1),
      value: byte,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('fit' as const), path, key: regionKey, length }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('drop' as const), path, key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('clear' as const), path }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'point' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'mark' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'back' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'release' as const }) },
);
type StepOf<K> = Extract<typeof step extends fc.Arbitrary<infer T> ? T : never, { kind: K }>;
type Step = StepOf<string>;

interface Held {
  readonly cell: Cell<number>;
  readonly part: Nvm;
  readonly path: readonly string[];
  readonly node: number;
  readonly id: number;
  readonly key: string;
}

/** A refusal that the model expects. */
class NoRoom extends Error {}

class Both {
  memory = new Memory(new Map());
  nvm = new Partition(this.memory, { id: 'A', quota: QUOTA });
  readonly model = new PlainModel(QUOTA);
  stored: Image = new Map();
  /** Handles that somebody holds on to, and what they are handles of. */
  #held: Held[] = [];
  #savepoint: ReturnType<Nvm['savepoint']> | undefined;

  command(steps: readonly Step[], isRefused: boolean): void {
    const start = { version: this.nvm.version, lines: linesOf(this.model.now).join() };
    let refused = isRefused;
    for (const one of steps) {
      const versions = this.#versions();
      const before = this.model.chain([]) && linesOf(this.model.now);
      try {
        this.#run(one);
      } catch (error) {
        if (!(error instanceof NoRoom)) throw error;
        refused = true;
        break;
      }
      const isArenaWrite = one.kind === 'store' || one.kind === 'now';
      if (!isArenaWrite && linesOf(this.model.now).join() !== before?.join())
        assert.notEqual(this.nvm.version, versions, `${one.kind} shows in the version`);
      this.#compare();
    }
    if (!refused) this.#savepoint?.release();
    this.#savepoint = undefined;
    const batches = refused ? this.memory.rollback() : this.memory.commit();
    this.#checkPrefixes(batches, this.model.end(refused));
    if (linesOf(this.model.now).join() !== start.lines)
      assert.notEqual(this.nvm.version, start.version, 'what a command writes shows');
    this.#compare();
    assert.deepEqual(plain(this.memory.image()), plain(this.stored));
  }

  /** The device goes on from what is stored, or as a fork of itself. */
  reboot(from: 'store' | 'fork'): void {
    this.memory = new Memory(from === 'store' ? this.stored : this.memory.image());
    this.nvm = new Partition(this.memory, { id: 'A', quota: QUOTA });
    this.#held = [];
    assert.deepEqual(this.memory.commit(), [], 'nothing is left to be dropped');
    this.#compare();
  }

  #versions(): object {
    return this.nvm.version;
  }

  #run(one: Step): void {
    const { model } = this;
    if (one.kind === 'mark' && !model.marked) {
      this.#savepoint = this.nvm.savepoint();
      model.mark();
    } else if (one.kind === 'back' && model.marked) {
      this.#savepoint!.rollback();
      this.#savepoint = undefined;
      model.back();
    } else if (one.kind === 'release' && model.marked) {
      this.#savepoint!.release();
      this.#savepoint = undefined;
      model.release();
    } else if (one.kind === 'point' && !model.marked) {
      this.nvm.writePoint();
      model.writePoint();
    } else if ('path' in one && model.at(one.path)) {
      this.#runIn(one, open(this.nvm, one.path), model.at(one.path)!);
    }
  }

  #runIn(one: Extract<Step, { path: unknown }>, part: Nvm, node: Node): void {
    const { model } = this;
    if (one.kind === 'set') {
      const more = node.cells.get(one.key)!.value === undefined ? cellCost(one.key) : 0;
      const cell = part.cell(one.key, codec, 0);
      const { id } = node.cells.get(one.key)!;
      this.#held.push({ cell, part, path: one.path, node: node.id, id, key: one.key });
      this.#expect(one.path, more, () => cell.set(one.value));
      node.cells.get(one.key)!.value = one.value;
    } else if (one.kind === 'count') {
      const more = node.counters.get(one.key)!.value === undefined ? counterCost(one.key) : 0;
      this.#expect(one.path, more, () => part.counter(one.key, 0).set(one.value));
      model.count(one.path, one.key, one.value);
    } else if (one.kind === 'write') {
      const known = node.regions.get(one.key);
      const size = known?.length ?? one.length;
      const more = known ? 0 : regionCost(one.key, size);
      this.#expect(one.path, more, () => part.region(one.key, size));
      if (!known) node.regions.set(one.key, new Uint8Array(size));
      const offset = Math.min(one.offset, size);
      const data = new Uint8Array(Math.min(size - offset, 300)).fill(one.value);
      part.region(one.key, size).write(offset, data);
      node.regions.get(one.key)!.set(data, offset);
    } else if (one.kind === 'resize') {
      const known = node.regions.get(one.key);
      if (!known) return;
      const region = part.region(one.key, known.length);
      this.#expect(one.path, one.length - known.length, () => region.resize(one.length));
      const next = new Uint8Array(one.length);
      next.set(known.subarray(0, one.length));
      node.regions.set(one.key, next);
    } else if (one.kind === 'store' || one.kind === 'now' || one.kind === 'fit') {
      const more = node.arenas.has(one.key) ? 0 : regionCost(one.key, 0);
      this.#expect(one.path, more, () => part.arena(one.key, ARENA_LENGTH_MAX));
      this.#runOnArena(one, part, node);
    } else if (one.kind === 'part') {
      const known = node.parts.get(one.name);
      const quota = one.quota ?? known?.quota;
      const before = known ? partCost(one.name, known.quota) : 0;
      this.#expect(one.path, partCost(one.name, quota) - before, () =>
        part.part(one.name, one.quota === undefined ? {} : { quota: one.quota }),
      );
      model.part(one.path, one.name, one.quota);
    } else if (one.kind === 'drop') {
      part.drop(one.key);
      model.drop(one.path, one.key);
      assert.equal(part.has(one.key), false);
    } else {
      part.clear();
      model.clear(one.path);
    }
  }

  #runOnArena(one: StepOf<'store' | 'now' | 'fit'>, part: Nvm, node: Node): void {
    const arena = part.arena(one.key, ARENA_LENGTH_MAX);
    const known = this.model.arena(node, one.key);
    const { length: size } = known.bytes;
    if (one.kind === 'fit') {
      this.#expect(one.path, one.length - size, () => arena.resize(one.length));
      const next = new Uint8Array(one.length);
      next.set(known.bytes.subarray(0, one.length));
      known.bytes = next;
      return;
    }
    const offset = Math.min(one.offset, size);
    const data = new Uint8Array(Math.min(size - offset, one.count)).fill(one.value);
    if (one.kind === 'now') {
      arena.writeNow(offset, data);
      this.model.writeNow(node, one.key, { offset, data });
    } else {
      arena.touch(offset, data.length);
      arena.bytes.set(data, offset);
      known.bytes.set(data, offset);
    }
    assert.deepEqual(arena.bytes.subarray(0, size), known.bytes);
    assert.ok(
      arena.bytes.subarray(size).every((byte) => byte === 0),
      'zero behind its length',
    );
  }

  /** The act is refused where the model has no room for it, and only there. */
  #expect(at: readonly string[], more: number, act: () => unknown): void {
    if (this.model.allows(at, more)) act();
    else {
      assert.throws(act, (error) => error instanceof Refusal && error.sw === 0x6a84);
      throw new NoRoom();
    }
  }

  #compare(): void {
    assert.deepEqual(linesIn(this.nvm), linesOf(this.model.now));
    this.#compareQuotas(this.nvm, this.model.now, Infinity);
    for (const { cell, part, path: at, node, id, key: name } of this.#held) {
      const there = find(this.model.now, node)?.cells.get(name);
      if (there?.id === id) assert.equal(cell.get(), there.value ?? 0);
      else assert.throws(() => cell.get(), Fault);
      if (find(this.model.now, node)) assert.equal(open(this.nvm, at), part);
      else if (node !== this.model.now.id && part !== this.nvm)
        assert.throws(() => part.has('x'), Fault);
    }
  }

  #compareQuotas(part: Nvm, node: Node, above: number): void {
    assert.equal(part.used, used(node));
    const free = Math.min(above, (node.quota ?? Infinity) - used(node));
    assert.equal(part.free, Math.max(0, free));
    assert.deepEqual(part.parts(), [...node.parts.keys()].sort());
    for (const [name, one] of node.parts) this.#compareQuotas(part.part(name), one, free);
  }

  /** After each batch a store holds one of the states that the model names, in their order. */
  #checkPrefixes(batches: readonly Batch[], states: readonly Node[]): void {
    const seen: string[] = [];
    for (let kept = 0; kept <= batches.length; kept++) {
      const memory = new Memory(cut(this.stored, batches, kept));
      const nvm = new Partition(memory, { id: 'A', quota: QUOTA });
      assert.deepEqual(memory.commit(), []);
      seen.push(linesIn(nvm).join('\n'));
    }
    const expected = states.map((one) => linesOf(one).join('\n'));
    const apart = (list: readonly string[]) => list.filter((one, at) => one !== list[at - 1]);
    assert.deepEqual(apart(seen), apart(expected));
    this.stored = cut(this.stored, batches, batches.length);
  }
}

function open(nvm: Nvm, at: readonly string[]): Nvm {
  return at.reduce((part, name) => part.part(name), nvm);
}

function linesIn(nvm: Partition): readonly string[] {
  const stored = nvm.records().filter(({ form, value, part, key: name }) => {
    if (form !== 'cell' || value instanceof Uint8Array) return true;
    return isStored(nvm, part, name);
  });
  return stored
    .map(({ part, form, key: name, value }) => `${part} ${form} ${name} ${shown(form, value)}`)
    .sort();
}

function isStored(nvm: Partition, part: string, name: string): boolean {
  const at = part === '' ? [] : part.split('/');
  return (
    at.reduce((one, inner) => one.part(inner) as Partition, nvm).storedCell(name) !== undefined
  );
}

function shown(form: string, value: unknown): string {
  if (form === 'part') return String((value as { quota: unknown }).quota);
  if (value instanceof Uint8Array) return String(value[0]);
  if (form !== 'region' && form !== 'arena') return String(value);
  const { length: size, pages } = value as RegionView;
  const whole = new Uint8Array(size);
  for (const [page, stored] of pages)
    whole.set(
      stored.subarray(0, Math.min(PAGE_LENGTH, size - page * PAGE_LENGTH)),
      page * PAGE_LENGTH,
    );
  return Buffer.from(whole).toString('hex');
}

function cut(image: Image, batches: readonly Batch[], kept: number): Image {
  const after = new Map(image);
  for (const { writes } of batches.slice(0, kept)) {
    for (const { key: name, value } of writes) {
      if (value) after.set(name, value);
      else after.delete(name);
    }
  }
  return after;
}

const plain = (image: Image): unknown =>
  [...image].map(([name, value]) => [name, Buffer.from(value).toString('hex')]).sort();

test('parts, savepoints, refusals, cuts, forks and boots follow a plain tree [M-104] [M-107]', () => {
  const command = fc.tuple(
    fc.array(step, { maxLength: 12 }),
    fc.boolean(),
    fc.constantFrom(undefined, undefined, 'store' as const, 'fork' as const),
  );
  fc.assert(
    fc.property(fc.array(command, { maxLength: 8 }), (commands) => {
      const both = new Both();
      for (const [steps, isRefused, next] of commands) {
        both.command(steps, isRefused);
        if (next) both.reboot(next);
      }
    }),
    randomRuns('model'),
  );
});
