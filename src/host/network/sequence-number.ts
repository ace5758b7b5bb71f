/** SQN: a sequence of 43 bits and an index of 5 into the array of the USIM. [TS33102 §C.1.2] */
import { assert, bigEndian, type Bytes } from '../../base/index.ts';

export const SQN_LENGTH = 6;
/** Entries of the array, and so the count of indices in use. [TS33102 §C.3.2] */
const INDICES = 32;
const SQN_MAX = 2 ** 48 - 1;

/** The next number: sequence and index grow by one, the index modulo the array's length. */
export function nextSqn(sqn: number): number {
  const [sequence, index] = [Math.floor(sqn / INDICES), sqn % INDICES];
  const next = (sequence + 1) * INDICES + ((index + 1) % INDICES);
  assert(next <= SQN_MAX, 'SQN has 48 bits');
  return next;
}

export function emitSqn(sqn: number): Bytes {
  return bigEndian(sqn, SQN_LENGTH);
}
