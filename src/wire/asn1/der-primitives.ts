/** Types without components. [X.690 §8.2] [X.690 §8.7] [X.690 §8.8] [X.690 §8.19] */
import {
  type Bytes,
  bigEndian,
  EMPTY,
  fail,
  hex,
  isWireError,
  readBigEndian,
  utf8,
  type WireError,
} from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { type DerElement, type DerType, type TagNumber, tagBytes } from './der-type.ts';
import { emitObjectIdentifier, parseObjectIdentifier } from './object-identifier.ts';
import { UNIVERSAL } from './universal.ts';
import { strictUtf8 } from './utf8-string.ts';

interface Content<T> {
  readonly name: string;
  parse(element: DerElement): T | WireError;
  emit(value: T): Bytes;
  xml(value: T): string;
}

interface Size {
  readonly min?: number;
  readonly max?: number;
}

/** Contents of 1 to 4 bytes: up to 2^31 - 1. */
const INTEGER_LENGTH_MAX = 4;

export function octetString(size: Size = {}, name = 'OCTET STRING'): DerType<Bytes> {
  const { min = 0, max } = size;
  return primitive(UNIVERSAL.octetString, {
    name,
    parse: ({ content, start }) =>
      content.length >= min && content.length <= (max ?? content.length)
        ? content
        : fail('DER', start, { expected: sizeText(min, max), got: content.length }),
    emit: (value) => value,
    xml: (value) => Array.from(value, (byte) => hex(Uint8Array.of(byte))).join(' '),
  });
}

/** An OCTET STRING of one length. */
export function octets(length: number): DerType<Bytes> {
  return octetString({ min: length, max: length });
}

/** A non-negative INTEGER. */
export function integer(max: number, name = 'INTEGER'): DerType<number> {
  return primitive(UNIVERSAL.integer, {
    name,
    parse({ content, start }) {
      const minimal = content.length < 2 || content[0] !== 0 || content[1]! >= 0x80;
      const short = content.length > 0 && content.length <= INTEGER_LENGTH_MAX;
      const value = readBigEndian(content);
      if (minimal && short && content[0]! < 0x80 && value <= max) return value;
      return fail('DER', start, { expected: `an INTEGER from 0 to ${max}`, got: hex(content) });
    },
    emit(value) {
      let length = 1;
      while (value >= 2 ** (8 * length - 1)) length++;
      return bigEndian(value, length);
    },
    xml: String,
  });
}

export type Null = null;

export const NULL: DerType<Null> = primitive(UNIVERSAL.null, {
  name: 'NULL',
  parse: ({ content, start }) =>
    content.length === 0 ? null : fail('DER', start, { expected: '0 bytes', got: content.length }),
  emit: () => EMPTY,
  xml: () => '',
});

export const OBJECT_IDENTIFIER: DerType<string> = primitive<string>(UNIVERSAL.objectIdentifier, {
  name: 'OBJECT IDENTIFIER',
  parse({ content, start }) {
    const dotted = parseObjectIdentifier(content);
    return isWireError(dotted)
      ? { ...dotted, codec: 'DER', offset: start + dotted.offset }
      : dotted;
  },
  emit: emitObjectIdentifier,
  xml: (value) => value,
});

/** UTF8String; the size counts characters. [X.690 §8.23] */
export function utf8String(size: Size): DerType<string> {
  const { min = 0, max } = size;
  const name = 'UTF8String';
  return primitive(UNIVERSAL.utf8String, {
    name,
    parse({ content, start }) {
      const text = strictUtf8(content);
      if (text === undefined)
        return fail('DER', start, { expected: 'UTF-8 text', got: hex(content) });
      const count = [...text].length;
      const fits = count >= min && count <= (max ?? count);
      return fits ? text : fail('DER', start, { expected: sizeText(min, max), got: count });
    },
    emit: utf8,
    xml: escapeXml,
  });
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (mark) =>
    mark === '&' ? '&amp;' : mark === '<' ? '&lt;' : '&gt;',
  );
}

function primitive<T>(tag: number, of: Content<T>, tagged = false): DerType<T> {
  return {
    name: of.name,
    tagged,
    accepts: (other) => other === tag,
    parse: (element) => of.parse(element),
    emit: (value) => emitTlv(tag, of.emit(value)),
    under: (number: TagNumber) => primitive(tagBytes(number, false), of, true),
    xml: (value) => of.xml(value),
  };
}

function sizeText(min: number, max: number | undefined): string {
  if (max === undefined) return `${min} or more`;
  return min === max ? `a size of ${min}` : `a size of ${min} to ${max}`;
}
