/**
 * Messages made of ASN.1 types in context-tagged elements. Parsing takes BER, as clients send it;
 * unknown elements of a sequence are skipped, because its extensibility is implied. [X.690 §8]
 */
import {
  type Bytes,
  bigEndian,
  concat,
  EMPTY,
  fail,
  hex,
  isWireError,
  type WireError,
} from '../../base/index.ts';
import { findTlv, locateTlv, parseTlvs, type Tlv } from '../index.ts';

/** An open message: the codec that its errors name, and the source that offsets count from. */
export interface Reader {
  readonly codec: string;
  readonly source: Bytes;
  readonly elements: readonly Tlv[];
}

/** Opens a message: one object with this tag, nothing behind it. */
export function openMessage(codec: string, tag: number, source: Bytes): Reader | WireError {
  const outer = locateTlv(source);
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
  const elements = parseTlvs(source, outer.at);
  return isWireError(elements) ? elements : { codec, source, elements };
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
  return findTlv(reader.elements, tag) ?? missing(reader, tag);
}

export function missing(reader: Reader, tag: number): WireError {
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

/** Joins the parts that are there: optional elements are left out. */
export function present(...parts: readonly (Bytes | undefined)[]): Bytes {
  return concat(...parts.map((part) => part ?? EMPTY));
}
