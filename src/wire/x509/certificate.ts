/** X.509 certificates of version 3. [RFC5280 §4.1] */
import { type Bytes, bytes, concat, isWireError, type WireError } from '../../base/index.ts';
import {
  DerReader,
  emitAsn1Time,
  parseAsn1Time,
  type Timestamp,
  UNIVERSAL,
} from '../asn1/index.ts';
import { emitTlv } from '../index.ts';
import { emitExtensions, type Extension, readExtensions } from './extensions.ts';
import { emitName, emitOid, type Name, readName, readOid } from './names.ts';

export interface AlgorithmIdentifier {
  readonly algorithm: string;
  /** One whole element, where the algorithm has parameters: for a key the curve's identifier. */
  readonly parameters: Bytes | undefined;
}

export interface CertificateContent {
  /** An INTEGER of the shortest form, big-endian. */
  readonly serialNumber: Bytes;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly issuer: Name;
  readonly notBefore: Timestamp;
  readonly notAfter: Timestamp;
  readonly subject: Name;
  readonly keyAlgorithm: AlgorithmIdentifier;
  /** The bits of the key, for a curve an encoded point. */
  readonly publicKey: Bytes;
  readonly extensions: readonly Extension[];
}

export interface Certificate extends CertificateContent {
  /** What was signed, as it stands in the certificate. */
  readonly signed: Bytes;
  readonly signature: Bytes;
}

const CODEC = 'certificate';
const VERSION_TAG = 0xa0;
const EXTENSIONS_TAG = 0xa3;
const VERSION_3 = 2;

export function parseCertificate(source: Bytes): Certificate | WireError {
  const reader = DerReader.of(CODEC, source);
  const outer = reader.inside(UNIVERSAL.sequence, 'a certificate');
  reader.end();
  const signed = outer.whole('the content of a certificate');
  const outerAlgorithm = readAlgorithm(outer);
  const signature = readBits(outer, 'a signature');
  outer.end();
  if (reader.error) return reader.error;
  const content = parseContent(source, signed);
  if (isWireError(content)) return content;
  if (!sameAlgorithm(content.signatureAlgorithm, outerAlgorithm)) {
    outer.reject('one signature algorithm', 'two');
    return reader.error!;
  }
  return { ...content, signed, signature };
}

/** Offsets count from the start of the certificate. */
function parseContent(source: Bytes, signed: Bytes): CertificateContent | WireError {
  const reader = DerReader.of(CODEC, signed);
  const content = readContent(reader.inside(UNIVERSAL.sequence, 'the content of a certificate'));
  const { error } = reader;
  return error
    ? { ...error, offset: error.offset + signed.byteOffset - source.byteOffset }
    : content;
}

function readContent(reader: DerReader): CertificateContent {
  const version = reader.inside(VERSION_TAG, 'a version');
  const [number] = version.value(UNIVERSAL.integer, 'a version');
  if (number !== VERSION_3) version.reject('version 3', number ?? 'none');
  version.end();
  const serialNumber = readInteger(reader, 'a serial number');
  const signatureAlgorithm = readAlgorithm(reader);
  const issuer = readName(reader);
  const validity = reader.inside(UNIVERSAL.sequence, 'a validity');
  const [notBefore, notAfter] = [readTime(validity), readTime(validity)];
  validity.end();
  const subject = readName(reader);
  const key = reader.inside(UNIVERSAL.sequence, 'a public key');
  const keyAlgorithm = readAlgorithm(key);
  const publicKey = readBits(key, 'the bits of a public key');
  key.end();
  const extensions = reader.done ? [] : readExtensions(reader.inside(EXTENSIONS_TAG, 'extensions'));
  reader.end();
  const names = { issuer, notBefore, notAfter, subject };
  return { serialNumber, signatureAlgorithm, ...names, keyAlgorithm, publicKey, extensions };
}

/** What is signed. */
export function emitCertificateContent(content: CertificateContent): Bytes {
  const { serialNumber, signatureAlgorithm, issuer, notBefore, notAfter, subject } = content;
  const key = concat(emitAlgorithm(content.keyAlgorithm), emitBits(content.publicKey));
  return emitTlv(
    UNIVERSAL.sequence,
    emitTlv(VERSION_TAG, emitTlv(UNIVERSAL.integer, bytes(VERSION_3))),
    emitTlv(UNIVERSAL.integer, serialNumber),
    emitAlgorithm(signatureAlgorithm),
    emitName(issuer),
    emitTlv(UNIVERSAL.sequence, emitTime(notBefore), emitTime(notAfter)),
    emitName(subject),
    emitTlv(UNIVERSAL.sequence, key),
    content.extensions.length === 0
      ? bytes()
      : emitTlv(EXTENSIONS_TAG, emitExtensions(content.extensions)),
  );
}

export function emitCertificate(certificate: {
  readonly signed: Bytes;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Bytes;
}): Bytes {
  const { signed, signatureAlgorithm, signature } = certificate;
  const parts = [signed, emitAlgorithm(signatureAlgorithm), emitBits(signature)];
  return emitTlv(UNIVERSAL.sequence, ...parts);
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

export function sameAlgorithm(one: AlgorithmIdentifier, other: AlgorithmIdentifier): boolean {
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
