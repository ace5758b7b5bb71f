/** COMPREHENSION-TLV data objects of the card application toolkit. [TS101220 §7.1.1.2] */
import { type Bytes, bytes, concat, fail, isWireError, type WireError } from '../../base/index.ts';
import { emitLength } from '../tlv.ts';

/** One object. Tags of one byte are 01 to 7E, those of three 0001 to 7FFF behind 7F. */
export interface CatObject {
  /** Without the bit that requires comprehension. */
  readonly tag: number;
  /** Whether a receiver that does not support the object must refuse the whole. */
  readonly comprehension: boolean;
  readonly value: Bytes;
}

const CODEC = 'COMPREHENSION-TLV';
const COMPREHENSION = 0x80;
const LONG_TAG = 0x7f;
const LONG_COMPREHENSION = 0x8000;
/** Above it, a tag has three bytes. */
const SHORT_TAG_MAX = 0x7e;

export function emitCatObject({ tag, comprehension, value }: CatObject): Bytes {
  return concat(emitCatTag(tag, comprehension), emitLength(value.length), value);
}

function emitCatTag(tag: number, comprehension: boolean): Bytes {
  if (tag <= SHORT_TAG_MAX) return bytes(tag | (comprehension ? COMPREHENSION : 0));
  const long = tag | (comprehension ? LONG_COMPREHENSION : 0);
  return bytes(LONG_TAG, long >> 8, long & 0xff);
}

/** Reads objects one after another to the end. */
export function parseCatObjects(source: Bytes): readonly CatObject[] | WireError {
  const list: CatObject[] = [];
  for (let at = 0; at < source.length;) {
    const one = parseCatObject(source, at);
    if (isWireError(one)) return one;
    list.push(one.object);
    at = one.next;
  }
  return list;
}

interface CatObjectAt {
  readonly object: CatObject;
  readonly next: number;
}

function parseCatObject(source: Bytes, offset: number): CatObjectAt | WireError {
  const tag = parseCatTag(source, offset);
  if (isWireError(tag)) return tag;
  const length = parseCatLength(source, tag.next);
  if (isWireError(length)) return length;
  const end = length.next + length.value;
  if (end > source.length) {
    const got = source.length - length.next;
    return fail(CODEC, length.next, { expected: `${length.value} bytes of value`, got });
  }
  const value = source.subarray(length.next, end);
  return { object: { tag: tag.value, comprehension: tag.comprehension, value }, next: end };
}

interface NumberAt {
  readonly value: number;
  readonly next: number;
}

function parseCatTag(
  source: Bytes,
  at: number,
): (NumberAt & { readonly comprehension: boolean }) | WireError {
  const first = source[at]!;
  const short = first & ~COMPREHENSION;
  if (short === 0 || first === 0xff)
    return fail(CODEC, at, { expected: 'a tag of 01 to 7F or 81 to FE', got: first });
  if (first !== LONG_TAG)
    return { value: short, comprehension: (first & COMPREHENSION) !== 0, next: at + 1 };
  if (at + 3 > source.length)
    return fail(CODEC, at + 1, { expected: 'the rest of a tag', got: 'the end' });
  const long = (source[at + 1]! << 8) | source[at + 2]!;
  const value = long & ~LONG_COMPREHENSION;
  if (value <= SHORT_TAG_MAX)
    return fail(CODEC, at + 1, { expected: 'a tag above 7E in its long form', got: value });
  return { value, comprehension: (long & LONG_COMPREHENSION) !== 0, next: at + 3 };
}

/** One byte to 7F, or 81, 82, 83 and as many bytes. [TS101220 §7.1.2] */
function parseCatLength(source: Bytes, at: number): NumberAt | WireError {
  const first = source[at];
  if (first === undefined) return fail(CODEC, at, { expected: 'a length', got: 'the end' });
  if (first < 0x80) return { value: first, next: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 3)
    return fail(CODEC, at, { expected: 'a length of 1 to 4 bytes', got: first });
  if (at + 1 + count > source.length)
    return fail(CODEC, at + 1, { expected: 'the rest of a length', got: 'the end' });
  let value = 0;
  for (let i = 1; i <= count; i++) value = value * 256 + source[at + i]!;
  return { value, next: at + 1 + count };
}

/** The value of the first object with this tag, or `undefined`. */
export function findCat(list: readonly CatObject[], tag: number): Bytes | undefined {
  return list.find((one) => one.tag === tag)?.value;
}
