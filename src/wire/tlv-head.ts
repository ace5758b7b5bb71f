/** Tag and length of a BER-TLV object whose value may not have come yet. [X.690 §8.1] */
import { type Bytes, fail, type WireError } from '../base/index.ts';

export interface TlvHead {
  readonly tag: number;
  /** Of the value. */
  readonly length: number;
  /** Bytes of tag and length. */
  readonly size: number;
}

const LONG_TAG = 0x1f;
const LONG_LENGTH = 0x80;
const LENGTH_BYTES_MAX = 3;

/** Tags of one or two bytes; `undefined` until tag and length are there. */
export function parseTlvHead(source: Bytes): TlvHead | WireError | undefined {
  const [first, second] = source;
  if (first === undefined) return undefined;
  const isLongTag = (first & LONG_TAG) === LONG_TAG;
  if (isLongTag && second === undefined) return undefined;
  const tag = isLongTag ? (first << 8) | second! : first;
  const at = isLongTag ? 2 : 1;
  const length = source[at];
  if (length === undefined) return undefined;
  if (length < LONG_LENGTH) return { tag, length, size: at + 1 };
  const count = length - LONG_LENGTH;
  if (count === 0 || count > LENGTH_BYTES_MAX)
    return fail('BER-TLV', at, { expected: 'a length of 1 to 3 bytes', got: count });
  const field = source.subarray(at + 1, at + 1 + count);
  if (field.length < count) return undefined;
  const whole = field.reduce((sum, byte) => sum * 256 + byte, 0);
  return { tag, length: whole, size: at + 1 + count };
}
