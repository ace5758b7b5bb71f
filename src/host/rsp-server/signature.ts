/** Signatures of remote provisioning: r and s one after the other, SHA-256. [SGP22 §2.6.7.2] */
import { type Bytes, concat } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import type { KeyCurve } from '../../wire/x509/index.ts';
import { sign, type ServerKey } from '../pki/index.ts';
import type { ServerParts } from './parts.ts';

export function signAs(
  { crypto, rng }: Pick<ServerParts, 'crypto' | 'rng'>,
  { curve, key }: ServerKey,
  ...message: readonly Bytes[]
): Bytes {
  const { r, s } = sign({ crypto, rng }, { curve, key }, ...message);
  return concat(r, s);
}

export interface EuiccKey {
  readonly curve: KeyCurve;
  readonly publicKey: Bytes;
}

export function isSigned(
  crypto: Crypto,
  { curve: name, publicKey }: EuiccKey,
  { signature, message }: { readonly signature: Bytes; readonly message: Bytes },
): boolean {
  const curve = crypto.curve(name);
  const { orderLength } = curve.domain;
  if (signature.length !== 2 * orderLength) return false;
  const [r, s] = [signature.subarray(0, orderLength), signature.subarray(orderLength)];
  return curve.verify({ publicKey, hash: 'sha256', message, r, s });
}
