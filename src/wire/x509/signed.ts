/**
 * What certificates and revocation lists have in common: a content, the algorithm that signs it,
 * the signature; and the elements of their contents. [RFC5280 §4.1.1] [RFC5280 §5.1.1]
 */
import { type Bytes, bytes, isWireError, type WireError } from '../../base/index.ts';
import {
  DerReader,
  emitAsn1Time,
  parseAsn1Time,
  type Timestamp,
  UNIVERSAL,
} from '../asn1/index.ts';
import { emitTlv } from '../index.ts';
import { emitOid, readOid } from './names.ts';

export interface AlgorithmIdentifier {
  readonly algorithm: string;
  /** One whole element, where the algorithm has parameters: for a key the curve's identifier. */
  readonly parameters: Bytes | undefined;
}

export interface Signed {
  /** What was signed, as it stands in the source. */
  readonly signed: Bytes;
  readonly signature: Bytes;
}

export interface SignedType<T> {
  readonly codec: string;
  /** With its article, for errors. */
  readonly what: string;
  readContent(reader: DerReader): T;
}

/** Offsets of errors count from the start of the source. */
export function parseSigned<T extends { readonly signatureAlgorithm: AlgorithmIdentifier }>(
  source: Bytes,
  { codec, what, readContent }: SignedType<T>,
): (T & Signed) | WireError {
  const reader = DerReader.of(codec, source);
  const outer = reader.inside(UNIVERSAL.sequence, what);
  reader.end();
  const signed = outer.whole(`the content of ${what}`);
  const outerAlgorithm = readAlgorithm(outer);
  const signature = readBits(outer, 'a signature');
  outer.end();
  if (reader.error) return reader.error;
  const inner = DerReader.of(codec, signed);
  const content = readContent(inner.inside(UNIVERSAL.sequence, `the content of ${what}`));
  const { error } = inner;
  if (error) return { ...error, offset: error.offset + signed.byteOffset - source.byteOffset };
  if (!sameAlgorithm(content.signatureAlgorithm, outerAlgorithm)) {
    outer.reject('one signature algorithm', 'two');
    return reader.error!;
  }
  return { ...content, signed, signature };
}

/** A certificate or a revocation list from its content and the signature. */
export function emitSigned(
  parts: Signed & { readonly signatureAlgorithm: AlgorithmIdentifier },
): Bytes {
  const { signed, signatureAlgorithm, signature } = parts;
  return emitTlv(
    UNIVERSAL.sequence,
    signed,
    emitAlgorithm(signatureAlgorithm),
    emitBits(signature),
  );
}

export function readAlgorithm(reader: DerReader): AlgorithmIdentifier {
  const inside = reader.inside(UNIVERSAL.sequence, 'an algorithm');
  const algorithm = readOid(inside, 'an algorithm');
  const parameters = inside.done ? undefined : inside.whole('parameters');
  inside.end();
  return { algorithm, parameters };
}

export function emitAlgorithm({ algorithm, parameters }: AlgorithmIdentifier): Bytes {
  return emitTlv(UNIVERSAL.sequence, emitOid(algorithm), parameters ?? bytes());
}

function sameAlgorithm(one: AlgorithmIdentifier, other: AlgorithmIdentifier): boolean {
  return String(emitAlgorithm(one)) === String(emitAlgorithm(other));
}

/** An INTEGER of the shortest form. [X.690 §8.3.2] */
export function readInteger(reader: DerReader, what: string): Bytes {
  const value = reader.value(UNIVERSAL.integer, what);
  const [first, second] = value;
  const isLong =
    second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (first === undefined || isLong) reader.reject(`the shortest form of ${what}`, value.length);
  return value;
}

/** A BIT STRING of whole bytes. */
export function readBits(reader: DerReader, what: string): Bytes {
  const value = reader.value(UNIVERSAL.bitString, what);
  if (value[0] !== 0) reader.reject(`${what} of whole bytes`, `${value[0] ?? 'no'} unused bits`);
  return value.subarray(1);
}

export function emitBits(value: Bytes): Bytes {
  return emitTlv(UNIVERSAL.bitString, bytes(0), value);
}

export function readTime(reader: DerReader): Timestamp {
  const form = reader.next(UNIVERSAL.utcTime) ? 'utc' : 'generalized';
  const tag = form === 'utc' ? UNIVERSAL.utcTime : UNIVERSAL.generalizedTime;
  const time = parseAsn1Time(reader.value(tag, 'a time'), form);
  if (!isWireError(time)) return time;
  reader.reject(time.expected, time.got);
  return '';
}

export function emitTime(time: Timestamp): Bytes {
  const { form, content } = emitAsn1Time(time);
  return emitTlv(form === 'utc' ? UNIVERSAL.utcTime : UNIVERSAL.generalizedTime, content);
}
