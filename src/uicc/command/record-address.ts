/** Which record a command means, and where the record pointer stands afterwards. */
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { type FileEntry, recordCount } from '../file/file-entry.ts';
import { wrongParameters } from './answer.ts';
import type { CommandHead } from './definition.ts';

/** Bits 3 to 1 of P2. [TS102221 §11.1.5.2 table 11.11] */
export const MODE = { NEXT: 0x02, PREVIOUS: 0x03, ABSOLUTE: 0x04 } as const;

export interface RecordHead {
  readonly sfi: number;
  readonly mode: number;
  /** P1: a record number in absolute mode, 0 for the current one. */
  readonly number: number;
}

export function recordHead({ p1, p2 }: Pick<CommandHead, 'p1' | 'p2'>): RecordHead {
  return { sfi: p2 >> 3, mode: p2 & 0x07, number: p1 };
}

/** 31 is no short file identifier, and a record number comes in absolute mode alone. */
export function checkRecordHead(head: Pick<CommandHead, 'p1' | 'p2'>, clause: string): void {
  const { sfi, mode, number } = recordHead(head);
  if (sfi === 31) wrongParameters(clause, 'P2 holds no short file identifier');
  const isStep = mode === MODE.NEXT || mode === MODE.PREVIOUS;
  if (!isStep && mode !== MODE.ABSOLUTE) wrongParameters(clause, 'P2 names no mode');
  if (isStep && number !== 0) wrongParameters(clause, 'P1 is 00 in this mode');
  if (number === 0xff) wrongParameters(clause, 'no record has the number FF');
}

export interface RecordAddress {
  /** The record of the command. */
  readonly number: number;
  /** The record pointer after it. [TS102221 §8.2.2.2] */
  readonly pointer: number;
}

/**
 * From a pointer of 0, next is the first record and previous the last; a cyclic EF has no end.
 * Absolute mode leaves the pointer where it is. [TS102221 §11.1.5.1]
 */
export function recordAddress(
  entry: FileEntry,
  { mode, number }: RecordHead,
  { pointer, clause }: { readonly pointer: number; readonly clause: string },
): RecordAddress {
  const count = recordCount(entry);
  if (mode === MODE.ABSOLUTE) {
    const required = number === 0 ? pointer : number;
    return { number: existing(required, count, clause), pointer };
  }
  const step = mode === MODE.NEXT ? 1 : -1;
  const start = pointer === 0 && step === -1 ? count + 1 : pointer;
  const there = start + step;
  const wrapped = entry.kind === 'cyclic' && count > 0 ? ((there - 1 + count) % count) + 1 : there;
  const record = existing(wrapped, count, clause);
  return { number: record, pointer: record };
}

function existing(number: number, count: number, clause: string): number {
  if (number >= 1 && number <= count) return number;
  const why = number === 0 ? 'no record is current' : `the EF has ${count} records`;
  return refuse(SW.RECORD_NOT_FOUND, clause, why);
}
