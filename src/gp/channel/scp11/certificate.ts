/**
 * Certificates of hosts, in GlobalPlatform's format (7F21) or X.509: what the card needs of either.
 * A card has no clock, so periods of validity are not checked. [GPAmdF §6.2] [RFC5280 §4.1]
 */
import { type Bytes, bytes, concat, equal, isWireError } from '../../../base/index.ts';
import type { HashName } from '../../../crypto/index.ts';
import { emitTlv, findTlv, parseTlv, parseTlvs } from '../../../wire/index.ts';
import { CERTIFICATE_TAG } from '../../../wire/globalplatform/index.ts';
import {
  type Certificate,
  EXTENSION,
  findExtension,
  KEY_USAGE,
  parseAuthorityKeyIdentifier,
  parseCertificate,
  parseKeyUsage,
} from '../../../wire/x509/index.ts';

export interface HostCertificate {
  readonly serial: Bytes;
  /** Identifier of who signed it, where it says so. */
  readonly authority: Bytes | undefined;
  readonly usage: 'key-agreement' | 'authority';
  /** An uncompressed point. */
  readonly publicKey: Bytes;
  readonly signed: Bytes;
  /** An ECDSA signature in DER. */
  readonly signature: Bytes;
  /** As the certificate names it; `undefined` goes with the curve of the signer. */
  readonly hash: HashName | undefined;
}

const USAGE_KEY_AGREEMENT = bytes(0x00, 0x80);
const USAGE_SIGNATURE = bytes(0x82);

const SIGNATURE_HASHES: ReadonlyMap<string, HashName> = new Map<string, HashName>([
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
]);

/** The certificate, or why it is none. */
export function parseHostCertificate(source: Bytes): HostCertificate | string {
  return source[0] === 0x7f ? parseOwnFormat(source) : parseX509(source);
}

function parseOwnFormat(source: Bytes): HostCertificate | string {
  const outer = parseTlv(source);
  if (
    isWireError(outer) ||
    outer.tag !== CERTIFICATE_TAG.CERTIFICATE ||
    outer.next !== source.length
  ) {
    return 'no object 7F21';
  }
  const objects = parseTlvs(outer.value);
  if (isWireError(objects)) return 'the content of 7F21 is broken';
  const serial = findTlv(objects, CERTIFICATE_TAG.SERIAL);
  const usage = findTlv(objects, CERTIFICATE_TAG.KEY_USAGE);
  const key = parseTlvs(findTlv(objects, CERTIFICATE_TAG.KEY) ?? bytes());
  const publicKey = isWireError(key) ? undefined : findTlv(key, CERTIFICATE_TAG.POINT);
  const signature = findTlv(objects, CERTIFICATE_TAG.SIGNATURE);
  if (!serial || !usage || !publicKey || !signature) return 'an element of 7F21 is missing';
  const isAgreement = equal(usage, USAGE_KEY_AGREEMENT);
  if (!isAgreement && !equal(usage, USAGE_SIGNATURE)) return 'a key usage that is not known';
  return {
    serial,
    authority: findTlv(objects, CERTIFICATE_TAG.AUTHORITY),
    usage: isAgreement ? 'key-agreement' : 'authority',
    publicKey,
    signed: concat(
      ...objects
        .filter(({ tag }) => tag !== CERTIFICATE_TAG.SIGNATURE)
        .map(({ tag, value }) => emitTlv(tag, value)),
    ),
    signature,
    hash: undefined,
  };
}

function parseX509(source: Bytes): HostCertificate | string {
  const parsed = parseCertificate(source);
  if (isWireError(parsed)) return 'no X.509 certificate';
  const hash = SIGNATURE_HASHES.get(parsed.signatureAlgorithm.algorithm);
  if (hash === undefined) return 'no signature by ECDSA with SHA-2';
  const usage = usageOf(parsed);
  if (usage === undefined) return 'neither for key agreement nor for certificates';
  const named = findExtension(parsed.extensions, EXTENSION.authorityKeyIdentifier);
  const authority = named && parseAuthorityKeyIdentifier(named.value);
  return {
    serial: parsed.serialNumber,
    authority: authority === undefined || isWireError(authority) ? undefined : authority,
    usage,
    publicKey: parsed.publicKey,
    signed: parsed.signed,
    signature: parsed.signature,
    hash,
  };
}

function usageOf({ extensions }: Certificate): HostCertificate['usage'] | undefined {
  const found = findExtension(extensions, EXTENSION.keyUsage);
  const usage = found && parseKeyUsage(found.value);
  if (usage === undefined || isWireError(usage)) return undefined;
  if (usage.includes(KEY_USAGE.keyAgreement)) return 'key-agreement';
  return usage.includes(KEY_USAGE.keyCertSign) ? 'authority' : undefined;
}
