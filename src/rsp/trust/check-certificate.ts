/**
 * The checks of one certificate against the key of its issuer. Validity is compared only where the
 * eUICC was given a time: a chip has no clock. [SGP22 §2.6.7] [SGP22 §4.5.2]
 */
import { type Bytes, describeWireError, equal, hex, isWireError } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import {
  type Certificate,
  CERTIFICATE_ROLE,
  type CertificateRole,
  curveOfKey,
  ECDSA_WITH_SHA256,
  EXTENSION,
  findExtension,
  KEY_USAGE,
  type KeyCurve,
  parseAuthorityKeyIdentifier,
  parseBasicConstraints,
  parseCertificate,
  parseCertificatePolicies,
  parseEcdsaSignature,
  parseKeyUsage,
  parseRegisteredId,
  parseSubjectKeyIdentifier,
} from '../../wire/x509/index.ts';

/** Who signs: the key of an issuer and its identifier. */
export interface IssuerKey {
  readonly curve: KeyCurve;
  /** An uncompressed point. */
  readonly publicKey: Bytes;
  readonly keyId: Bytes;
}

export interface CheckedCertificate extends IssuerKey {
  readonly role: CertificateRole;
  readonly certificate: Certificate;
  /** The object identifier among its alternative names. */
  readonly oid: string | undefined;
}

export interface CertificateProblem {
  readonly problem: 'certificate' | 'curve' | 'role';
  /** In words. */
  readonly why: string;
}

export interface CertificateChecks {
  readonly issuer: IssuerKey;
  readonly roles: readonly CertificateRole[];
  /** Digits from the year to the second; nothing where the eUICC has no time. */
  readonly time?: string | undefined;
  /** Whether the issuer has revoked a certificate with this serial number. [SGP22 §4.6] */
  readonly isRevoked?: ((serialNumber: Bytes) => boolean) | undefined;
  /** Whether it is signed with its own key, and need not name that. */
  readonly root?: boolean;
}

/** Critical extensions that are understood. [RFC5280 §4.2] */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  EXTENSION.keyUsage,
  EXTENSION.certificatePolicies,
  EXTENSION.basicConstraints,
  EXTENSION.nameConstraints,
  EXTENSION.subjectAltName,
  EXTENSION.extendedKeyUsage,
]);

export function isProblem(
  checked: CheckedCertificate | CertificateProblem,
): checked is CertificateProblem {
  return 'problem' in checked;
}

export function checkCertificate(
  crypto: Crypto,
  source: Bytes,
  checks: CertificateChecks,
): CheckedCertificate | CertificateProblem {
  const certificate = parseCertificate(source);
  if (isWireError(certificate)) return bad(describeWireError(certificate));
  const curve = curveOfKey(certificate.keyAlgorithm);
  if (curve === undefined || curve !== checks.issuer.curve)
    return { problem: 'curve', why: `its key is not on ${checks.issuer.curve}` };
  const { publicKey, notBefore, notAfter } = certificate;
  if (!crypto.curve(curve).isOnCurve(publicKey)) return bad('its key is no point of the curve');
  const facts = readFacts(certificate);
  if (typeof facts === 'string') return bad(facts);
  const { authority, keyId, policies, oid } = facts;
  const role = checks.roles.find((one) => policies.includes(CERTIFICATE_ROLE[one]));
  if (role === undefined)
    return { problem: 'role', why: `its policy is not that of ${checks.roles.join(' or ')}` };
  const why = usageProblem(facts, role);
  if (why !== undefined) return bad(why);
  const signer = authority ?? (checks.root === true ? keyId : undefined);
  if (signer === undefined || !equal(signer, checks.issuer.keyId))
    return bad(`its issuer is not the key ${hex(checks.issuer.keyId)}`);
  const { time } = checks;
  if (time !== undefined && (time < notBefore || time > notAfter))
    return bad(`it is valid from ${notBefore} to ${notAfter}, and the time is ${time}`);
  if (!isSignedBy(crypto, certificate, checks.issuer)) return bad('its signature is wrong');
  if (checks.isRevoked?.(certificate.serialNumber) === true) return bad('it is revoked');
  return { curve, publicKey, keyId, role, certificate, oid };
}

export interface SignedContent {
  readonly signed: Bytes;
  readonly signature: Bytes;
  readonly signatureAlgorithm: { readonly algorithm: string };
}

/** By ECDSA with SHA-256, which goes with curves of 256 bits. [SGP22 §2.6.7.2] */
export function isSignedBy(crypto: Crypto, content: SignedContent, issuer: IssuerKey): boolean {
  if (content.signatureAlgorithm.algorithm !== ECDSA_WITH_SHA256) return false;
  const curve = crypto.curve(issuer.curve);
  const numbers = parseEcdsaSignature(content.signature, curve.domain.orderLength);
  if (numbers === undefined) return false;
  const { publicKey } = issuer;
  return curve.verify({ publicKey, hash: 'sha256', message: content.signed, ...numbers });
}

interface Facts {
  readonly authority: Bytes | undefined;
  readonly keyId: Bytes;
  readonly usage: readonly number[];
  readonly isAuthority: boolean;
  readonly policies: readonly string[];
  readonly oid: string | undefined;
}

/** What the extensions state, or what is wrong with them. */
function readFacts({ extensions }: Certificate): Facts | string {
  const strange = extensions.find(({ type, critical }) => critical && !UNDERSTOOD.has(type));
  if (strange !== undefined) return `its critical extension ${strange.type} is not known`;
  const read = <T>(type: string, parse: (value: Bytes) => T) => {
    const found = findExtension(extensions, type);
    return found === undefined ? undefined : parse(found.value);
  };
  const authority = read(EXTENSION.authorityKeyIdentifier, parseAuthorityKeyIdentifier);
  const keyId = read(EXTENSION.subjectKeyIdentifier, parseSubjectKeyIdentifier);
  const usage = read(EXTENSION.keyUsage, parseKeyUsage);
  const constraints = read(EXTENSION.basicConstraints, parseBasicConstraints);
  const policies = read(EXTENSION.certificatePolicies, parseCertificatePolicies);
  const oid = read(EXTENSION.subjectAltName, parseRegisteredId);
  if (keyId === undefined) return 'it has no identifier of its key';
  if (usage === undefined) return 'it has no key usage';
  if (policies === undefined) return 'it has no policy';
  for (const one of [authority, keyId, usage, constraints, policies, oid]) {
    if (typeof one === 'object' && isWireError(one)) return describeWireError(one);
  }
  const isAuthority = constraints !== undefined && !isWireError(constraints) && constraints.ca;
  return { authority, keyId, usage, isAuthority, policies, oid } as Facts;
}

/** Issuers sign certificates, all others sign data. [SGP22 §4.5.2.1] */
function usageProblem({ usage, isAuthority }: Facts, role: CertificateRole): string | undefined {
  const issues = role === 'ci' || role === 'eum';
  if (issues !== isAuthority) return isAuthority ? 'it is an issuer' : 'it is no issuer';
  const needed = issues ? KEY_USAGE.keyCertSign : KEY_USAGE.digitalSignature;
  return usage.includes(needed) ? undefined : 'its key usage is another';
}

function bad(why: string): CertificateProblem {
  return { problem: 'certificate', why };
}
