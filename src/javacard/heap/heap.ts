/**
 * The heap of a virtual machine: objects in an arena, transient data in working memory. Nothing of
 * it is kept beside them: what there is follows from the headers. [JCVM §2.2] [JCRE §5]
 */
import { assert, Fault } from '../../base/index.ts';
import { type Arena, ARENA_PAGE_SHIFT, type Nvm, Refusal } from '../../os/abi/index.ts';
import {
  AT,
  ELEMENT_LENGTHS,
  FIRST_OBJECT,
  HEADER_LENGTH,
  KIND,
  ROOT,
  TRANSIENT,
  UNIT_SHIFT,
} from './layout.ts';

const HEAP_KEY = 'heap';
/** The most that 16 bits can refer to. */
export const HEAP_LENGTH_MAX = 0x10000 << UNIT_SHIFT;
/** The arena grows by so much. */
const STEP = 2_048;
/** Working memory for transient data. */
export const RAM_LENGTH = 16_384;

export interface NewObject {
  readonly kind: number;
  readonly flags?: number;
  readonly owner: number;
  readonly context: number;
  /** Of an instance its class, of an array of references the class of its elements. */
  readonly classId?: number;
  /** In elements. */
  readonly length: number;
}

export interface HeapParts {
  readonly arena: Arena;
  /** For transient data. */
  readonly ram: Uint8Array;
  /** Called after each write outside a transaction. */
  readonly onWritten?: (() => void) | undefined;
}

export class Heap {
  readonly arena: Arena;
  readonly bytes: Uint8Array;
  readonly ram: Uint8Array;
  readonly #touched: Uint8Array;
  /** Whether objects were made since garbage was collected, and whether one found no room. */
  isChanged = false;
  isExhausted = false;
  /** Counts bytes that a transaction writes; absent outside one. */
  onWrite: ((count: number) => void) | undefined;
  readonly #onWritten: (() => void) | undefined;

  constructor({ arena, ram, onWritten }: HeapParts) {
    this.arena = arena;
    this.ram = ram;
    this.#onWritten = onWritten;
    this.bytes = this.arena.bytes;
    this.#touched = this.arena.touched;
    if (this.arena.length > 0) return;
    this.arena.resize(FIRST_OBJECT);
    this.#setRoot(ROOT.TOP, FIRST_OBJECT);
  }

  /** The arena of a machine's memory: a heap over another one is out of date. */
  static arenaOf(nvm: Nvm): Arena {
    return nvm.arena(HEAP_KEY, HEAP_LENGTH_MAX);
  }

  /** Where the blocks end. */
  get top(): number {
    return this.#word(ROOT.TOP);
  }

  kindOf(reference: number): number {
    return this.bytes[reference << UNIT_SHIFT]!;
  }

  flagsOf(reference: number): number {
    return this.bytes[(reference << UNIT_SHIFT) + AT.FLAGS]!;
  }

  ownerOf(reference: number): number {
    return this.bytes[(reference << UNIT_SHIFT) + AT.OWNER]!;
  }

  contextOf(reference: number): number {
    return this.bytes[(reference << UNIT_SHIFT) + AT.CONTEXT]!;
  }

  classOf(reference: number): number {
    return this.#half((reference << UNIT_SHIFT) + AT.CLASS);
  }

  lengthOf(reference: number): number {
    return this.#half((reference << UNIT_SHIFT) + AT.LENGTH);
  }

  /** Where the data stand, in `dataMemoryOf`. */
  dataOf(reference: number): number {
    return this.#word((reference << UNIT_SHIFT) + AT.DATA);
  }

  dataMemoryOf(reference: number): Uint8Array {
    return (this.flagsOf(reference) & TRANSIENT) === 0 ? this.bytes : this.ram;
  }

  /** The bytes of its data, to be read. */
  viewOf(reference: number): Uint8Array {
    const data = this.dataOf(reference);
    return this.dataMemoryOf(reference).subarray(data, data + this.dataLengthOf(reference));
  }

  dataLengthOf(reference: number): number {
    return this.lengthOf(reference) * ELEMENT_LENGTHS[this.kindOf(reference)]!;
  }

  /** A new object, all zero; 0 where there is no room for it. */
  allocate(object: NewObject): number {
    const made = this.#allocate(object);
    if (made === 0) this.isExhausted = true;
    else this.isChanged = true;
    return made;
  }

  #allocate(object: NewObject): number {
    const { kind, flags = 0, owner, context, classId = 0, length } = object;
    const dataLength = length * ELEMENT_LENGTHS[kind]!;
    const isTransient = (flags & TRANSIENT) !== 0;
    const data = isTransient ? this.#ramRoom(dataLength) : 0;
    if (data === undefined) return 0;
    const at = this.#room(blockLength(isTransient ? 0 : dataLength));
    if (at === undefined) return 0;
    if (isTransient)
      this.#setRoot(ROOT.RAM_TOP, Math.max(this.#word(ROOT.RAM_TOP), data + dataLength));
    const whole = isTransient ? HEADER_LENGTH : HEADER_LENGTH + dataLength;
    this.#touch(at, whole);
    const { bytes } = this;
    bytes.fill(0, at, at + whole);
    bytes[at] = kind;
    bytes[at + AT.FLAGS] = flags;
    bytes[at + AT.OWNER] = owner;
    bytes[at + AT.CONTEXT] = context;
    setHalf(bytes, at + AT.CLASS, classId);
    setHalf(bytes, at + AT.LENGTH, length);
    setWord(bytes, at + AT.DATA, isTransient ? data : at + HEADER_LENGTH);
    if (isTransient) this.ram.fill(0, data, data + dataLength);
    this.afterWrite();
    return at >> UNIT_SHIFT;
  }

  /** Must be called before bytes of the arena are written. */
  beforeWrite(at: number, count: number): void {
    this.onWrite?.(count);
    this.#touch(at, count);
  }

  #touch(at: number, count: number): void {
    const isTouched =
      this.#touched[at >> ARENA_PAGE_SHIFT] !== 0 &&
      this.#touched[(at + count - 1) >> ARENA_PAGE_SHIFT] !== 0 &&
      count < 1 << ARENA_PAGE_SHIFT;
    if (!isTouched) this.arena.touch(at, count);
  }

  afterWrite(): void {
    if (this.#onWritten !== undefined && this.onWrite === undefined) this.#onWritten();
  }

  /** Writes data of an object, wherever they are. */
  write(reference: number, offset: number, source: Uint8Array): void {
    const fits = offset >= 0 && offset + source.length <= this.dataLengthOf(reference);
    assert(fits, 'a write inside an object');
    const at = this.dataOf(reference) + offset;
    const memory = this.dataMemoryOf(reference);
    if (memory === this.ram) {
      memory.set(source, at);
      return;
    }
    this.beforeWrite(at, source.length);
    memory.set(source, at);
    this.afterWrite();
  }

  /** One byte, the most frequent write. */
  writeByte(reference: number, offset: number, value: number): void {
    const at = this.dataOf(reference) + offset;
    const memory = this.dataMemoryOf(reference);
    if (memory === this.ram) {
      memory[at] = value;
      return;
    }
    this.beforeWrite(at, 1);
    memory[at] = value;
    this.afterWrite();
  }

  /** Two bytes: a short, a reference or a cell. */
  writeHalf(reference: number, offset: number, value: number): void {
    const at = this.dataOf(reference) + offset;
    const memory = this.dataMemoryOf(reference);
    if (memory === this.ram) {
      setHalf(memory, at, value);
      return;
    }
    this.beforeWrite(at, 2);
    setHalf(memory, at, value);
    this.afterWrite();
  }

  /** As `write`, and an aborted transaction leaves it standing. [JCRE §7.6] */
  writeNonAtomic(reference: number, offset: number, source: Uint8Array): void {
    const fits = offset >= 0 && offset + source.length <= this.dataLengthOf(reference);
    assert(fits, 'a write inside an object');
    const at = this.dataOf(reference) + offset;
    if (this.dataMemoryOf(reference) === this.ram) this.ram.set(source, at);
    else if (this.onWrite === undefined) this.write(reference, offset, source);
    else if (source.length > 0) {
      this.arena.writeNow(at, source);
      this.afterWrite();
    }
  }

  /** References of all objects, in the order of the heap. */
  *objects(): Generator<number> {
    for (const { at, kind } of this.blocks()) if (kind !== KIND.FREE) yield at >> UNIT_SHIFT;
  }

  *blocks(): Generator<{ readonly at: number; readonly kind: number; readonly length: number }> {
    const { top } = this;
    for (let at = FIRST_OBJECT; at < top;) {
      const kind = this.bytes[at]!;
      const length = this.#blockLengthAt(at);
      if (length <= 0) throw new Fault(`the heap has a block of ${length} bytes at ${at}`);
      yield { at, kind, length };
      at += length;
    }
  }

  /** Frees all objects but those whose references are given, and joins what is free. */
  sweep(isKept: (reference: number) => boolean): void {
    let free: number | undefined;
    let [firstFree, ramTop, end] = [0, 0, FIRST_OBJECT];
    for (const { at, kind, length } of [...this.blocks()]) {
      const reference = at >> UNIT_SHIFT;
      if (kind !== KIND.FREE && isKept(reference)) {
        if ((this.flagsOf(reference) & TRANSIENT) !== 0)
          ramTop = Math.max(ramTop, this.dataOf(reference) + this.dataLengthOf(reference));
        [free, end] = [undefined, at + length];
        continue;
      }
      free ??= at;
      this.#setFree(free, at + length - free);
    }
    for (const { at, kind } of this.blocks()) {
      if (kind !== KIND.FREE || at >= end) continue;
      firstFree = at;
      break;
    }
    this.#setRoot(ROOT.TOP, end);
    this.#setRoot(ROOT.FIRST_FREE, firstFree);
    this.#setRoot(ROOT.RAM_TOP, ramTop);
    this.arena.resize(Math.max(FIRST_OBJECT, Math.ceil(end / STEP) * STEP));
  }

  /** Bytes behind the last object that the arena has or may get. */
  roomAbove(quotaLeft: number): number {
    const { length } = this.arena;
    return length - this.top + Math.min(quotaLeft, HEAP_LENGTH_MAX - length);
  }

  /** Bytes of the blocks that garbage left. */
  get reclaimed(): number {
    let sum = 0;
    for (const { kind, length } of this.blocks()) if (kind === KIND.FREE) sum += length;
    return sum;
  }

  /** Where that many bytes fit: the first free block that has them, or behind the last. */
  #room(length: number): number | undefined {
    const firstFree = this.#word(ROOT.FIRST_FREE);
    if (firstFree !== 0) {
      const found = this.#takeFree(firstFree, length);
      if (found !== undefined) return found;
    }
    const at = this.top;
    if (at + length > HEAP_LENGTH_MAX) return undefined;
    if (at + length > this.arena.length && !this.#grow(at + length)) return undefined;
    this.#setRoot(ROOT.TOP, at + length);
    return at;
  }

  #takeFree(from: number, length: number): number | undefined {
    const { top } = this;
    for (let at = from; at < top; at += this.#blockLengthAt(at)) {
      if (this.bytes[at] !== KIND.FREE) continue;
      const left = this.#word(at + AT.DATA) - length;
      if (left !== 0 && left < blockLength(0)) continue;
      if (left > 0) this.#setFree(at + length, left);
      return at;
    }
    return undefined;
  }

  #grow(end: number): boolean {
    const rounded = Math.min(HEAP_LENGTH_MAX, Math.ceil(end / STEP) * STEP);
    for (const length of [rounded, end]) {
      try {
        this.arena.resize(length);
        return true;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    return false;
  }

  /** Working memory for transient data: behind the last, or the first gap. */
  #ramRoom(length: number): number | undefined {
    const end = this.#word(ROOT.RAM_TOP);
    if (end + length <= this.ram.length) return end;
    const used = [...this.objects()]
      .filter((one) => (this.flagsOf(one) & TRANSIENT) !== 0)
      .map((one) => ({ begin: this.dataOf(one), end: this.dataOf(one) + this.dataLengthOf(one) }))
      .sort((a, b) => a.begin - b.begin);
    let at = 0;
    for (const one of used) {
      if (at + length <= one.begin) return at;
      at = Math.max(at, one.end);
    }
    return at + length <= this.ram.length ? at : undefined;
  }

  #setFree(at: number, length: number): void {
    this.#touch(at, HEADER_LENGTH);
    this.bytes.fill(0, at, at + HEADER_LENGTH);
    setWord(this.bytes, at + AT.DATA, length);
  }

  #blockLengthAt(at: number): number {
    if (this.bytes[at] === KIND.FREE) return this.#word(at + AT.DATA);
    const reference = at >> UNIT_SHIFT;
    const isTransient = (this.flagsOf(reference) & TRANSIENT) !== 0;
    return blockLength(isTransient ? 0 : this.dataLengthOf(reference));
  }

  #setRoot(at: number, value: number): void {
    assert(this.arena.length >= FIRST_OBJECT, 'a heap has a root');
    if (this.#word(at) === value) return;
    this.#touch(at, 4);
    setWord(this.bytes, at, value);
  }

  #half(at: number): number {
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!;
  }

  #word(at: number): number {
    return (this.#half(at) << 16) | this.#half(at + 2);
  }
}

function blockLength(dataLength: number): number {
  const unit = 1 << UNIT_SHIFT;
  return Math.ceil((HEADER_LENGTH + dataLength) / unit) * unit;
}

function setHalf(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value;
}

function setWord(bytes: Uint8Array, at: number, value: number): void {
  setHalf(bytes, at, value >>> 16);
  setHalf(bytes, at + 2, value & 0xffff);
}
