/** The faults of a server by their names, as the command line takes them. */
import { bytes, type Bytes, concat, hex, HostError, isWireError } from '../../base/index.ts';
import {
  type Certificate,
  CERTIFICATE_ROLE,
  CRL_EXTENSION,
  ECDSA_WITH_SHA256,
  emitEcdsaSignature,
  emitRevocationListContent,
  emitSigned,
  EXTENSION,
  findExtension,
  parseCertificate,
  parseCertificatePolicies,
} from '../../wire/x509/index.ts';
import { locateTlv } from '../../wire/index.ts';
import { certify, type ServerIdentity, type ServerKey, sign } from '../pki/index.ts';
import { NO_FAULTS, type ServerFaults, spoiled } from './faults.ts';
import type { ServerParts } from './parts.ts';

interface FaultParts extends Pick<ServerParts, 'crypto' | 'rng' | 'now' | 'identities'> {
  /** Lists of revoked certificates that the LPA is to load. */
  readonly lists: Bytes[];
}

interface NamedFault {
  /** In words. */
  readonly what: string;
  /** What its number counts, where it takes one. */
  readonly counts?: string;
  readonly make: (parts: FaultParts, number: number) => Partial<ServerFaults>;
}

export const FAULTS = {
  'wrong-signature': {
    what: 'the signature of serverSigned1 is wrong',
    make: () => ({ signature1: spoiled }),
  },
  'wrong-signature-2': {
    what: 'the signature of smdpSigned2 is wrong',
    make: () => ({ signature2: spoiled }),
  },
  'wrong-package-signature': {
    what: 'the signature of InitialiseSecureChannel is wrong',
    make: () => ({ packageSignature: spoiled }),
  },
  'replayed-challenge': {
    what: 'serverSigned1 has the challenge of the session before',
    make: () => ({ euiccChallenge: replaying() }),
  },
  'expired-certificate': {
    what: 'the certificate of the server is of a year that is over',
    make: (parts) => ({ authentication: reissuing(parts, EXPIRED) }),
  },
  'revoked-certificate': {
    what: 'the certificate of the server is in a list of revoked ones',
    make: (parts) => ({ authentication: revoking(parts) }),
  },
  'wrong-certificate': {
    what: 'the server proves who it is with a certificate for another purpose',
    make: () => ({ authentication: ({ auth, binding, tls }) => binding ?? tls ?? auth }),
  },
  'mac-error': {
    what: 'the MAC of segment N of a bound package is wrong',
    counts: 'segments from 1',
    make: (_parts, number) => ({
      segment: (segment, at) => (at === number ? spoiled(segment) : segment),
    }),
  },
  'lost-notification': {
    what: 'notifications get no answer',
    make: () => ({ answersNotifications: false }),
  },
  'unknown-element': {
    what: 'a mandated element of a later edition is in the profile',
    make: () => ({ profile: withUnknownElement }),
  },
  slow: {
    what: 'each answer takes N milliseconds',
    counts: 'milliseconds',
    make: (_parts, number) => ({ delayMs: number }),
  },
} as const satisfies Readonly<Record<string, NamedFault>>;
export type FaultName = keyof typeof FAULTS;

/** `NAME` or `NAME:N`; `undefined` for another text. */
export function parseFault(text: string): { name: FaultName; number: number } | undefined {
  const [, name = '', digits] = /^([a-z0-9-]+)(?::(\d{1,9}))?$/.exec(text) ?? [];
  if (!Object.hasOwn(FAULTS, name)) return undefined;
  const fault: NamedFault = FAULTS[name as FaultName];
  if ((fault.counts === undefined) !== (digits === undefined)) return undefined;
  return { name: name as FaultName, number: Number(digits ?? 0) };
}

export interface MadeFaults {
  readonly faults: ServerFaults;
  readonly lists: readonly Bytes[];
}

/**
 * Several at once, each on its own thing. Throws `HostError` INPUT_INVALID where a certificate
 * cannot be made.
 */
export function makeFaults(
  parts: Omit<FaultParts, 'lists'>,
  named: readonly { readonly name: FaultName; readonly number: number }[],
): MadeFaults {
  const lists: Bytes[] = [];
  let faults = NO_FAULTS;
  for (const { name, number } of named) {
    const fault: NamedFault = FAULTS[name];
    faults = { ...faults, ...fault.make({ ...parts, lists }, number) };
  }
  return { faults, lists };
}

const EXPIRED = { notBefore: '20200101000000', notAfter: '20201231235959' } as const;

function replaying(): ServerFaults['euiccChallenge'] {
  let before: Bytes | undefined;
  return (challenge) => {
    const replayed = before ?? new Uint8Array(challenge.length);
    before = challenge;
    return replayed;
  };
}

function noIssuerKey(): HostError {
  const what = 'a certificate that is wrong in one thing needs the private key of its issuer';
  return new HostError('INPUT_INVALID', what, 'give a folder of: bifrons pki init');
}

/** Another certificate over the same key. Needs the issuer's key. */
function reissued(
  { crypto, rng }: FaultParts,
  { auth, issuer }: ServerIdentity,
  validity?: { readonly notBefore: string; readonly notAfter: string },
): ServerKey {
  const own = parseCertificate(auth.certificate);
  const ci = parseCertificate(issuer.certificate);
  if (issuer.key === undefined || isWireError(own) || isWireError(ci)) throw noIssuerKey();
  const subject = {
    name: own.subject,
    policy: policyOf(own),
    usage: 'data',
    ...(auth.oid === undefined ? {} : { oid: auth.oid }),
    ...(validity === undefined ? {} : { validity }),
  } as const;
  const { curve, publicKey, key } = issuer;
  const certificate = certify(
    { crypto, rng },
    {
      subject,
      own: { curve: auth.curve, publicKey: own.publicKey },
      issuer: { curve, publicKey, key, subject: ci.subject },
    },
  );
  return { ...auth, certificate };
}

/** What the certificate is for; one of a server has a policy. */
function policyOf({ extensions }: Certificate): string {
  const found = findExtension(extensions, EXTENSION.certificatePolicies);
  const policies = found && parseCertificatePolicies(found.value);
  const [policy = CERTIFICATE_ROLE['dp-auth']] =
    policies === undefined || isWireError(policies) ? [] : policies;
  return policy;
}

function reissuing(parts: FaultParts, validity: typeof EXPIRED): ServerFaults['authentication'] {
  return inPlace(parts.identities.map((one) => [one, reissued(parts, one, validity)]));
}

function revoking(parts: FaultParts): ServerFaults['authentication'] {
  const made = parts.identities.map((one) => [one, reissued(parts, one)] as const);
  for (const [identity, key] of made) parts.lists.push(revocationList(parts, identity, key));
  return inPlace(made);
}

/** By issuer. */
function inPlace(
  made: readonly (readonly [ServerIdentity, ServerKey])[],
): ServerFaults['authentication'] {
  const byIssuer = new Map(made.map(([{ issuer }, key]) => [hex(issuer.keyId), key]));
  return ({ issuer, auth }) => byIssuer.get(hex(issuer.keyId)) ?? auth;
}

const CRL_NUMBER = bytes(0x02, 0x01, 0x01);

/** In one part. [SGP22 §4.6.2] */
function revocationList(
  { crypto, rng, now }: FaultParts,
  { issuer }: ServerIdentity,
  { certificate }: ServerKey,
): Bytes {
  const own = parseCertificate(certificate);
  const ci = parseCertificate(issuer.certificate);
  const { key, curve } = issuer;
  if (key === undefined || isWireError(own) || isWireError(ci)) throw noIssuerKey();
  const signatureAlgorithm = { algorithm: ECDSA_WITH_SHA256, parameters: undefined };
  const date = now();
  const number = (type: string) => ({ type, critical: true, value: CRL_NUMBER });
  const signed = emitRevocationListContent({
    signatureAlgorithm,
    issuer: ci.subject,
    thisUpdate: date,
    nextUpdate: '20491231235959',
    revoked: [{ serialNumber: own.serialNumber, date, extensions: [] }],
    extensions: [
      { ...number(CRL_EXTENSION.crlNumber), critical: false },
      number(CRL_EXTENSION.totalPartialCrlNumber),
      number(CRL_EXTENSION.partialCrlNumber),
    ],
  });
  const signature = emitEcdsaSignature(sign({ crypto, rng }, { curve, key }, signed));
  return emitSigned({ signed, signatureAlgorithm, signature });
}

/** Tag BF64 with a header: mandated, number 999. */
const UNKNOWN_ELEMENT = bytes(
  ...[0xbf, 0x64, 0x08, 0xa0, 0x06, 0x80, 0x00, 0x81, 0x02, 0x03, 0xe7],
);

function withUnknownElement(upp: Bytes): Bytes {
  const header = locateTlv(upp);
  if (isWireError(header)) return concat(UNKNOWN_ELEMENT, upp);
  const { next } = header;
  return concat(upp.subarray(0, next), UNKNOWN_ELEMENT, upp.subarray(next));
}
