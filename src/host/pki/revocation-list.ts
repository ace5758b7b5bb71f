/** Lists of revoked certificates as issuers sign them: whole, parts, changes. [SGP22 §4.6.2] */
import { type Bytes, unhex } from '../../base/index.ts';
import {
  CRL_ENTRY_EXTENSION,
  CRL_EXTENSION,
  ECDSA_WITH_SHA256,
  emitEcdsaSignature,
  emitKeyIdentifiers,
  emitRevocationListContent,
  emitSigned,
  EXTENSION,
  type Extension,
} from '../../wire/x509/index.ts';
import { type Certified, keyIdentifier, type PkiParts, sign } from './issue.ts';

export type ListSigner = Pick<Certified, 'curve' | 'key' | 'publicKey' | 'subject'>;

export interface RevocationListOptions {
  /** Up to 127. */
  readonly number: number;
  /** Serial numbers. */
  readonly revoked: readonly Bytes[];
  /** Taken off, in a list of changes. */
  readonly removed?: readonly Bytes[];
  /** Which part of how many. */
  readonly part?: readonly [number, number];
  /** The number of the list that it states changes of. */
  readonly base?: number;
  /** Whose signature it has, where that is not the issuer's. */
  readonly signedBy?: Pick<Certified, 'curve' | 'key'>;
  readonly more?: readonly Extension[];
}

const plain = (type: string, value: Bytes): Extension => ({ type, critical: false, value });
const critical = (type: string, value: Bytes): Extension => ({ type, critical: true, value });
const integer = (number: number): Bytes => unhex(`0201${number.toString(16).padStart(2, '0')}`);

const date = '20260101000000';
const REMOVED = plain(CRL_ENTRY_EXTENSION.reasonCode, unhex('0A0108'));

export function revocationList(
  parts: PkiParts,
  issuer: ListSigner,
  options: RevocationListOptions,
): Bytes {
  const { number, revoked, removed = [], part, base, signedBy = issuer, more = [] } = options;
  const authority = keyIdentifier(parts.crypto, issuer.publicKey);
  const signatureAlgorithm = { algorithm: ECDSA_WITH_SHA256, parameters: undefined };
  const signed = emitRevocationListContent({
    signatureAlgorithm,
    issuer: issuer.subject,
    thisUpdate: date,
    nextUpdate: undefined,
    revoked: [
      ...revoked.map((serialNumber) => ({ serialNumber, date, extensions: [] })),
      ...removed.map((serialNumber) => ({ serialNumber, date, extensions: [REMOVED] })),
    ],
    extensions: [
      plain(
        EXTENSION.authorityKeyIdentifier,
        emitKeyIdentifiers({ subject: authority, authority }).authority,
      ),
      plain(CRL_EXTENSION.crlNumber, integer(number)),
      ...(part === undefined
        ? []
        : [
            critical(CRL_EXTENSION.partialCrlNumber, integer(part[0])),
            critical(CRL_EXTENSION.totalPartialCrlNumber, integer(part[1])),
          ]),
      ...(base === undefined ? [] : [critical(CRL_EXTENSION.deltaCrlIndicator, integer(base))]),
      ...more,
    ],
  });
  const signature = emitEcdsaSignature(sign(parts, signedBy, signed));
  return emitSigned({ signed, signatureAlgorithm, signature });
}
