/** Responses and refusals that several commands share. */
import { type Bytes, EMPTY } from '../../base/index.ts';
import { refuse, type Response } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';

export const DONE: Response = { data: EMPTY, sw: SW.OK };

export function answer(data: Bytes): Response {
  return { data, sw: SW.OK };
}

/** Status words of UICCs beyond those of ISO 7816-4. [TS102221 §10.2.1] */
export const UICC_SW = {
  END_OF_FILE: 0x6282,
  SELECTED_DEACTIVATED: 0x6283,
  SELECTED_TERMINATED: 0x6285,
  MORE_DATA_AVAILABLE: 0x62f1,
  MORE_DATA_EXPECTED: 0x63f1,
  INCOMPATIBLE_STRUCTURE: 0x6981,
  INVALIDATED: 0x6984,
  FILE_EXISTS: 0x6a89,
  MAXIMUM_REACHED: 0x9850,
  AUTHENTICATION_ERROR: 0x9862,
  CONTEXT_NOT_SUPPORTED: 0x9864,
} as const;

/** 63CX: a code was wrong, and X attempts are left. */
export function attemptsLeft(left: number): Response {
  return { data: EMPTY, sw: 0x63c0 | left };
}

export function wrongParameters(clause: string, why: string): never {
  return refuse(SW.WRONG_P1P2, clause, why);
}

export function wrongLength(clause: string, why: string): never {
  return refuse(SW.WRONG_LENGTH, clause, why);
}

/** 6CXX: the answer has another length than Le. [TS102221 §10.2.1.5] */
export function exactLength(length: number, clause: string): never {
  return refuse(0x6c00 | (length & 0xff), clause, `the answer has ${length} bytes`);
}
