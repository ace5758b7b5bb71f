/** Signatures of remote provisioning: SHA-256, r and s one after the other. [SGP22 §2.6.7.2] */
import type { Bytes, Rng, Secret } from '../../base/index.ts';
import { type Crypto, signContent, verifyContent } from '../../crypto/index.ts';
import type { KeyCurve } from '../../wire/x509/index.ts';
import type { IssuerKey } from './check-certificate.ts';

export interface OwnKey {
  readonly curve: KeyCurve;
  readonly key: Secret;
}

export function signData(
  { crypto, rng }: { readonly crypto: Crypto; readonly rng: Rng },
  { curve, key }: OwnKey,
  data: Bytes,
): Bytes {
  const own = { kind: 'ecc', curve: crypto.curve(curve), key: key.reveal() } as const;
  return signContent({ crypto, rng }, own, data);
}

/** Whether a certified key made the signature of the data. */
export function isSignatureOf(
  crypto: Crypto,
  { curve, publicKey }: Pick<IssuerKey, 'curve' | 'publicKey'>,
  claim: { readonly signature: Bytes; readonly data: Bytes },
): boolean {
  const key = { kind: 'ecc', curve: crypto.curve(curve), point: publicKey } as const;
  return verifyContent(crypto, key, claim);
}
