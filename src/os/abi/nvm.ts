/** Non-volatile memory as a container sees it: its own partition, under its own quota. [M-104] */
import type { Bytes } from '../../base/index.ts';

/** How a typed value is kept as bytes. `parse` throws `Fault` for bytes `emit` cannot have made. */
export interface Codec<T> {
  parse(stored: Bytes): T;
  emit(value: T): Bytes;
  /** What the value says to people, where its own fields do not; secrets stay `Secret`s. */
  describe?(value: T): unknown;
}

/** One typed, immutable value. What `set` is given must not be changed afterwards. */
export interface Cell<T> {
  get(): T;
  /** Throws `Refusal` 6A84 when the quota does not allow it. */
  set(value: T): void;
}

/** A number with an early batch: it survives a refusal, a savepoint's rollback and a power cut. */
export interface Counter {
  get(): number;
  /** 0 to 2^48 - 1. */
  set(value: number): void;
}

/** Bytes in pages: files, load files, heaps. Reads and writes outside the length throw `Fault`. */
export interface Region {
  readonly length: number;
  /** A copy of `length` bytes at `offset`. */
  read(offset: number, length: number): Bytes;
  write(offset: number, source: Bytes): void;
}

export interface Savepoint {
  /** Keeps what was written since. */
  release(): void;
  /** Undoes what was written since, counters excepted. */
  rollback(): void;
}

export interface Nvm {
  /** The cell under `key`; `initial` until it is first set, and not stored before. */
  cell<T>(key: string, codec: Codec<T>, initial: T): Cell<T>;
  counter(key: string, initial: number): Counter;
  /** A region of zero bytes when new. Asking again for a key needs the same length. */
  region(key: string, length: number): Region;
  /** Whether anything is stored under `key`. */
  has(key: string): boolean;
  /** Forgets what is stored under `key`; the handle must not be used again. */
  drop(key: string): void;
  /** One level: a second savepoint before the first ends is a `Fault`. */
  savepoint(): Savepoint;
  /** Ends the current batch: what was written so far becomes durable before what follows. */
  writePoint(): void;
  readonly quota: number;
  /** Bytes left of the quota. */
  readonly free: number;
}
