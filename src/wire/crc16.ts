/**
 * The 16-bit cyclic redundancy code of polynomial x^16 + x^12 + x^5 + 1, least significant bit
 * first, preset to FFFF: T=1 sends it as it stands, T=1' complements it. [ISO13239 §4.2.5.2]
 */
import type { Bytes } from '../base/index.ts';

const POLYNOMIAL = 0x8408;

const TABLE: Uint16Array = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >> 1) ^ ((value & 1) !== 0 ? POLYNOMIAL : 0);
  return value;
});

/** The remainder over the first `length` bytes, without a final complement. */
export function crc16(source: Bytes, length: number): number {
  let value = 0xffff;
  for (let i = 0; i < length; i++) value = (value >> 8) ^ TABLE[(value ^ source[i]!) & 0xff]!;
  return value;
}
