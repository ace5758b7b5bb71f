/**
 * Signatures of remote provisioning: r and s one after the other, with SHA-256, which is the hash
 * of both its curves. [SGP22 §2.6.7.2]
 */
import { type Bytes, concat } from '../../base/index.ts';
import { type Crypto, signContent, verifyContent } from '../../crypto/index.ts';
import type { KeyCurve } from '../../wire/x509/index.ts';
import type { ServerKey } from '../pki/index.ts';
import type { ServerParts } from './parts.ts';

export function signAs(
  parts: Pick<ServerParts, 'crypto' | 'rng'>,
  { curve, key }: ServerKey,
  ...message: readonly Bytes[]
): Bytes {
  const signer = { kind: 'ecc', curve: parts.crypto.curve(curve), key } as const;
  return signContent(parts, signer, concat(...message));
}

export interface EuiccKey {
  readonly curve: KeyCurve;
  readonly publicKey: Bytes;
}

export function isSigned(
  crypto: Crypto,
  { curve, publicKey }: EuiccKey,
  { signature, message }: { readonly signature: Bytes; readonly message: Bytes },
): boolean {
  const key = { kind: 'ecc', curve: crypto.curve(curve), point: publicKey } as const;
  return verifyContent(crypto, key, { data: message, signature });
}
