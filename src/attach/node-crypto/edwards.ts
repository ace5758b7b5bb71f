/**
 * Ed25519 and Ed448. OpenSSL compares points of Ed448 in another group than the pure provider,
 * which decides what a hostile key verifies; so that one is left to the pure provider.
 */
import { createPublicKey, sign, verify } from 'node:crypto';
import {
  assertEdwardsKey,
  type Edwards,
  isCanonicalEd25519,
  pureCrypto,
} from '../../crypto/index.ts';
import { plain } from './plain.ts';
import { rawPrivateKey, rawPublicKey } from './raw-keys.ts';

export function nodeEdwards(name: 'ed25519' | 'ed448'): Edwards {
  const pure = pureCrypto.edwards(name);
  const { keyLength, signatureLength } = pure;
  return {
    keyLength,
    signatureLength,
    publicKey(key) {
      assertEdwardsKey(name, key);
      const publicKey = createPublicKey(rawPrivateKey(name, key));
      return plain(publicKey.export({ format: 'der', type: 'spki' }).subarray(-keyLength));
    },
    sign(key, message) {
      assertEdwardsKey(name, key);
      return plain(sign(null, message, rawPrivateKey(name, key)));
    },
    verify(claim) {
      if (name === 'ed448') return pure.verify(claim);
      const { publicKey, message, signature } = claim;
      if (publicKey.length !== keyLength || signature.length !== signatureLength) return false;
      if (!isCanonicalEd25519(publicKey)) return false;
      return verify(null, message, rawPublicKey(name, publicKey), signature);
    },
  };
}
