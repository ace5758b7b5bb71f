/** INTEGER and BOOLEAN in messages. [X.690 §8.2] [X.690 §8.3] */
import { type Bytes, bigEndian, bytes, readBigEndian, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { type Reader, wrong } from './message.ts';

/** Longest INTEGER that is read as a number, in bytes. */
const INTEGER_LENGTH_MAX = 6;

/** A non-negative INTEGER of up to 6 bytes. */
export function parseInteger(reader: Reader, value: Bytes): number | WireError {
  if (value.length === 0 || value.length > INTEGER_LENGTH_MAX) {
    return wrong(reader, value, {
      expected: `an INTEGER of 1 to ${INTEGER_LENGTH_MAX} bytes`,
      got: value.length,
    });
  }
  if (value[0]! >= 0x80)
    return wrong(reader, value, { expected: 'an INTEGER from 0 up', got: 'a negative one' });
  return readBigEndian(value);
}

export function emitInteger(tag: number, value: number): Bytes {
  let length = 1;
  while (value >= 2 ** (8 * length - 1)) length++;
  return emitTlv(tag, bigEndian(value, length));
}

/** A BOOLEAN; any value but 00 is true, which real clients rely on. */
export function parseBoolean(reader: Reader, value: Bytes): boolean | WireError {
  if (value.length !== 1)
    return wrong(reader, value, { expected: 'a BOOLEAN of 1 byte', got: value.length });
  return value[0] !== 0;
}

export function emitBoolean(tag: number, value: boolean): Bytes {
  return emitTlv(tag, bytes(value ? 0xff : 0));
}
