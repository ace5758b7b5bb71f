/**
 * The crypto provider on `node:crypto`. Block ciphers are those of the pure provider: a call into
 * OpenSSL for each block costs more than the block. The bytes are the same under either provider.
 */
import { checkPrimeSync, createHash } from 'node:crypto';
import {
  type Crypto,
  type Hash,
  HASH_NAMES,
  type HashName,
  hashSizes,
  pureCrypto,
} from '../../crypto/index.ts';
import { nodeCurve } from './curve.ts';
import { nodeEdwards } from './edwards.ts';
import { nodeMontgomery } from './montgomery.ts';
import { nodeModPow } from './rsa.ts';
import { plain } from './plain.ts';

const HASHES = new Map<HashName, Hash>(HASH_NAMES.map((name) => [name, nodeHash(name)]));

export const nodeCrypto: Crypto = {
  aes: pureCrypto.aes,
  des: pureCrypto.des,
  hash: (name) => HASHES.get(name)!,
  curve: nodeCurve,
  montgomery: nodeMontgomery,
  edwards: nodeEdwards,
  modPow: nodeModPow,
  isProbablePrime: (candidate) => checkPrimeSync(candidate),
};

function nodeHash(name: HashName): Hash {
  return {
    ...hashSizes(name),
    digest: (...parts) => {
      const state = createHash(name);
      for (const part of parts) state.update(part);
      return plain(state.digest());
    },
  };
}
