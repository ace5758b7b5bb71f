/** The checks at the end of frames of type A and B, low byte first. [ISO14443-3 §6.2.4, §7.2] */
import type { Bytes } from '../base/index.ts';

export type Iso14443Type = 'A' | 'B';

const POLYNOMIAL = 0x8408;
const PRESET = { A: 0x6363, B: 0xffff } as const;

export function iso14443Crc(type: Iso14443Type, source: Bytes, length = source.length): number {
  let value: number = PRESET[type];
  for (let i = 0; i < length; i++) {
    value ^= source[i]!;
    for (let bit = 0; bit < 8; bit++) {
      value = (value & 1) !== 0 ? (value >> 1) ^ POLYNOMIAL : value >> 1;
    }
  }
  return type === 'B' ? value ^ 0xffff : value;
}

/** A frame with its check behind it. */
export function withIso14443Crc(type: Iso14443Type, source: Bytes): Bytes {
  const out = new Uint8Array(source.length + 2);
  out.set(source);
  const crc = iso14443Crc(type, source);
  out[source.length] = crc & 0xff;
  out[source.length + 1] = crc >> 8;
  return out;
}

/** A frame without its check, or `undefined` where that does not hold. */
export function withoutIso14443Crc(type: Iso14443Type, frame: Bytes): Bytes | undefined {
  const length = frame.length - 2;
  if (length < 1) return undefined;
  const crc = frame[length]! | (frame[length + 1]! << 8);
  return iso14443Crc(type, frame, length) === crc ? frame.subarray(0, length) : undefined;
}
