/** Extensions of certificates. [RFC5280 §4.2] */
import { type Bytes, bytes, concat, type WireError } from '../../base/index.ts';
import { DerReader, emitNamedBits, UNIVERSAL } from '../asn1/index.ts';
import { emitTlv } from '../index.ts';
import { emitOid, readOid } from './names.ts';

export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

export interface Extension {
  readonly type: string;
  readonly critical: boolean;
  /** The content of its OCTET STRING. */
  readonly value: Bytes;
}

const TRUE = 0xff;

/** A type stands once; false, the default of `critical`, is not written. [X.690 §11.5] */
export function readExtensions(reader: DerReader): readonly Extension[] {
  const sequence = reader.inside(UNIVERSAL.sequence, 'extensions');
  reader.end();
  const list: Extension[] = [];
  while (!sequence.done) {
    const one = sequence.inside(UNIVERSAL.sequence, 'an extension');
    const type = readOid(one, 'the type of an extension');
    const critical = one.next(UNIVERSAL.boolean);
    if (critical && one.value(UNIVERSAL.boolean, 'critical')[0] !== TRUE)
      one.reject('critical: true', 'false');
    const value = one.value(UNIVERSAL.octetString, 'the value of an extension');
    one.end();
    if (list.some((other) => other.type === type)) one.reject(`one extension ${type}`, 'two');
    list.push({ type, critical, value });
  }
  return list;
}

export function emitExtensions(list: readonly Extension[]): Bytes {
  return emitTlv(
    UNIVERSAL.sequence,
    ...list.map(({ type, critical, value }) =>
      emitTlv(
        UNIVERSAL.sequence,
        emitOid(type),
        critical ? emitTlv(UNIVERSAL.boolean, bytes(TRUE)) : bytes(),
        emitTlv(UNIVERSAL.octetString, value),
      ),
    ),
  );
}

export function findExtension(list: readonly Extension[], type: string): Extension | undefined {
  return list.find((one) => one.type === type);
}

/** Bits of the key usage. [RFC5280 §4.2.1.3] */
export const KEY_USAGE = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  crlSign: 6,
} as const;

/** Numbers of the bits that are set. */
export function parseKeyUsage(value: Bytes): readonly number[] | WireError {
  const reader = DerReader.of('key usage', value);
  const [unused = 0, ...field] = reader.value(UNIVERSAL.bitString, 'key usage');
  reader.end();
  if (reader.error) return reader.error;
  const bits = field.flatMap((byte, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].flatMap((bit) => ((byte & (0x80 >> bit)) !== 0 ? [8 * at + bit] : [])),
  );
  const last = bits.at(-1);
  const isShortest =
    last === undefined ? field.length === 0 : 8 * field.length - unused === last + 1;
  if (!isShortest) reader.reject('no zero bits at the end', `${unused} unused bits`);
  return reader.error ?? bits;
}

export interface BasicConstraints {
  readonly ca: boolean;
  /** How many further authorities may follow. */
  readonly pathLength: number | undefined;
}

export function parseBasicConstraints(value: Bytes): BasicConstraints | WireError {
  const reader = DerReader.of('basic constraints', value);
  const inside = reader.inside(UNIVERSAL.sequence, 'basic constraints');
  reader.end();
  const ca = inside.next(UNIVERSAL.boolean);
  if (ca && inside.value(UNIVERSAL.boolean, 'ca')[0] !== TRUE) inside.reject('ca: true', 'false');
  const length = inside.done ? undefined : inside.value(UNIVERSAL.integer, 'a path length');
  if (length && (length.length !== 1 || length[0]! > 0x7f))
    inside.reject('a path length of 0 to 127', length.length);
  inside.end();
  return reader.error ?? { ca, pathLength: length?.[0] };
}

export function parseSubjectKeyIdentifier(value: Bytes): Bytes | WireError {
  const reader = DerReader.of('subject key identifier', value);
  const identifier = reader.value(UNIVERSAL.octetString, 'a key identifier');
  reader.end();
  return reader.error ?? identifier;
}

const KEY_IDENTIFIER_TAG = 0x80;

/** The key identifier, where there is one; name and serial number of the issuer are skipped. */
export function parseAuthorityKeyIdentifier(value: Bytes): Bytes | undefined | WireError {
  const reader = DerReader.of('authority key identifier', value);
  const inside = reader.inside(UNIVERSAL.sequence, 'an authority key identifier');
  reader.end();
  const identifier = inside.next(KEY_IDENTIFIER_TAG)
    ? inside.value(KEY_IDENTIFIER_TAG, 'a key identifier')
    : undefined;
  while (!inside.done) inside.whole('an element');
  return reader.error ?? identifier;
}

/** The identifiers of the policies; their qualifiers are skipped. */
export function parseCertificatePolicies(value: Bytes): readonly string[] | WireError {
  const reader = DerReader.of('certificate policies', value);
  const inside = reader.inside(UNIVERSAL.sequence, 'certificate policies');
  reader.end();
  const policies: string[] = [];
  while (!inside.done) {
    const one = inside.inside(UNIVERSAL.sequence, 'a policy');
    policies.push(readOid(one, 'a policy'));
    while (!one.done) one.whole('a qualifier');
  }
  return reader.error ?? policies;
}

export function emitKeyIdentifiers(keys: { readonly subject: Bytes; readonly authority: Bytes }): {
  readonly subject: Bytes;
  readonly authority: Bytes;
} {
  return {
    subject: emitTlv(UNIVERSAL.octetString, keys.subject),
    authority: emitTlv(UNIVERSAL.sequence, emitTlv(KEY_IDENTIFIER_TAG, concat(keys.authority))),
  };
}

/** The values of extensions of one element each. [RFC5280 §4.2.1] */
export function emitKeyUsage(bits: readonly number[]): Bytes {
  return emitNamedBits(UNIVERSAL.bitString, bits);
}

export function emitBasicConstraints({ ca, pathLength }: BasicConstraints): Bytes {
  return emitTlv(
    UNIVERSAL.sequence,
    ca ? emitTlv(UNIVERSAL.boolean, bytes(TRUE)) : bytes(),
    pathLength === undefined ? bytes() : emitTlv(UNIVERSAL.integer, bytes(pathLength)),
  );
}

export function emitCertificatePolicies(policies: readonly string[]): Bytes {
  const list = policies.map((one) => emitTlv(UNIVERSAL.sequence, emitOid(one)));
  return emitTlv(UNIVERSAL.sequence, ...list);
}
