/** Revocation lists of the tests' issuers. */
import { type Bytes, isWireError, unhex } from '../../src/base/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import { keyIdentifier, sign, type TestBranch } from '../../src/host/pki/index.ts';
import {
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
  readonly signedBy?: TestBranch['ci'];
  readonly more?: readonly Extension[];
}

const plain = (type: string, value: Bytes): Extension => ({ type, critical: false, value });

export function revocationList(
  { ci }: TestBranch,
  { number, revoked, signedBy = ci, more = [] }: ListOptions,
): Bytes {
  const authority = keyIdentifier(pureCrypto, ci.publicKey);
  const signatureAlgorithm = { algorithm: ECDSA_WITH_SHA256, parameters: undefined };
  const signed = emitRevocationListContent({
    signatureAlgorithm,
    issuer: ci.subject,
    thisUpdate: '20260101000000',
    nextUpdate: undefined,
    revoked: revoked.map((serialNumber) => ({ serialNumber, date: '20260101000000' })),
    extensions: [
      plain(
        EXTENSION.authorityKeyIdentifier,
        emitKeyIdentifiers({ subject: authority, authority }).authority,
      ),
      plain(CRL_EXTENSION.crlNumber, unhex(`0201${number.toString(16).padStart(2, '0')}`)),
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
