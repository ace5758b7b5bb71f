/** What the platform injects into the core. The core has no defaults for these. */
import type { Bytes } from './bytes.ts';

export interface Rng {
  /** The next `length` bytes of a stream that a seed fixes. */
  bytes(length: number): Bytes;
}

/** One write: a key of the store and its new value, or `undefined` to delete it. */
export interface Write {
  /** Names the record. */
  readonly key: string;
  /** `undefined` removes the record. */
  readonly value: Bytes | undefined;
}

/** Writes that become durable together or not at all. */
export interface Batch {
  /** In the order in which they were made. */
  readonly writes: readonly Write[];
}

/** All non-volatile memory of one device: keys to values, which are never changed in place. */
export type Image = ReadonlyMap<string, Bytes>;
