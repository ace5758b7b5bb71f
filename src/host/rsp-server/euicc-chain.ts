/** The certificates of an eUICC and of its manufacturer, as a server checks them. [SGP22 §5.6.3] */
import { type Bytes, equal, isWireError } from '../../base/index.ts';
import { checkCertificate, type CheckedCertificate, isProblem } from '../../device/index.ts';
import type { Failure } from '../../wire/es9/index.ts';
import {
  ATTRIBUTE,
  type Certificate,
  EXTENSION,
  findExtension,
  type Name,
  parseAuthorityKeyIdentifier,
  parseCertificate,
  parsePermittedNames,
} from '../../wire/x509/index.ts';
import type { ServerIssuer } from '../pki/index.ts';
import { isFailure, refused, type ServerParts } from './parts.ts';
import type { EuiccKey } from './signature.ts';

export interface CheckedEuicc extends EuiccKey {
  /** 32 digits. */
  readonly eid: string;
  readonly issuer: ServerIssuer;
}

export interface EuiccCertificates {
  readonly euiccCertificate: Bytes;
  readonly eumCertificate: Bytes;
}

type Subject = 'eumCertificate' | 'euiccCertificate';

export function checkEuicc(
  parts: ServerParts,
  { euiccCertificate, eumCertificate }: EuiccCertificates,
): CheckedEuicc | Failure {
  const issuer = issuerOf(parts, eumCertificate);
  if (isFailure(issuer)) return issuer;
  const eum = checkOne(parts, eumCertificate, { issuer, subject: 'eumCertificate' });
  if (isFailure(eum)) return eum;
  const own = checkOne(parts, euiccCertificate, { issuer: eum, subject: 'euiccCertificate' });
  if (isFailure(own)) return own;
  const eid = attributeOf(own.certificate.subject, ATTRIBUTE.serialNumber);
  if (eid === undefined || !/^\d{32}$/.test(eid))
    return refused('euiccCertificate', 'verificationFailed', 'it names no EID');
  if (!isPermitted(eum.certificate, own.certificate))
    return refused('euiccCertificate', 'verificationFailed', 'the EUM may not certify its name');
  return { curve: own.curve, publicKey: own.publicKey, eid, issuer };
}

/** The issuer that the manufacturer's certificate names. */
function issuerOf({ identities }: ServerParts, eum: Bytes): ServerIssuer | Failure {
  const certificate = parseCertificate(eum);
  if (isWireError(certificate))
    return refused('eumCertificate', 'verificationFailed', 'it is no certificate');
  const found = findExtension(certificate.extensions, EXTENSION.authorityKeyIdentifier);
  const keyId = found && parseAuthorityKeyIdentifier(found.value);
  if (keyId === undefined || isWireError(keyId))
    return refused('eumCertificate', 'verificationFailed', 'it does not name its issuer');
  const known = identities.find(({ issuer }) => equal(issuer.keyId, keyId));
  return (
    known?.issuer ?? refused('ciPublicKey', 'unknown', 'the issuer of the EUM is not trusted here')
  );
}

interface Check {
  readonly issuer: Pick<ServerIssuer, 'keyId' | 'curve' | 'publicKey'>;
  readonly subject: Subject;
}

function checkOne(
  { crypto, now }: ServerParts,
  source: Bytes,
  { issuer, subject }: Check,
): CheckedCertificate | Failure {
  const roles = [subject === 'eumCertificate' ? ('eum' as const) : ('euicc' as const)];
  const checked = checkCertificate(crypto, source, { issuer, roles });
  if (isProblem(checked)) return refused(subject, 'verificationFailed', checked.why);
  const { notBefore, notAfter } = checked.certificate;
  const time = now();
  if (time >= notBefore && time <= notAfter) return checked;
  return refused(subject, 'expired', `it is valid from ${notBefore} to ${notAfter}`);
}

/** Equal attributes; a serial number is a prefix of the EID. [SGP22 §4.5.2.1.0.2] */
function isPermitted(eum: Certificate, euicc: Certificate): boolean {
  const found = findExtension(eum.extensions, EXTENSION.nameConstraints);
  if (found === undefined) return true;
  const permitted = parsePermittedNames(found.value);
  if (isWireError(permitted)) return false;
  return permitted.some((name) =>
    name.every(({ type, value }) => {
      const own = attributeOf(euicc.subject, type);
      return type === ATTRIBUTE.serialNumber ? own?.startsWith(value) === true : own === value;
    }),
  );
}

function attributeOf(name: Name, type: string): string | undefined {
  return name.find((one) => one.type === type)?.value;
}
