/** Signatures of remote provisioning: SHA-256, r and s one after the other. [SGP22 §2.6.7.2] */
import { type Bytes, concat, type Rng, type Secret } from '../../base/index.ts';
import { type Crypto, signEcdsa } from '../../crypto/index.ts';
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
  const digest = crypto.hash('sha256').digest(data);
  const { r, s } = signEcdsa(crypto.curve(curve), rng, { key: key.reveal(), digest });
  return concat(r, s);
}

/** Whether a certified key made the signature of the data. */
export function isSignatureOf(
  crypto: Crypto,
  { curve, publicKey }: Pick<IssuerKey, 'curve' | 'publicKey'>,
  { signature, data }: { readonly signature: Bytes; readonly data: Bytes },
): boolean {
  const used = crypto.curve(curve);
  const length = used.domain.orderLength;
  if (signature.length !== 2 * length) return false;
  const [r, s] = [signature.subarray(0, length), signature.subarray(length)];
  return used.verify({ publicKey, hash: 'sha256', message: data, r, s });
}
