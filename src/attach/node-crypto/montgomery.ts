/** X25519 and X448. [RFC7748 §5] */
import { diffieHellman, type KeyObject } from 'node:crypto';
import type { Bytes } from '../../base/index.ts';
import { assertMontgomery, type Montgomery } from '../../crypto/index.ts';
import { plain } from './plain.ts';
import { rawPrivateKey, rawPublicKey } from './raw-keys.ts';

export function nodeMontgomery(name: 'x25519' | 'x448'): Montgomery {
  return (scalar, u) => {
    assertMontgomery(name, scalar);
    if (u.length !== scalar.length) return undefined;
    return product(rawPrivateKey(name, scalar), rawPublicKey(name, u));
  };
}

/** OpenSSL refuses to give a product of zero. */
function product(privateKey: KeyObject, publicKey: KeyObject): Bytes | undefined {
  try {
    return plain(diffieHellman({ privateKey, publicKey }));
  } catch {
    return undefined;
  }
}
