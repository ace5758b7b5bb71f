/** Responses and refusals that several commands share. */
import { type Bytes, EMPTY } from '../../base/index.ts';
import { refuse, type Response } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';

export const DONE: Response = { data: EMPTY, sw: SW.OK };

export function answer(data: Bytes): Response {
  return { data, sw: SW.OK };
}

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
