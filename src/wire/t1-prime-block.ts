/**
 * T=1' blocks, T=1 as GlobalPlatform carries it over SPI and I2C: NAD, PCB, a length of two bytes
 * (0 to 4,089), INF, and a complemented CRC of two bytes. [GPSPI §6.2]
 */
import { type Bytes, fail, type WireError } from '../base/index.ts';
import { crc16 } from './crc16.ts';
import type { T1Block } from './t1-block.ts';

/** Longest information field. [GPSPI §6.2] */
export const T1_PRIME_INF_MAX = 4_089;
export const T1_PRIME_PROLOGUE = 4;
export const T1_PRIME_EPILOGUE = 2;
/** Node addresses: from the host, and from the secure element. [GPSPI §6.2] */
export const T1_PRIME_NAD = { FROM_HOST: 0x21, FROM_CARD: 0x12 } as const;

const NAME = "T=1' block";

/** Whether the check at the end of a block of the right length holds. */
export function t1PrimeCheckHolds(block: Bytes): boolean {
  const end = block.length - T1_PRIME_EPILOGUE;
  return (crc16(block, end) ^ 0xffff) === ((block[end]! << 8) | block[end + 1]!);
}

export function parseT1PrimeBlock(block: Bytes): T1Block | WireError {
  const least = T1_PRIME_PROLOGUE + T1_PRIME_EPILOGUE;
  if (block.length < least) {
    return fail(NAME, block.length, { expected: `at least ${least} bytes`, got: block.length });
  }
  const length = (block[2]! << 8) | block[3]!;
  if (length > T1_PRIME_INF_MAX) {
    return fail(NAME, 2, { expected: 'a length of 0 to 4089', got: length });
  }
  if (block.length !== least + length) {
    return fail(NAME, 2, { expected: `a block of ${least + length} bytes`, got: block.length });
  }
  if (!t1PrimeCheckHolds(block)) {
    const offset = T1_PRIME_PROLOGUE + length;
    return fail(NAME, offset, { expected: 'a matching CRC', got: 'another value' });
  }
  return {
    nad: block[0]!,
    pcb: block[1]!,
    inf: block.subarray(T1_PRIME_PROLOGUE, T1_PRIME_PROLOGUE + length),
  };
}

export function emitT1PrimeBlock(block: T1Block): Bytes {
  const length = block.inf.length;
  const end = T1_PRIME_PROLOGUE + length;
  const out = new Uint8Array(end + T1_PRIME_EPILOGUE);
  out[0] = block.nad;
  out[1] = block.pcb;
  out[2] = length >> 8;
  out[3] = length & 0xff;
  out.set(block.inf, T1_PRIME_PROLOGUE);
  const crc = crc16(out, end) ^ 0xffff;
  out[end] = crc >> 8;
  out[end + 1] = crc & 0xff;
  return out;
}
