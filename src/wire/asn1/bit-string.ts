/** BIT STRING whose bits have names. [X.690 §8.6] */
import { type Bytes, bytes, hex, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { type Reader, wrong } from './message.ts';

/** The numbers of the bits that are set in a named BIT STRING, ascending. */
export function parseNamedBits(reader: Reader, value: Bytes): readonly number[] | WireError {
  const unused = value[0];
  if (unused === undefined || unused > 7 || (value.length === 1 && unused > 0)) {
    return wrong(reader, value, { expected: 'a BIT STRING', got: hex(value) });
  }
  const end = (value.length - 1) * 8 - unused;
  const bits: number[] = [];
  for (let bit = 0; bit < end; bit++) {
    if ((value[1 + (bit >> 3)]! & (0x80 >> (bit & 7))) !== 0) bits.push(bit);
  }
  return bits;
}

/** A named BIT STRING without trailing zero bits. [X.690 §11.2.2] */
export function emitNamedBits(tag: number, bits: readonly number[]): Bytes {
  if (bits.length === 0) return emitTlv(tag, bytes(0));
  const last = Math.max(...bits);
  const field = new Uint8Array((last >> 3) + 1);
  for (const bit of bits) field[bit >> 3]! |= 0x80 >> (bit & 7);
  return emitTlv(tag, bytes(7 - (last & 7)), field);
}
