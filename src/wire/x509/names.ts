/** Distinguished names. [RFC5280 §4.1.2.4] */
import { type Bytes, concat, hex, isWireError, utf8 } from '../../base/index.ts';
import {
  type DerReader,
  emitObjectIdentifier,
  parseObjectIdentifier,
  strictUtf8,
  UNIVERSAL,
} from '../asn1/index.ts';
import { emitTlv } from '../index.ts';

/** Types of attributes that certificates of the field use. */
export const ATTRIBUTE = {
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  country: '2.5.4.6',
  locality: '2.5.4.7',
  state: '2.5.4.8',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
} as const;

export interface NameAttribute {
  readonly type: string;
  /** Tag of the string: 0C UTF8String, 13 PrintableString. */
  readonly tag: number;
  readonly value: string;
}

/** Each relative name has one attribute, as certificates of the field do. */
export type Name = readonly NameAttribute[];

export function readName(reader: DerReader): Name {
  const sequence = reader.inside(UNIVERSAL.sequence, 'a name');
  const attributes: NameAttribute[] = [];
  while (!sequence.done) {
    const set = sequence.inside(UNIVERSAL.set, 'a relative name');
    const pair = set.inside(UNIVERSAL.sequence, 'an attribute');
    const type = readOid(pair, 'the type of an attribute');
    const tag = pair.next(UNIVERSAL.printableString)
      ? UNIVERSAL.printableString
      : pair.next(UNIVERSAL.ia5String)
        ? UNIVERSAL.ia5String
        : UNIVERSAL.utf8String;
    attributes.push({ type, tag, value: readText(pair, tag) });
    pair.end();
    set.end();
  }
  return attributes;
}

/** Other strings than UTF8String have one byte a character, below 80. */
function readText(reader: DerReader, tag: number): string {
  const value = reader.value(tag, 'a string');
  const isText = tag === UNIVERSAL.utf8String || value.every((byte) => byte < 0x80);
  const text = isText ? strictUtf8(value) : undefined;
  if (text === undefined) reader.reject('text', hex(value));
  return text ?? '';
}

export function emitName(name: Name): Bytes {
  return emitTlv(
    UNIVERSAL.sequence,
    ...name.map(({ type, tag, value }) => {
      const pair = concat(emitOid(type), emitTlv(tag, utf8(value)));
      return emitTlv(UNIVERSAL.set, emitTlv(UNIVERSAL.sequence, pair));
    }),
  );
}

export function readOid(reader: DerReader, what: string): string {
  const dotted = parseObjectIdentifier(reader.value(UNIVERSAL.objectIdentifier, what));
  if (!isWireError(dotted)) return dotted;
  reader.reject(dotted.expected, dotted.got);
  return '';
}

export function emitOid(dotted: string): Bytes {
  return emitTlv(UNIVERSAL.objectIdentifier, emitObjectIdentifier(dotted));
}
