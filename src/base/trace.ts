/** The trace: records of what happened, kept raw; the words are made when someone reads them. */
import { type Bytes, hex } from './bytes.ts';
import type { Time } from './time.ts';

export type TraceOperand = string | number | boolean | Bytes | undefined;

/** What a record is about. Declared beside the code that records it, words included. */
export interface TraceKind {
  /** A short stable word such as `command`, `decision`, `refusal`; unique in the device. */
  readonly name: string;
  words(operands: readonly TraceOperand[]): string;
}

/** One line of the trace. */
export interface TraceRecord {
  /** Counts up over the device's life since boot, from 1. */
  readonly seq: number;
  readonly at: Time;
  /** What recorded it: `kernel`, `routing`, a link's id, a container's id. */
  readonly where: string;
  /** The name of its kind. */
  readonly what: string;
  readonly kind: TraceKind;
  readonly operands: readonly TraceOperand[];
}

export interface Trace {
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
