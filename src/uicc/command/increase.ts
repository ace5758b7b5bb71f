/** INCREASE: adds to the last record of a cyclic EF. */
import { type Bytes, concat } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import type { FileRef } from '../file/file-system.ts';
import { answer, wrongLength, wrongParameters } from './answer.ts';
import type { CommandHead, Place, UiccCommand } from './definition.ts';
import { putFirst } from './record.ts';
import { arrive, ON_EF, type Target, targetOf } from './target.ts';

const CLAUSE = 'TS102221 §11.1.8';
const P1_SFI = 0x80;
const VALUE_LENGTH_MAX = 127;

export const increase: UiccCommand = {
  name: 'INCREASE',
  ins: INS.INCREASE,
  clause: CLAUSE,
  classes: 'proprietary',
  direction: 'in',
  check(_place, { p1, p2 }) {
    if (p2 !== 0) wrongParameters(CLAUSE, 'P2 is 00');
    const sfi = p1 & 0x1f;
    const isShort = (p1 & 0xe0) === P1_SFI && sfi > 0 && sfi < 31;
    if (p1 !== 0 && !isShort) wrongParameters(CLAUSE, 'P1 holds no short file identifier');
  },
  prepare: (at, head) => void toIncrease(at, head),
  run(at, { p1, data }) {
    const target = toIncrease(at, { p1, length: data.length });
    const sum = increased(target.body, data);
    arrive(at, target, p1 & 0x1f);
    at.context.record = 1;
    return answer(concat(sum, data));
  },
};

/** The EF, once nothing is against it. */
function toIncrease(at: Place, { p1, length }: Pick<CommandHead, 'p1' | 'length'>): Target {
  const wish = { clause: CLAUSE, sfi: p1 & 0x1f, operation: ON_EF.INCREASE } as const;
  const target = targetOf(at, { ...wish, kinds: ['cyclic'] });
  const { recordLength } = target.body.entry;
  if (length > 0 && length <= Math.min(VALUE_LENGTH_MAX, recordLength)) return target;
  return wrongLength(CLAUSE, `the value has up to ${recordLength} bytes`);
}

/** Writes the sum as the new first record. */
export function increased(body: FileRef, value: Bytes): Bytes {
  if (body.entry.length === 0) return refuse(SW.RECORD_NOT_FOUND, CLAUSE, 'the EF has no records');
  const sum = added(body.volume.record(body.entry, 1), value);
  if (sum === undefined) {
    return refuse(SW.MAXIMUM_REACHED, CLAUSE, 'the sum passes what a record can hold');
  }
  putFirst(body, sum);
  return sum;
}

function added(record: Bytes, value: Bytes): Bytes | undefined {
  const sum = Uint8Array.from(record);
  let carry = 0;
  for (let from = 1; from <= sum.length; from++) {
    const at = sum.length - from;
    const whole = sum[at]! + (value[value.length - from] ?? 0) + carry;
    sum[at] = whole & 0xff;
    carry = whole >> 8;
  }
  return carry === 0 ? sum : undefined;
}
