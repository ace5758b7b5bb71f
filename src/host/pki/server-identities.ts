/** What a server proves who it is with, one for each issuer. [SGP22 §4.5.2.1] */
import { type Bytes, isWireError } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import {
  type CertificateRole,
  EXTENSION,
  findExtension,
  type KeyCurve,
  parseRegisteredId,
} from '../../wire/x509/index.ts';
import { type FoundCertificate, isBelow, readCertificates } from './read-certificates.ts';

/** A certificate with its private key. */
export interface ServerKey {
  readonly certificate: Bytes;
  readonly key: Bytes;
  readonly curve: KeyCurve;
  /** The object identifier among its alternative names. */
  readonly oid: string | undefined;
}

export interface ServerIssuer {
  /** Identifier of its key. */
  readonly keyId: Bytes;
  readonly curve: KeyCurve;
  readonly publicKey: Bytes;
  readonly certificate: Bytes;
  /** Where the folder has it: with it come certificates that are wrong in one thing. */
  readonly key: Bytes | undefined;
}

export interface ServerIdentity {
  readonly issuer: ServerIssuer;
  /** CERT.DPauth or CERT.DSauth. */
  readonly auth: ServerKey;
  /** CERT.DPpb, of an SM-DP+ alone. */
  readonly binding: ServerKey | undefined;
  /** CERT.DP.TLS or CERT.DS.TLS. */
  readonly tls: ServerKey | undefined;
}

export type ServerKind = 'dp' | 'ds';

/** In the order in which the issuers were found; without CERT.XXauth and its key there is none. */
export function serverIdentities(
  crypto: Crypto,
  { files, kind }: { readonly files: readonly Bytes[]; readonly kind: ServerKind },
): readonly ServerIdentity[] {
  const { certificates, keyOf } = readCertificates(crypto, files);
  const withKey = (ci: FoundCertificate, role: CertificateRole): ServerKey | undefined => {
    for (const one of certificates) {
      const key = one.role === role && isBelow(one, ci) ? keyOf(one) : undefined;
      if (key === undefined) continue;
      return { certificate: one.der, key, curve: one.curve, oid: oidOf(one) };
    }
    return undefined;
  };
  return certificates.flatMap((ci): readonly ServerIdentity[] => {
    const auth = ci.role === 'ci' ? withKey(ci, `${kind}-auth`) : undefined;
    if (auth === undefined) return [];
    const { keyId, curve, der, certificate } = ci;
    const { publicKey } = certificate;
    const issuer = { keyId, curve, publicKey, certificate: der, key: keyOf(ci) };
    const binding = kind === 'dp' ? withKey(ci, 'dp-pb') : undefined;
    return [{ issuer, auth, binding, tls: withKey(ci, `${kind}-tls`) }];
  });
}

function oidOf({ certificate }: FoundCertificate): string | undefined {
  const found = findExtension(certificate.extensions, EXTENSION.subjectAltName);
  const oid = found && parseRegisteredId(found.value);
  return oid === undefined || isWireError(oid) ? undefined : oid;
}
