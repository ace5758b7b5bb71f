/** The access rules that templates reference by number, from 1. [SAIP §9.9] */
import { type Bytes, concat, unhex } from '../../base/index.ts';

const PIN = 'A406830101950108';
const PIN_2 = 'A406830181950108';
const ADM = 'A40683010A950108';
const ALWAYS = '9000';
const NEVER = '9700';

/** Access mode bytes (TS 102 221 §9.2.1) with what they demand. */
const rule = (...parts: readonly (readonly [mode: string, condition: string])[]): Bytes =>
  concat(...parts.map(([mode, condition]) => unhex(mode + condition)));

const MODE = (bits: string): string => `8001${bits}`;
const INCREASE = '840132';

export const ACCESS_RULES: readonly Bytes[] = [
  rule([MODE('01'), ALWAYS], [MODE('02'), PIN], [MODE('58'), ADM]),
  rule([MODE('01'), PIN], [MODE('5A'), ADM]),
  rule([MODE('5B'), ADM]),
  rule([MODE('01'), ALWAYS], [MODE('1A'), NEVER], [MODE('40'), ADM]),
  rule([MODE('03'), PIN], [MODE('58'), ADM]),
  rule([MODE('11'), PIN], [MODE('4A'), ADM]),
  rule([MODE('03'), PIN], [MODE('58'), ADM], [INCREASE, PIN]),
  rule([MODE('01'), PIN], [MODE('02'), PIN_2], [MODE('58'), ADM]),
  rule([MODE('01'), ALWAYS], [MODE('1A'), PIN], [MODE('40'), ADM]),
  rule([MODE('01'), ALWAYS], [MODE('5A'), ADM]),
  rule([MODE('01'), ALWAYS], [MODE('18'), ADM], [MODE('42'), NEVER]),
  rule([MODE('01'), PIN], [MODE('5A'), NEVER]),
  rule([MODE('13'), PIN], [MODE('48'), ADM]),
  rule([MODE('5E'), ADM]),
];

/** As the records of an EF.ARR. */
export function emitAccessRules(recordLength: number): Bytes {
  return concat(
    ...ACCESS_RULES.map((one) => {
      const record = new Uint8Array(recordLength).fill(0xff);
      record.set(one);
      return record;
    }),
  );
}
