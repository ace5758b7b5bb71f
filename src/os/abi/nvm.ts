/** Non-volatile memory of a container: its own parts, under quotas. [M-104] */
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
  /** Throws `Refusal` 6A84 when a quota does not allow it. */
  set(value: T): void;
}

/**
 * A number with an early batch: it survives a refusal, a savepoint's rollback and a power cut. A
 * counter whose part, or whose key, was created or dropped by the same command is written in the
 * command's own batch: a refusal removes it together with its part.
 */
export interface Counter {
  get(): number;
  /** 0 to 2^48 - 1. */
  set(value: number): void;
}

/** Bytes in pages: files, load files. Reads and writes outside the length throw `Fault`. */
export interface Region {
  readonly length: number;
  /** A copy of `length` bytes at `offset`. */
  read(offset: number, length: number): Bytes;
  write(offset: number, source: Bytes): void;
  /** Appends zero bytes, or cuts the end off. Throws `Refusal` 6A84 when a quota forbids it. */
  resize(length: number): void;
}

/** A page of an arena has `1 << ARENA_PAGE_SHIFT` bytes. */
export const ARENA_PAGE_SHIFT = 9;

/**
 * Bytes that running code reads directly: the heap of Java Card. They are read freely and written
 * only where `touch` was called since the last write point, savepoint, rollback or end of a
 * command. Access outside the length throws `Fault`.
 */
export interface Arena {
  readonly length: number;
  readonly lengthMax: number;
  /** The same array until the arena is dropped: `lengthMax` bytes or more, 0 behind `length`. */
  readonly bytes: Uint8Array;
  /** One number for each page, not 0 where the page may be written without another `touch`. */
  readonly touched: Uint8Array;
  /**
   * Makes bytes writable. The part's version changes with the first touch of each page, not with
   * each write: what is derived from the bytes is compared between commands.
   */
  touch(offset: number, length: number): void;
  /** A write that the rollback of a savepoint leaves standing; a refusal undoes it. */
  writeNow(offset: number, source: Bytes): void;
  /** Appends zero bytes, or cuts the end off. Throws `Refusal` 6A84 when a quota forbids it. */
  resize(length: number): void;
}

export interface Savepoint {
  /** Keeps what was written since. */
  release(): void;
  /** Undoes what was written since, counters excepted. */
  rollback(): void;
}

export interface PartOptions {
  /** Bytes that the part and its own parts may hold; without it, the parent's quota alone. */
  readonly quota?: number;
  /**
   * What its parts and records are called by people, by name or key: shown beside them wherever
   * memory is shown. Not stored.
   */
  readonly titleOf?: (name: string) => string | undefined;
}

/**
 * One part of memory: keys of its own, and parts below it. Handles (cells, counters, regions,
 * arenas, parts) of what was dropped, cleared, or created by a refused command must not be used
 * again: they throw `Fault`. Where the drop is undone, its handles are valid again.
 */
export interface Nvm {
  /** The cell under `key`; `initial` until it is first set, and not stored before. */
  cell<T>(key: string, codec: Codec<T>, initial: T): Cell<T>;
  counter(key: string, initial: number): Counter;
  /** A region of zero bytes when new. Opening it again needs the length that it has. */
  region(key: string, length: number): Region;
  /**
   * An arena, empty when new. `lengthMax` is not stored: room in working memory is taken when the
   * bytes are first used.
   */
  arena(key: string, lengthMax: number): Arena;
  /**
   * The part with this name, created when there is none. What it holds counts here as well. Its
   * quota is stored: without the option it is as it was, another value replaces it.
   */
  part(name: string, options?: PartOptions): Nvm;
  /** The names of its parts, sorted. */
  parts(): readonly string[];
  /**
   * Removes all content, parts included, undone like any write. A part is removed from its parent
   * too; a container's whole memory stays, empty.
   */
  clear(): void;
  /** Whether anything is stored under `key`, a part included. */
  has(key: string): boolean;
  /** Removes what is stored under `key`; a part with all its content. */
  drop(key: string): void;
  /** One level: a second savepoint before the first ends is a `Fault`. */
  savepoint(): Savepoint;
  /** Ends the current batch: what was written so far becomes durable before what follows. */
  writePoint(): void;
  /** The quota of this part, or of the nearest one above that has one. */
  readonly quota: number;
  /** Bytes that this part and the parts below it hold. */
  readonly used: number;
  /** Bytes left of all quotas that count them. */
  readonly free: number;
  /** Another object after every write or undo in this part or below: what `derived` compares. */
  readonly version: object;
}
