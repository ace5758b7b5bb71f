/** The certificates and keys of a folder, in any layout. [SGP22 §4.5.2] */
import { type Bytes, equal, hex, isWireError } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import {
  ATTRIBUTE,
  type Certificate,
  CERTIFICATE_ROLE,
  type CertificateRole,
  curveOfKey,
  EXTENSION,
  findExtension,
  type KeyCurve,
  parseAuthorityKeyIdentifier,
  parseCertificate,
  parseCertificatePolicies,
  parseEcPrivateKey,
  parseSubjectKeyIdentifier,
} from '../../wire/x509/index.ts';

export interface FoundCertificate {
  readonly der: Bytes;
  readonly certificate: Certificate;
  readonly curve: KeyCurve;
  readonly role: CertificateRole;
  readonly keyId: Bytes;
  /** The identifier of its issuer's key. */
  readonly authority: Bytes | undefined;
}

export interface ReadCertificates {
  readonly certificates: readonly FoundCertificate[];
  /** The private key of one, where the folder has it. */
  readonly keyOf: (found: FoundCertificate) => Bytes | undefined;
}

/** What is neither a certificate of a role nor a key of the curves is passed over. */
export function readCertificates(crypto: Crypto, files: readonly Bytes[]): ReadCertificates {
  const certificates = distinct(files.flatMap((der) => readCertificate(der) ?? []));
  const keys = files.flatMap((der) => {
    const key = parseEcPrivateKey(der);
    if (isWireError(key)) return [];
    return [{ ...key, publicKey: crypto.curve(key.curve).publicKey(key.key) }];
  });
  return {
    certificates,
    keyOf: ({ curve, certificate }) =>
      keys.find((one) => one.curve === curve && equal(one.publicKey, certificate.publicKey))?.key,
  };
}

export function isBelow({ authority }: FoundCertificate, issuer: FoundCertificate): boolean {
  return authority !== undefined && equal(authority, issuer.keyId);
}

function readCertificate(der: Bytes): FoundCertificate | undefined {
  const certificate = parseCertificate(der);
  if (isWireError(certificate)) return undefined;
  const { extensions } = certificate;
  const read = <T>(type: string, parse: (value: Bytes) => T) => {
    const found = findExtension(extensions, type);
    return found && parse(found.value);
  };
  const policies = read(EXTENSION.certificatePolicies, parseCertificatePolicies);
  const keyId = read(EXTENSION.subjectKeyIdentifier, parseSubjectKeyIdentifier);
  const authority = read(EXTENSION.authorityKeyIdentifier, parseAuthorityKeyIdentifier);
  const curve = curveOfKey(certificate.keyAlgorithm);
  if (curve === undefined || policies === undefined || isWireError(policies)) return undefined;
  if (keyId === undefined || isWireError(keyId)) return undefined;
  const role = (Object.keys(CERTIFICATE_ROLE) as readonly CertificateRole[]).find((one) =>
    policies.includes(CERTIFICATE_ROLE[one]),
  );
  if (role === undefined) return undefined;
  const signer = authority === undefined || isWireError(authority) ? undefined : authority;
  return { der, certificate, curve, role, keyId, authority: signer };
}

function distinct(list: readonly FoundCertificate[]): readonly FoundCertificate[] {
  return list.filter((one, at) => list.findIndex(({ der }) => equal(der, one.der)) === at);
}

export function attributeOf({ certificate }: FoundCertificate, type: string): string | undefined {
  return certificate.subject.find((one) => one.type === type)?.value;
}

export function titleOf(found: FoundCertificate): string {
  return attributeOf(found, ATTRIBUTE.commonName) ?? hex(found.keyId);
}
