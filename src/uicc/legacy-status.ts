/** Status words of class A0. [TS51011 §9.4] */
import { type Bytes, EMPTY } from '../base/index.ts';
import type { Response } from '../os/abi/index.ts';
import { LEGACY_SW, SW } from '../wire/index.ts';
import type { Place } from './command/definition.ts';

const WORDS: ReadonlyMap<number, number> = new Map<number, number>([
  [SW.NO_EF_SELECTED, LEGACY_SW.NO_EF_SELECTED],
  [SW.RECORD_NOT_FOUND, LEGACY_SW.OUT_OF_RANGE],
  [SW.WRONG_OFFSET, LEGACY_SW.OUT_OF_RANGE],
  [SW.NOT_FOUND, LEGACY_SW.NOT_FOUND],
  [SW.INCOMPATIBLE_STRUCTURE, LEGACY_SW.INCONSISTENT],
  [SW.REFERENCED_DATA_NOT_FOUND, LEGACY_SW.NO_CHV],
  [SW.SECURITY_STATUS, LEGACY_SW.NOT_FULFILLED],
  [SW.BLOCKED, LEGACY_SW.BLOCKED],
  [SW.WRONG_P1P2, SW.WRONG_OFFSET],
  [SW.INVALIDATED, LEGACY_SW.INVALIDATION_STATE],
  [SW.CONDITIONS, LEGACY_SW.CHV_STATE],
]);

/** The word of class A0 for a word of UICCs. */
export function legacyWord(sw: number): number {
  if (sw >> 4 === 0x63c) return sw === 0x63c0 ? LEGACY_SW.BLOCKED : LEGACY_SW.NOT_FULFILLED;
  if (sw >> 8 === 0x6c) return SW.WRONG_LENGTH | (sw & 0xff);
  return WORDS.get(sw) ?? sw;
}

/** 9FXX: GET RESPONSE gives the answer. */
export function ready({ context }: Place, answer: Bytes): Response {
  context.legacyResponse = answer;
  return { data: EMPTY, sw: LEGACY_SW.RESPONSE_READY | (answer.length & 0xff) };
}
