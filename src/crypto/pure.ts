/** The pure implementation of the crypto port, on audited primitives. */
import { unsafe } from '@noble/ciphers/aes.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from '../base/index.ts';
import type { BlockCipher, Crypto } from './port.ts';

export const pureCrypto: Crypto = { aes, sha1, sha256 };

function aes(key: Bytes): BlockCipher {
  const encryptKey = unsafe.expandKeyLE(key);
  let decryptKey: Uint32Array | undefined;
  return {
    blockLength: 16,
    encryptBlock(block) {
      const words = toWords(block);
      return fromWords(unsafe.encrypt(encryptKey, words[0]!, words[1]!, words[2]!, words[3]!));
    },
    decryptBlock(block) {
      decryptKey ??= unsafe.expandKeyDecLE(key);
      const words = toWords(block);
      return fromWords(unsafe.decrypt(decryptKey, words[0]!, words[1]!, words[2]!, words[3]!));
    },
  };
}

function toWords(block: Bytes): Uint32Array {
  const words = new Uint32Array(4);
  for (let i = 0; i < 4; i++) {
    words[i] = block[4 * i]! | (block[4 * i + 1]! << 8) | (block[4 * i + 2]! << 16) | (block[4 * i + 3]! << 24);
  }
  return words;
}

function fromWords(words: { s0: number; s1: number; s2: number; s3: number }): Bytes {
  const out = new Uint8Array(16);
  const list = [words.s0, words.s1, words.s2, words.s3];
  for (let i = 0; i < 4; i++) {
    const word = list[i]!;
    out[4 * i] = word & 0xff;
    out[4 * i + 1] = (word >>> 8) & 0xff;
    out[4 * i + 2] = (word >>> 16) & 0xff;
    out[4 * i + 3] = word >>> 24;
  }
  return out;
}
