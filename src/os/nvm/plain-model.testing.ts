/**
 * Memory as a plain tree, written for its own sake: whole copies instead of undo, sums instead of
 * accounts. What an owner's memory does is compared with it.
 */

export interface Counted {
  /** Another number when the counter is dropped: then it is another counter. */
  readonly id: number;
  value: number | undefined;
}

/** The bytes of an arena; another number when it is dropped and made again. */
export interface Numbered {
  readonly id: number;
  bytes: Uint8Array;
}

/** Bytes that the rollback of a savepoint leaves standing in an arena. */
interface LastingWrite {
  readonly node: number;
  readonly key: string;
  readonly arena: number;
  readonly offset: number;
  readonly data: Uint8Array;
}

export interface Node {
  /** Another number for a part that was cleared and made again. */
  readonly id: number;
  quota: number | undefined;
  cells: Map<string, Counted>;
  counters: Map<string, Counted>;
  regions: Map<string, Uint8Array>;
  arenas: Map<string, Numbered>;
  parts: Map<string, Node>;
}

/** A counter's write survives every undo to a state in which the same counter stands. */
interface CounterWrite {
  readonly node: number;
  readonly key: string;
  readonly counter: number;
  readonly value: number;
}

export const KEYS = ['x', 'y', 'p/x', 'n'] as const;
const MARK_LENGTH = 2;
const NUMBER_LENGTH = 6;

export class PlainModel {
  now: Node;
  #ids = 0;
  #start: Node;
  #writes: CounterWrite[] = [];
  #lasting: LastingWrite[] = [];
  #savepoint: { readonly state: Node; readonly writes: number } | undefined;
  /** What a store holds after each of the batches so far. */
  #durable: Node[] = [];

  constructor(quota: number) {
    this.now = this.#node(quota);
    this.#start = copy(this.now);
  }

  #node(quota: number | undefined): Node {
    return {
      id: ++this.#ids,
      quota,
      cells: new Map(KEYS.map((key) => [key, { id: ++this.#ids, value: undefined }])),
      counters: new Map(KEYS.map((key) => [key, { id: ++this.#ids, value: undefined }])),
      regions: new Map(),
      arenas: new Map(),
      parts: new Map(),
    };
  }

  /** The part at a path, where every part on the way is there. */
  at(path: readonly string[]): Node | undefined {
    return this.chain(path)?.[0];
  }

  /** The part at a path, then the parts above it. */
  chain(path: readonly string[]): readonly Node[] | undefined {
    const chain = [this.now];
    for (const name of path) {
      const next = chain[0]!.parts.get(name);
      if (next === undefined) return undefined;
      chain.unshift(next);
    }
    return chain;
  }

  /** Whether quotas allow that many more bytes in a part. */
  allows(path: readonly string[], more: number): boolean {
    return more <= 0 || this.chain(path)!.every((one) => used(one) + more <= (one.quota ?? 1e9));
  }

  part(path: readonly string[], name: string, quota: number | undefined): void {
    const node = this.at(path)!;
    const known = node.parts.get(name);
    if (known === undefined) node.parts.set(name, this.#node(quota));
    else if (quota !== undefined) known.quota = quota;
  }

  count(path: readonly string[], key: string, value: number): void {
    const node = this.at(path)!;
    const counter = node.counters.get(key)!;
    counter.value = value;
    const write = { node: node.id, key, counter: counter.id, value };
    this.#writes.push(write);
    const base = this.#durable.at(-1) ?? this.#start;
    if (apply(copy(this.#start), write) === undefined) return;
    const after = apply(copy(base), write);
    if (after) this.#durable.push(after);
  }

  arena(node: Node, key: string): Numbered {
    const known = node.arenas.get(key);
    if (known) return known;
    const made = { id: ++this.#ids, bytes: new Uint8Array(0) };
    node.arenas.set(key, made);
    return made;
  }

  writeNow(node: Node, key: string, write: Pick<LastingWrite, 'offset' | 'data'>): void {
    const arena = this.arena(node, key);
    arena.bytes.set(write.data, write.offset);
    if (this.marked) this.#lasting.push({ node: node.id, key, arena: arena.id, ...write });
  }

  drop(path: readonly string[], key: string): void {
    const node = this.at(path)!;
    node.cells.set(key, { id: ++this.#ids, value: undefined });
    node.counters.set(key, { id: ++this.#ids, value: undefined });
    node.regions.delete(key);
    node.arenas.delete(key);
    node.parts.delete(key);
  }

  clear(path: readonly string[]): void {
    if (path.length === 0) this.now = this.#node(this.now.quota);
    else this.at(path.slice(0, -1))!.parts.delete(path.at(-1)!);
  }

  mark(): void {
    this.#lasting = [];
    this.#savepoint = { state: copy(this.now), writes: this.#writes.length };
  }

  release(): void {
    this.#savepoint = undefined;
  }

  back(): void {
    const { state, writes } = this.#savepoint!;
    this.now = state;
    for (const write of this.#writes.slice(writes)) apply(this.now, write);
    for (const { node, key, arena, offset, data } of this.#lasting) {
      const there = find(this.now, node)?.arenas.get(key);
      if (there?.id !== arena) continue;
      for (const [at, byte] of data.entries())
        if (offset + at < there.bytes.length) there.bytes[offset + at] = byte;
    }
    this.#savepoint = undefined;
  }

  get marked(): boolean {
    return this.#savepoint !== undefined;
  }

  writePoint(): void {
    this.#durable.push(copy(this.now));
  }

  /** Ends the command: what a store may hold after it, oldest first, from the state before it. */
  end(isRefused: boolean): readonly Node[] {
    const start = this.#start;
    let durable: readonly Node[];
    if (isRefused) {
      this.now = copy(start);
      const after: Node[] = [];
      for (const write of this.#writes) if (apply(this.now, write)) after.push(copy(this.now));
      durable = after;
    } else {
      durable = [...this.#durable, copy(this.now)];
    }
    this.#start = copy(this.now);
    this.#writes = [];
    this.#savepoint = undefined;
    this.#durable = [];
    return [start, ...durable];
  }
}

/** The state with a counter's write, or `undefined` where that counter does not stand in it. */
function apply(state: Node, write: CounterWrite): Node | undefined {
  const counter = find(state, write.node)?.counters.get(write.key);
  if (counter?.id !== write.counter) return undefined;
  counter.value = write.value;
  return state;
}

export function find(state: Node, id: number): Node | undefined {
  if (state.id === id) return state;
  for (const one of state.parts.values()) {
    const found = find(one, id);
    if (found) return found;
  }
  return undefined;
}

export function copy(node: Node): Node {
  const counted = (map: Map<string, Counted>) =>
    new Map([...map].map(([key, one]) => [key, { ...one }] as const));
  return {
    ...node,
    cells: counted(node.cells),
    counters: counted(node.counters),
    regions: new Map([...node.regions].map(([key, one]) => [key, one.slice()])),
    arenas: new Map(
      [...node.arenas].map(([key, { id, bytes }]) => [key, { id, bytes: bytes.slice() }]),
    ),
    parts: new Map([...node.parts].map(([name, one]) => [name, copy(one)])),
  };
}

/** Bytes of a part and of all below it, summed up from what is there. */
export function used(node: Node): number {
  let sum = 0;
  for (const [key, { value }] of node.cells) if (value !== undefined) sum += cellCost(key);
  for (const [key, { value }] of node.counters) if (value !== undefined) sum += counterCost(key);
  for (const [key, bytes] of node.regions) sum += regionCost(key, bytes.length);
  for (const [key, { bytes }] of node.arenas) sum += regionCost(key, bytes.length);
  for (const [name, one] of node.parts) sum += partCost(name, one.quota) + used(one);
  return sum;
}

export const cellCost = (key: string): number => MARK_LENGTH + key.length + 1;
export const counterCost = (key: string): number => MARK_LENGTH + key.length + NUMBER_LENGTH;
export const regionCost = (key: string, length: number): number =>
  MARK_LENGTH + key.length + length;
export const partCost = (name: string, quota: number | undefined): number =>
  MARK_LENGTH + name.length + (quota === undefined ? 0 : NUMBER_LENGTH);

/** All that is stored, as sorted lines. */
export function linesOf(node: Node, path = ''): readonly string[] {
  const lines: string[] = [];
  for (const [key, { value }] of node.cells)
    if (value !== undefined) lines.push(`${path} cell ${key} ${value}`);
  for (const [key, { value }] of node.counters)
    if (value !== undefined) lines.push(`${path} counter ${key} ${value}`);
  for (const [key, bytes] of node.regions)
    lines.push(`${path} region ${key} ${Buffer.from(bytes).toString('hex')}`);
  for (const [key, { bytes }] of node.arenas)
    lines.push(`${path} arena ${key} ${Buffer.from(bytes).toString('hex')}`);
  for (const [name, one] of node.parts) {
    lines.push(`${path} part ${name} ${one.quota ?? 'none'}`);
    lines.push(...linesOf(one, path === '' ? name : `${path}/${name}`));
  }
  return lines.sort();
}
