/** Revocation lists of the tests' issuers. */
import { type Bytes, isWireError, unhex } from '../../src/base/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import { keyIdentifier, sign, type TestBranch } from '../../src/host/pki/index.ts';
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
  parseCertificate,
} from '../../src/wire/x509/index.ts';
import { PKI_PARTS } from './trust.ts';

export interface ListOptions {
  readonly number: number;
  readonly revoked: readonly Bytes[];
  /** Taken off, in a list of changes. */
  readonly removed?: readonly Bytes[];
  /** Which part of how many. */
  readonly part?: readonly [number, number];
  /** The number of the list that it states changes of. */
  readonly base?: number;
  readonly signedBy?: TestBranch['ci'];
  readonly more?: readonly Extension[];
}

const plain = (type: string, value: Bytes): Extension => ({ type, critical: false, value });
const critical = (type: string, value: Bytes): Extension => ({ type, critical: true, value });
const integer = (number: number): Bytes => unhex(`0201${number.toString(16).padStart(2, '0')}`);

const date = '20260101000000';
const REMOVED = plain(CRL_ENTRY_EXTENSION.reasonCode, unhex('0A0108'));

export function revocationList(
  { ci }: TestBranch,
  { number, revoked, removed = [], part, base, signedBy = ci, more = [] }: ListOptions,
): Bytes {
  const authority = keyIdentifier(pureCrypto, ci.publicKey);
  const signatureAlgorithm = { algorithm: ECDSA_WITH_SHA256, parameters: undefined };
  const signed = emitRevocationListContent({
    signatureAlgorithm,
    issuer: ci.subject,
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
  const signature = emitEcdsaSignature(sign(PKI_PARTS, signedBy, signed));
  return emitSigned({ signed, signatureAlgorithm, signature });
}

export function serialNumberOf(certificate: Bytes): Bytes {
  const parsed = parseCertificate(certificate);
  if (isWireError(parsed)) throw new Error('no certificate');
  return parsed.serialNumber;
}
