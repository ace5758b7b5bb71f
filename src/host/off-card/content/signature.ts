/** What makes tokens and DAPs under one key. [GPCS §C.3] [GPCS §C.4] */
import type { Bytes, Rng } from '../../../base/index.ts';
import { type Crypto, signContent, type SigningKey } from '../../../crypto/index.ts';

/** Makes signatures under one key. */
export type Signer = (data: Bytes) => Bytes;

export function signerOf(crypto: Crypto, rng: Rng, key: SigningKey): Signer {
  return (data) => signContent({ crypto, rng }, key, data);
}
