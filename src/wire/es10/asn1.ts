/**
 * The few ASN.1 types that ES10 messages are made of, in their DER coding; reading takes BER, as
 * clients send it. Unknown elements of a sequence are skipped: its extensibility is implied.
 * [X.690 §8] [SGP22 §2.6]
 */
import {
  type Bytes,
  bigEndian,
  bytes,
  concat,
  EMPTY,
  fail,
  fromUtf8,
  hex,
  isWireError,
  readBigEndian,
  type WireError,
} from '../../base/index.ts';
import { emitTlv, findTlv, parseTlv, parseTlvs, type Tlv } from '../tlv.ts';

/** Longest INTEGER these messages use, in bytes. */
const INTEGER_LENGTH_MAX = 6;

/** Major, minor, revision. */
export type VersionType = readonly [major: number, minor: number, revision: number];

export const UNIVERSAL = { octetString: 0x04, utf8String: 0x0c, sequence: 0x30 } as const;

/** What a message reader holds on to: which codec complains and where offsets count from. */
export interface Reader {
  readonly codec: string;
  readonly source: Bytes;
  readonly elements: readonly Tlv[];
}

/** Opens a message: one object with this tag, nothing behind it. */
export function openMessage(codec: string, tag: number, source: Bytes): Reader | WireError {
  const outer = parseTlv(source);
  if (isWireError(outer)) return outer;
  if (outer.tag !== tag) {
    return fail(codec, 0, { expected: `tag ${tagText(tag)}`, got: tagText(outer.tag) });
  }
  if (outer.next !== source.length) {
    return fail(codec, outer.next, {
      expected: 'the end',
      got: `${source.length - outer.next} bytes`,
    });
  }
  return openInside({ codec, source, elements: [] }, outer.value);
}

/** Opens a constructed element of a message; offsets keep counting from the message's start. */
export function openInside(reader: Reader, value: Bytes): Reader | WireError {
  const elements = parseTlvs(value);
  if (isWireError(elements)) return { ...elements, offset: elements.offset + at(reader, value) };
  return { codec: reader.codec, source: reader.source, elements };
}

/** The value of the first element with this tag. */
export function optional(reader: Reader, tag: number): Bytes | undefined {
  return findTlv(reader.elements, tag);
}

export function required(reader: Reader, tag: number): Bytes | WireError {
  const value = findTlv(reader.elements, tag);
  if (value !== undefined) return value;
  return fail(reader.codec, 0, { expected: `an element ${tagText(tag)}`, got: 'none' });
}

export function wrong(
  reader: Reader,
  value: Bytes,
  saying: { readonly expected: string; readonly got: string | number },
): WireError {
  return fail(reader.codec, at(reader, value), saying);
}

function at(reader: Reader, value: Bytes): number {
  return value.buffer === reader.source.buffer ? value.byteOffset - reader.source.byteOffset : 0;
}

export function tagText(tag: number): string {
  return hex(bigEndian(tag, tag > 0xffff ? 3 : tag > 0xff ? 2 : 1));
}

/** A byte string of `min` to `max` bytes. */
export function sized(
  reader: Reader,
  value: Bytes,
  range: { readonly min: number; readonly max: number },
): Bytes | WireError {
  if (value.length >= range.min && value.length <= range.max) return value;
  const expected =
    range.min === range.max ? `${range.min} bytes` : `${range.min} to ${range.max} bytes`;
  return wrong(reader, value, { expected, got: value.length });
}

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

export function parseVersion(reader: Reader, value: Bytes): VersionType | WireError {
  if (value.length !== 3)
    return wrong(reader, value, { expected: 'a version of 3 bytes', got: value.length });
  return [value[0]!, value[1]!, value[2]!];
}

export function emitVersion(tag: number, version: VersionType): Bytes {
  return emitTlv(tag, bytes(...version));
}

/** UTF-8 text of up to `max` bytes; damaged UTF-8 is an error. */
export function parseText(reader: Reader, value: Bytes, max: number): string | WireError {
  const fits = sized(reader, value, { min: 0, max });
  if (isWireError(fits)) return fits;
  const text = strictUtf8(value);
  return text ?? wrong(reader, value, { expected: 'UTF-8 text', got: hex(value) });
}

/** Text from UTF-8 without damaged, overlong or surrogate sequences, else `undefined`. */
function strictUtf8(value: Bytes): string | undefined {
  for (let i = 0; i < value.length;) {
    const lead = value[i]!;
    const extra =
      lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    if (extra < 0 || i + extra >= value.length) return undefined;
    const second = value[i + 1]!;
    if (lead === 0xe0 && second < 0xa0) return undefined;
    if (lead === 0xed && second > 0x9f) return undefined;
    if (lead === 0xf0 && second < 0x90) return undefined;
    if (lead === 0xf4 && second > 0x8f) return undefined;
    for (let k = 1; k <= extra; k++) if (value[i + k]! >> 6 !== 2) return undefined;
    i += extra + 1;
  }
  return fromUtf8(value);
}

/** Joins the parts that are there: optional elements are left out. */
export function present(...parts: readonly (Bytes | undefined)[]): Bytes {
  return concat(...parts.map((part) => part ?? EMPTY));
}
