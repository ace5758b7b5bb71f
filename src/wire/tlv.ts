/**
 * BER-TLV data objects: tags of up to three bytes, definite lengths of up to four.
 * [ISO7816-4 §5.2.2] [X.690 §8.1]
 */
import { bigEndian, type Bytes, fail, isWireError, type WireError } from '../base/index.ts';

export interface Tlv {
  /** The tag's bytes as one number: 0x4F, 0x9F7F, 0xBF2D. */
  readonly tag: number;
  readonly value: Bytes;
}

const NAME = 'BER-TLV';

/** An object's tag, and where its value stands. */
export interface TlvPlace {
  readonly tag: number;
  /** Where the value begins. */
  readonly at: number;
  /** The offset behind the value. */
  readonly next: number;
}

/** Reads one object at `offset`; `next` is the offset behind it. */
export function parseTlv(source: Bytes, offset = 0): (Tlv & { readonly next: number }) | WireError {
  const place = locateTlv(source, offset);
  if (isWireError(place)) return place;
  const { tag, at, next } = place;
  return { tag, value: source.subarray(at, next), next };
}

/** Finds the object at `offset` without taking its value out. */
export function locateTlv(source: Bytes, offset = 0): TlvPlace | WireError {
  let at = offset;
  if (at >= source.length) return fail(NAME, at, { expected: 'a tag', got: 'the end' });
  let tag = source[at++]!;
  if ((tag & 0x1f) === 0x1f) {
    let more = true;
    for (let count = 0; more; count++) {
      if (count === 2) return fail(NAME, at, { expected: 'a tag of at most 3 bytes', got: 'more' });
      if (at >= source.length)
        return fail(NAME, at, { expected: 'the rest of a tag', got: 'the end' });
      const byte = source[at++]!;
      tag = tag * 256 + byte;
      more = (byte & 0x80) !== 0;
    }
  }
  if (at >= source.length) return fail(NAME, at, { expected: 'a length', got: 'the end' });
  let length = source[at++]!;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4) {
      return fail(NAME, at - 1, { expected: 'a definite length of 1 to 4 bytes', got: length });
    }
    if (at + count > source.length) return fail(NAME, at, { expected: 'a length', got: 'the end' });
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + source[at++]!;
  }
  if (at + length > source.length) {
    return fail(NAME, at, { expected: `${length} bytes of value`, got: source.length - at });
  }
  return { tag, at, next: at + length };
}

/** Reads objects one after another from `offset` to the end of the source. */
export function parseTlvs(source: Bytes, offset = 0): readonly Tlv[] | WireError {
  const list: Tlv[] = [];
  for (let at = offset; at < source.length;) {
    const one = parseTlv(source, at);
    if (isWireError(one)) return one;
    list.push({ tag: one.tag, value: one.value });
    at = one.next;
  }
  return list;
}

/** The value of the first object with this tag, or `undefined`. */
export function findTlv(list: readonly Tlv[], tag: number): Bytes | undefined {
  return list.find((one) => one.tag === tag)?.value;
}

/** Writes one object; the value may be given in parts. */
export function emitTlv(tag: number, ...parts: readonly Bytes[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const head = tagLength(tag) + lengthLength(length);
  const whole = new Uint8Array(head + length);
  putLength(whole, putNumber(whole, 0, { value: tag, length: tagLength(tag) }), length);
  let at = head;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function emitTag(tag: number): Bytes {
  return bigEndian(tag, tagLength(tag));
}

/** The shortest definite length, as DER requires. */
export function emitLength(length: number): Bytes {
  const field = new Uint8Array(lengthLength(length));
  putLength(field, 0, length);
  return field;
}

/** Bytes of tag and length in their shortest form. */
export function headLength({ tag, value }: Tlv): number {
  return tagLength(tag) + lengthLength(value.length);
}

function tagLength(tag: number): number {
  return tag > 0xffff ? 3 : tag > 0xff ? 2 : 1;
}

function lengthLength(length: number): number {
  if (length < 0x80) return 1;
  return length < 0x100 ? 2 : length < 0x10000 ? 3 : 4;
}

function putLength(target: Bytes, at: number, length: number): void {
  const more = lengthLength(length) - 1;
  if (more > 0) target[at] = 0x80 | more;
  putNumber(target, at + Math.min(more, 1), { value: length, length: Math.max(more, 1) });
}

/** A big-endian number in place; where it ends. */
function putNumber(
  target: Bytes,
  at: number,
  { value, length }: { readonly value: number; readonly length: number },
): number {
  for (let i = 0; i < length; i++) target[at + i] = value >>> (8 * (length - 1 - i));
  return at + length;
}
