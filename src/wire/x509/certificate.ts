/** X.509 certificates of version 3. [RFC5280 §4.1] */
import { type Bytes, bytes, concat, type WireError } from '../../base/index.ts';
import { type DerReader, type Timestamp, UNIVERSAL } from '../asn1/index.ts';
import { emitTlv } from '../index.ts';
import { emitExtensions, type Extension, readExtensions } from './extensions.ts';
import { emitName, type Name, readName } from './names.ts';
import {
  type AlgorithmIdentifier,
  emitAlgorithm,
  emitBits,
  emitTime,
  parseSigned,
  readAlgorithm,
  readBits,
  readInteger,
  readTime,
  type Signed,
} from './signed.ts';

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

export type Certificate = CertificateContent & Signed;

const CODEC = 'certificate';
const VERSION_TAG = 0xa0;
const EXTENSIONS_TAG = 0xa3;
const VERSION_3 = 2;

export function parseCertificate(source: Bytes): Certificate | WireError {
  return parseSigned(source, { codec: CODEC, what: 'a certificate', readContent });
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
