/** Certificates of remote provisioning as an issuer makes them. [SGP22 §4.5.2] */
import { type Bytes, bytes, concat, type Rng } from '../../base/index.ts';
import { type Crypto, generateEcKey, signEcdsa } from '../../crypto/index.ts';
import {
  ATTRIBUTE,
  ecAlgorithm,
  ECDSA_WITH_SHA256,
  emitBasicConstraints,
  emitAlternativeNames,
  emitCertificateContent,
  emitCertificatePolicies,
  emitEcdsaSignature,
  emitKeyIdentifiers,
  emitKeyUsage,
  emitPermittedNames,
  emitSigned,
  EXTENSION,
  type Extension,
  KEY_USAGE,
  type KeyCurve,
  type Name,
} from '../../wire/x509/index.ts';

export interface PkiParts {
  readonly crypto: Crypto;
  readonly rng: Rng;
}

/** A key pair and, once it is certified, its certificate in DER. */
export interface Certified {
  readonly curve: KeyCurve;
  readonly key: Bytes;
  /** Uncompressed. */
  readonly publicKey: Bytes;
  readonly subject: Name;
  readonly certificate: Bytes;
}

/** What a certificate states of its subject. */
export interface Subject {
  readonly name: Name;
  /** Object identifier of its role. */
  readonly policy: string;
  readonly usage: 'issuer' | 'data' | 'tls';
  /** Of an issuer: how many further issuers may follow. */
  readonly pathLength?: number;
  readonly permitted?: readonly Name[];
  readonly oid?: string;
  readonly dns?: string;
  /** Digits from the year to the second; of tests where it is absent. */
  readonly validity?: { readonly notBefore: string; readonly notAfter: string };
}

/** Certificates of tests are valid as long as the calendar of UTCTime goes. */
const NOT_BEFORE = '20260101000000';
const NOT_AFTER = '20491231235959';
const SERIAL_LENGTH = 8;
const UTF8 = 0x0c;
const PRINTABLE = 0x13;
/** TLS of a server and of a client. [RFC5280 §4.2.1.12] */
const EXTENDED_KEY_USAGE = bytes(
  ...[0x30, 0x14, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
  ...[0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02],
);

/** A name of attributes, one each; numbers and countries are printable strings. */
export function nameOf(attributes: Partial<Record<keyof typeof ATTRIBUTE, string>>): Name {
  return Object.entries(attributes).map(([name, value]) => ({
    type: ATTRIBUTE[name as keyof typeof ATTRIBUTE],
    tag: name === 'country' || name === 'serialNumber' ? PRINTABLE : UTF8,
    value,
  }));
}

/** Makes a key pair and certifies it; without an issuer, by itself. */
export function issue(
  parts: PkiParts,
  subject: Subject,
  by: { readonly curve: KeyCurve; readonly issuer?: Certified | undefined },
): Certified {
  const { crypto, rng } = parts;
  const pair = generateEcKey(crypto.curve(by.curve), rng);
  const own = { curve: by.curve, ...pair, subject: subject.name };
  const issuer = by.issuer ?? own;
  return { ...own, certificate: certify(parts, { subject, own, issuer }) };
}

type Signer = Pick<Certified, 'curve' | 'key' | 'publicKey' | 'subject'>;

/** A certificate over a public key that is there already. */
export function certify(
  { crypto, rng }: PkiParts,
  of: {
    readonly subject: Subject;
    readonly own: Pick<Certified, 'curve' | 'publicKey'>;
    readonly issuer: Signer;
  },
): Bytes {
  const { subject, own, issuer } = of;
  const signatureAlgorithm = { algorithm: ECDSA_WITH_SHA256, parameters: undefined };
  const serial = rng.bytes(SERIAL_LENGTH);
  serial[0] = (serial[0]! & 0x3f) | 0x40;
  const signed = emitCertificateContent({
    serialNumber: serial,
    signatureAlgorithm,
    issuer: issuer.subject,
    notBefore: subject.validity?.notBefore ?? NOT_BEFORE,
    notAfter: subject.validity?.notAfter ?? NOT_AFTER,
    subject: subject.name,
    keyAlgorithm: ecAlgorithm(own.curve),
    publicKey: own.publicKey,
    extensions: extensionsOf(subject, {
      subject: keyIdentifier(crypto, own.publicKey),
      authority: keyIdentifier(crypto, issuer.publicKey),
    }),
  });
  const signature = emitEcdsaSignature(sign({ crypto, rng }, issuer, signed));
  return emitSigned({ signed, signatureAlgorithm, signature });
}

/** ECDSA with SHA-256. */
export function sign(
  { crypto, rng }: PkiParts,
  { curve, key }: Pick<Certified, 'curve' | 'key'>,
  ...message: readonly Bytes[]
): { readonly r: Bytes; readonly s: Bytes } {
  const digest = crypto.hash('sha256').digest(...message);
  return signEcdsa(crypto.curve(curve), rng, { key, digest });
}

/** The SHA-1 of the bits of the key. [RFC5280 §4.2.1.2] */
export function keyIdentifier(crypto: Crypto, publicKey: Bytes): Bytes {
  return crypto.hash('sha1').digest(publicKey);
}

function extensionsOf(
  { policy, usage, pathLength, permitted, oid, dns }: Subject,
  keys: { readonly subject: Bytes; readonly authority: Bytes },
): readonly Extension[] {
  const identifiers = emitKeyIdentifiers(keys);
  const bits =
    usage === 'issuer' ? [KEY_USAGE.keyCertSign, KEY_USAGE.crlSign] : [KEY_USAGE.digitalSignature];
  const list: Extension[] = [
    extension(EXTENSION.authorityKeyIdentifier, identifiers.authority),
    extension(EXTENSION.subjectKeyIdentifier, identifiers.subject),
    extension(EXTENSION.keyUsage, emitKeyUsage(bits), true),
    extension(EXTENSION.certificatePolicies, emitCertificatePolicies([policy]), true),
  ];
  if (usage === 'issuer') {
    const constraints = emitBasicConstraints({ ca: true, pathLength });
    list.push(extension(EXTENSION.basicConstraints, constraints, true));
  }
  if (usage === 'tls') list.push(extension(EXTENSION.extendedKeyUsage, EXTENDED_KEY_USAGE, true));
  if (oid !== undefined || dns !== undefined) {
    const names = emitAlternativeNames({ dns, registeredId: oid });
    list.push(extension(EXTENSION.subjectAltName, names));
  }
  if (permitted !== undefined)
    list.push(extension(EXTENSION.nameConstraints, emitPermittedNames(permitted), true));
  return list;
}

function extension(type: string, value: Bytes, critical = false): Extension {
  return { type, critical, value: concat(value) };
}
