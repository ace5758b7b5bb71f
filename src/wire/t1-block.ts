/**
 * T=1 blocks: NAD, PCB, LEN (one byte, 0 to 254), INF, then an LRC of one byte or a CRC of two.
 * Handles lengths and the check, not sequence numbers. [ISO7816-3 §11.3]
 */
import { type Bytes, fail, type WireError } from '../base/index.ts';
import { crc16 } from './crc16.ts';

export type T1Edc = 'lrc' | 'crc';

export interface T1Block {
  /** Node address: 00 where addresses are not used. */
  readonly nad: number;
  readonly pcb: number;
  /** 0 to 254 bytes. */
  readonly inf: Bytes;
}

/** Longest information field; a length byte of FF is invalid. [ISO7816-3 §11.3.2.3] */
export const T1_INF_MAX = 254;
export const T1_PROLOGUE = 3;

const NAME = 'T=1 block';

/** Exclusive or of the first `length` bytes. [ISO7816-3 §11.4.4] */
export function longitudinalCheck(source: Bytes, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value ^= source[i]!;
  return value;
}

export function t1EpilogueLength(edc: T1Edc): number {
  return edc === 'lrc' ? 1 : 2;
}

/** Whether the check at the end of a block of the right length holds. */
export function t1CheckHolds(block: Bytes, edc: T1Edc): boolean {
  const end = block.length - t1EpilogueLength(edc);
  if (edc === 'lrc') return longitudinalCheck(block, end) === block[end];
  return crc16(block, end) === ((block[end]! << 8) | block[end + 1]!);
}

export function parseT1Block(block: Bytes, edc: T1Edc): T1Block | WireError {
  const least = T1_PROLOGUE + t1EpilogueLength(edc);
  if (block.length < least) {
    return fail(NAME, block.length, { expected: `at least ${least} bytes`, got: block.length });
  }
  const length = block[2]!;
  if (length > T1_INF_MAX) return fail(NAME, 2, { expected: 'a length of 0 to 254', got: length });
  if (block.length !== least + length) {
    return fail(NAME, 2, { expected: `a block of ${least + length} bytes`, got: block.length });
  }
  if (!t1CheckHolds(block, edc)) {
    const expected = edc === 'lrc' ? 'a matching LRC' : 'a matching CRC';
    return fail(NAME, T1_PROLOGUE + length, { expected, got: 'another value' });
  }
  return {
    nad: block[0]!,
    pcb: block[1]!,
    inf: block.subarray(T1_PROLOGUE, T1_PROLOGUE + length),
  };
}

export function emitT1Block(block: T1Block, edc: T1Edc): Bytes {
  const length = block.inf.length;
  const end = T1_PROLOGUE + length;
  const out = new Uint8Array(end + t1EpilogueLength(edc));
  out[0] = block.nad;
  out[1] = block.pcb;
  out[2] = length;
  out.set(block.inf, T1_PROLOGUE);
  if (edc === 'lrc') {
    out[end] = longitudinalCheck(out, end);
  } else {
    const crc = crc16(out, end);
    out[end] = crc >> 8;
    out[end + 1] = crc & 0xff;
  }
  return out;
}
