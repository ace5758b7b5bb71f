/** Certificate revocation lists of version 2. [RFC5280 §5.1] */
import { type Bytes, bytes, readBigEndian, type WireError } from '../../base/index.ts';
import { DerReader, type Timestamp, UNIVERSAL } from '../asn1/index.ts';
import { emitTlv } from '../index.ts';
import { emitExtensions, type Extension, readExtensions } from './extensions.ts';
import { emitName, type Name, readName } from './names.ts';
import {
  type AlgorithmIdentifier,
  emitAlgorithm,
  emitTime,
  parseSigned,
  readAlgorithm,
  readInteger,
  readTime,
  type Signed,
} from './signed.ts';

export interface RevokedCertificate {
  /** An INTEGER of the shortest form. */
  readonly serialNumber: Bytes;
  readonly date: Timestamp;
  readonly extensions: readonly Extension[];
}

export interface RevocationListContent {
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly issuer: Name;
  readonly thisUpdate: Timestamp;
  readonly nextUpdate: Timestamp | undefined;
  readonly revoked: readonly RevokedCertificate[];
  readonly extensions: readonly Extension[];
}

export type RevocationList = RevocationListContent & Signed;

export const CRL_EXTENSION = {
  crlNumber: '2.5.29.20',
  /** The list states changes, of a list with this number or a later one. [RFC5280 §5.2.4] */
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  /** A list in parts: how many there are, and which this one is. [SGP22 §4.6.2] */
  totalPartialCrlNumber: '2.23.146.1.2.0.2',
  partialCrlNumber: '2.23.146.1.2.0.3',
} as const;

/** Extensions of one entry of a list. [RFC5280 §5.3] */
export const CRL_ENTRY_EXTENSION = {
  reasonCode: '2.5.29.21',
  /** When the revoked certificate expires. [SGP22 §4.6.2] */
  expirationDate: '2.23.146.1.2.0.1',
} as const;

/** The reason of an entry that takes a certificate off the list. [RFC5280 §5.3.1] */
export const REMOVE_FROM_CRL = 8;

const CODEC = 'CRL';
const VERSION_2 = 1;
const EXTENSIONS_TAG = 0xa0;
const DISTRIBUTION_POINT = 0xa0;

export function parseRevocationList(source: Bytes): RevocationList | WireError {
  return parseSigned(source, { codec: CODEC, what: 'a CRL', readContent });
}

function readContent(reader: DerReader): RevocationListContent {
  const [version] = reader.value(UNIVERSAL.integer, 'a version');
  if (version !== VERSION_2) reader.reject('version 2', version ?? 'none');
  const signatureAlgorithm = readAlgorithm(reader);
  const issuer = readName(reader);
  const thisUpdate = readTime(reader);
  const isTime = reader.next(UNIVERSAL.utcTime) || reader.next(UNIVERSAL.generalizedTime);
  const nextUpdate = isTime ? readTime(reader) : undefined;
  const revoked: RevokedCertificate[] = [];
  if (reader.next(UNIVERSAL.sequence)) {
    const list = reader.inside(UNIVERSAL.sequence, 'revoked certificates');
    while (!list.done) {
      const one = list.inside(UNIVERSAL.sequence, 'a revoked certificate');
      revoked.push({
        serialNumber: readInteger(one, 'a serial number'),
        date: readTime(one),
        extensions: one.done ? [] : readExtensions(one),
      });
    }
  }
  const extensions = reader.done ? [] : readExtensions(reader.inside(EXTENSIONS_TAG, 'extensions'));
  reader.end();
  return { signatureAlgorithm, issuer, thisUpdate, nextUpdate, revoked, extensions };
}

/** What is signed. */
export function emitRevocationListContent(content: RevocationListContent): Bytes {
  const { revoked, nextUpdate } = content;
  const entries = revoked.map(({ serialNumber, date, extensions }) =>
    emitTlv(
      UNIVERSAL.sequence,
      emitTlv(UNIVERSAL.integer, serialNumber),
      emitTime(date),
      extensions.length === 0 ? bytes() : emitExtensions(extensions),
    ),
  );
  return emitTlv(
    UNIVERSAL.sequence,
    emitTlv(UNIVERSAL.integer, bytes(VERSION_2)),
    emitAlgorithm(content.signatureAlgorithm),
    emitName(content.issuer),
    emitTime(content.thisUpdate),
    nextUpdate === undefined ? bytes() : emitTime(nextUpdate),
    entries.length === 0 ? bytes() : emitTlv(UNIVERSAL.sequence, ...entries),
    content.extensions.length === 0
      ? bytes()
      : emitTlv(EXTENSIONS_TAG, emitExtensions(content.extensions)),
  );
}

/** Longest number of a list that is read, in bytes. */
const NUMBER_LENGTH_MAX = 6;

/** The value of an extension that is one number: of the list, of its parts. [RFC5280 §5.2.3] */
export function parseExtensionNumber(value: Bytes): number | WireError {
  const reader = DerReader.of('CRL number', value);
  const number = readInteger(reader, 'a number');
  reader.end();
  if (number.length > NUMBER_LENGTH_MAX || (number[0] ?? 0) >= 0x80)
    reader.reject(`a number of at most ${NUMBER_LENGTH_MAX} bytes`, number.length);
  return reader.error ?? readBigEndian(number);
}

/** [RFC5280 §5.3.1] */
export function parseReasonCode(value: Bytes): number | WireError {
  const reader = DerReader.of('CRL reason', value);
  const reason = reader.value(UNIVERSAL.enumerated, 'a reason');
  reader.end();
  if (reason.length !== 1) reader.reject('a reason of one byte', reason.length);
  return reader.error ?? readBigEndian(reason);
}

/** Whether a list is of all certificates of its issuer, by all reasons. [RFC5280 §5.2.5] */
export function isOfAllCertificates(issuingDistributionPoint: Bytes): boolean | WireError {
  const reader = DerReader.of('issuing distribution point', issuingDistributionPoint);
  const inside = reader.inside(UNIVERSAL.sequence, 'an issuing distribution point');
  reader.end();
  if (inside.next(DISTRIBUTION_POINT)) inside.whole('the name of a distribution point');
  const isOfAll = inside.done;
  return reader.error ?? isOfAll;
}
