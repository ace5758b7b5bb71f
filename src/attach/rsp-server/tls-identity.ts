/** Certificates and keys as TLS of Node takes them. */
import type { ServerIdentity, ServerKey } from '../../host/pki/index.ts';
import { HostError, isWireError } from '../../base/index.ts';
import { emitEcPrivateKey, parseCertificate } from '../../wire/x509/index.ts';

/** In PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
}

export function tlsIdentity({ certificate, key, curve }: ServerKey): TlsIdentity {
  const parsed = parseCertificate(certificate);
  if (isWireError(parsed))
    throw new HostError('INPUT_INVALID', 'the TLS certificate does not read', 'give another');
  const der = emitEcPrivateKey({ curve, key }, parsed.publicKey);
  return { certificate: pem('CERTIFICATE', certificate), key: pem('EC PRIVATE KEY', der) };
}

/** On P-256 where there is one: clients of TLS seldom take brainpool curves. */
export function chooseTls(identities: readonly ServerIdentity[]): ServerKey | undefined {
  const all = identities.flatMap(({ tls }) => (tls === undefined ? [] : [tls]));
  return all.find(({ curve }) => curve === 'p256') ?? all[0];
}

/** The issuers, as anchors. */
export function trustAnchors(identities: readonly ServerIdentity[]): readonly string[] {
  return identities.map(({ issuer }) => pem('CERTIFICATE', issuer.certificate));
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
