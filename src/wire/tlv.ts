/**
 * BER-TLV data objects: tags of up to three bytes, definite lengths of up to four.
 * [ISO7816-4 §5.2.2] [X.690 §8.1]
 */
import { type Bytes, bytes, concat, fail, isWireError, type WireError } from '../base/index.ts';

export interface Tlv {
  /** The tag's bytes as one number: 0x4F, 0x9F7F, 0xBF2D. */
  readonly tag: number;
  readonly value: Bytes;
}

const NAME = 'BER-TLV';

/** Reads one object at `offset`; `next` is the offset behind it. */
export function parseTlv(source: Bytes, offset = 0): (Tlv & { readonly next: number }) | WireError {
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
  return { tag, value: source.subarray(at, at + length), next: at + length };
}

/** Reads objects one after another to the end of the source. */
export function parseTlvs(source: Bytes): readonly Tlv[] | WireError {
  const list: Tlv[] = [];
  for (let at = 0; at < source.length;) {
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
  return concat(emitTag(tag), emitLength(length), ...parts);
}

export function emitTag(tag: number): Bytes {
  if (tag > 0xffff) return bytes(tag >> 16, (tag >> 8) & 0xff, tag & 0xff);
  return tag > 0xff ? bytes(tag >> 8, tag & 0xff) : bytes(tag);
}

/** The shortest definite length, as DER asks. */
export function emitLength(length: number): Bytes {
  if (length < 0x80) return bytes(length);
  if (length < 0x100) return bytes(0x81, length);
  if (length < 0x10000) return bytes(0x82, length >> 8, length & 0xff);
  return bytes(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}
