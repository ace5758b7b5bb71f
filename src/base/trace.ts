/** The trace: records of what happened, kept raw; the words are made when someone reads them. */
import { type Bytes, hex } from './bytes.ts';
import type { Time } from './time.ts';

/** A value that a trace record holds; secrets are masked before. */
export type TraceOperand = string | number | boolean | Bytes | undefined;

/** What a record is about. Declared beside the code that records it, words included. */
export interface TraceKind {
  /** A short stable word such as `command`, `decision`, `refusal`; unique in the device. */
  readonly name: string;
  /** The sentence of a record with these operands. */
  words(operands: readonly TraceOperand[]): string;
}

/** One line of the trace. */
export interface TraceRecord {
  /** Counts up over the device's life since boot, from 1. */
  readonly seq: number;
  /** Virtual microseconds since boot. */
  readonly at: Time;
  /** What recorded it: `kernel`, `routing`, a link's id, a container's id. */
  readonly where: string;
  /** The name of its kind. */
  readonly what: string;
  /** What happened, and how it is put into words. */
  readonly kind: TraceKind;
  /** The values that the words need, in the order of the kind. */
  readonly operands: readonly TraceOperand[];
}

/** Where the parts of a device record what happens. */
export interface Trace {
  /** Records one event; `where` is a link, a container or a part of the operating system. */
  note(where: string, kind: TraceKind, ...operands: readonly TraceOperand[]): void;
}

/** One operand in words: bytes in hexadecimal, `-` where there is none. */
export function operandText(operand: TraceOperand): string {
  return operand instanceof Uint8Array ? hex(operand) : String(operand ?? '-');
}

/** A kind whose records hold one operand, a sentence. */
export function sentenceKind(name: string): TraceKind {
  return { name, words: ([text]) => (typeof text === 'string' ? text : 'no sentence') };
}

export function describeRecord({ kind, operands }: TraceRecord): string {
  return kind.words(operands);
}
