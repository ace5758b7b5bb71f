/** The pure implementation of the crypto provider, on audited primitives where there are any. */
import { aes } from './aes.ts';
import { des } from './des.ts';
import { edwards } from './edwards.ts';
import { hash } from './hashes.ts';
import { montgomery } from './montgomery.ts';
import type { Crypto } from './provider.ts';
import { isProbablePrime } from './prime.ts';
import { modPow } from './rsa.ts';
import { curve } from './short-weierstrass.ts';

export const pureCrypto: Crypto = {
  aes,
  des,
  hash,
  curve,
  montgomery,
  edwards,
  modPow,
  isProbablePrime,
};
