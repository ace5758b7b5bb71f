/** What the core is given by whoever runs it. No defaults live in the core. */
import type { Bytes } from './bytes.ts';
import type { Time } from './time.ts';

export interface Rng {
  /** The next `length` bytes of a stream that a seed fixes. */
  bytes(length: number): Bytes;
}

/** One write: a key of the store and its new value, or `undefined` to delete it. */
export interface Write {
  readonly key: string;
  readonly value: Bytes | undefined;
}

/** Writes that become durable together or not at all. */
export interface Batch {
  readonly writes: readonly Write[];
}

/** All non-volatile memory of one device: keys to values, which are never changed in place. */
export type Image = ReadonlyMap<string, Bytes>;

export type TraceOperand = string | number | boolean | Bytes | undefined;

/** One line of the trace, kept raw; the words are made when someone reads it. */
export interface TraceRecord {
  /** Counts up over the device's life since boot, from 1. */
  readonly seq: number;
  readonly at: Time;
  /** Who says it: `kernel`, `routing`, a link's id, a container's id. */
  readonly where: string;
  /** What happened, a short stable word such as `command`, `decision`, `refusal`. */
  readonly what: string;
  readonly operands: readonly TraceOperand[];
}

export interface Trace {
  note(where: string, what: string, ...operands: readonly TraceOperand[]): void;
}
