/**
 * Certificates and keys from elsewhere, in any layout: what each is for is read from its policy,
 * and who signed it from its key identifiers. [SGP22 §4.5.2]
 */
import { type Bytes, equal, hex, isWireError } from '../../base/index.ts';
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
import type { PkiParts } from './issue.ts';
import { issueEuicc, PKI_CURVES } from './certificate-set.ts';

/** As a device description has it, in hexadecimal. */
export interface DescribedChain {
  readonly ci: string;
  readonly eum?: string;
  readonly euicc?: string;
  readonly key?: string;
}

export interface ImportedPki {
  /** One for each issuer, in the order in which they were found. */
  readonly chains: readonly DescribedChain[];
  /** What was done with each issuer, in words. */
  readonly steps: readonly string[];
}

interface Found {
  readonly der: Bytes;
  readonly certificate: Certificate;
  readonly curve: KeyCurve;
  readonly role: CertificateRole;
  readonly keyId: Bytes;
  readonly authority: Bytes | undefined;
}

/**
 * The chains for an eUICC, those on P-256 first: where there is no certificate with its EID, a new
 * one is issued with the manufacturer's key. What is neither a certificate nor a key of the curves
 * is passed over.
 */
export function importPki(
  parts: PkiParts,
  { files, eid }: { readonly files: readonly Bytes[]; readonly eid: string },
): ImportedPki {
  const certificates = distinct(files.flatMap((der) => readCertificate(der) ?? []));
  const keys = files.flatMap((der) => {
    const key = parseEcPrivateKey(der);
    return isWireError(key) ? [] : [key];
  });
  const keyOf = ({ curve, certificate }: Found): Bytes | undefined =>
    keys.find(
      (one) =>
        one.curve === curve &&
        equal(parts.crypto.curve(curve).publicKey(one.key), certificate.publicKey),
    )?.key;
  const steps: string[] = [];
  const chains = certificates
    .filter(({ role }) => role === 'ci')
    .toSorted((one, other) => PKI_CURVES.indexOf(one.curve) - PKI_CURVES.indexOf(other.curve))
    .map((ci): DescribedChain => {
      const chain = chainUnder(parts, { ci, certificates, keyOf, eid });
      steps.push(`${titleOf(ci)} on ${ci.curve}: ${chain.how}`);
      return { ci: hex(ci.der), ...chain.identity };
    });
  return { chains, steps };
}

interface Under {
  readonly ci: Found;
  readonly certificates: readonly Found[];
  readonly keyOf: (found: Found) => Bytes | undefined;
  readonly eid: string;
}

function chainUnder(
  parts: PkiParts,
  { ci, certificates, keyOf, eid }: Under,
): { readonly how: string; readonly identity?: Omit<DescribedChain, 'ci'> } {
  const below = (issuer: Found, role: CertificateRole): readonly Found[] =>
    certificates.filter(
      (one) =>
        one.role === role && one.authority !== undefined && equal(one.authority, issuer.keyId),
    );
  const manufacturers = below(ci, 'eum');
  for (const eum of manufacturers) {
    for (const euicc of below(eum, 'euicc')) {
      const key = keyOf(euicc);
      if (key === undefined || attributeOf(euicc, ATTRIBUTE.serialNumber) !== eid) continue;
      const identity = { eum: hex(eum.der), euicc: hex(euicc.der), key: hex(key) };
      return { how: 'a certificate with this EID is there', identity };
    }
  }
  for (const eum of manufacturers) {
    const key = keyOf(eum);
    if (key === undefined) continue;
    const { subject, publicKey } = eum.certificate;
    const organization = attributeOf(eum, ATTRIBUTE.organization) ?? '';
    const signer = { curve: eum.curve, key, publicKey, subject, certificate: eum.der };
    const made = issueEuicc(parts, signer, { eid, organization });
    const identity = { eum: hex(eum.der), euicc: hex(made.certificate), key: hex(made.key) };
    return { how: `a certificate was issued by ${titleOf(eum)}`, identity };
  }
  return { how: 'without a key of a manufacturer; it only verifies' };
}

function readCertificate(der: Bytes): Found | undefined {
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

function distinct(list: readonly Found[]): readonly Found[] {
  return list.filter((one, at) => list.findIndex(({ der }) => equal(der, one.der)) === at);
}

function attributeOf({ certificate }: Found, type: string): string | undefined {
  return certificate.subject.find((one) => one.type === type)?.value;
}

function titleOf(found: Found): string {
  return attributeOf(found, ATTRIBUTE.commonName) ?? hex(found.keyId);
}
