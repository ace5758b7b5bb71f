/** A list of revoked certificates as an issuer signs it, in one part. [SGP22 §4.6.2] */
import { type Bytes, unhex } from '../../base/index.ts';
import {
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
  /** Whose signature it is, where that is not the issuer's. */
  readonly signedBy?: Pick<Certified, 'curve' | 'key'>;
  readonly more?: readonly Extension[];
}

const DATE = '20260101000000';

const plain = (type: string, value: Bytes): Extension => ({ type, critical: false, value });

export function revocationList(
  parts: PkiParts,
  issuer: ListSigner,
  { number, revoked, signedBy = issuer, more = [] }: RevocationListOptions,
): Bytes {
  const authority = keyIdentifier(parts.crypto, issuer.publicKey);
  const signatureAlgorithm = { algorithm: ECDSA_WITH_SHA256, parameters: undefined };
  const signed = emitRevocationListContent({
    signatureAlgorithm,
    issuer: issuer.subject,
    thisUpdate: DATE,
    nextUpdate: undefined,
    revoked: revoked.map((serialNumber) => ({ serialNumber, date: DATE })),
    extensions: [
      plain(
        EXTENSION.authorityKeyIdentifier,
        emitKeyIdentifiers({ subject: authority, authority }).authority,
      ),
      plain(CRL_EXTENSION.crlNumber, unhex(`0201${number.toString(16).padStart(2, '0')}`)),
      ...more,
    ],
  });
  const signature = emitEcdsaSignature(sign(parts, signedBy, signed));
  return emitSigned({ signed, signatureAlgorithm, signature });
}
