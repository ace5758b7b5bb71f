/** AES on cached key schedules; the block function is the library's. [FIPS197 §5] */
import { unsafe } from '@noble/ciphers/aes.js';
import { assert, type Bytes } from '../base/index.ts';
import type { BlockCipher } from './provider.ts';

/** Bytes in a block, whatever the length of the key. */
export const AES_BLOCK = 16;
const KEY_LENGTHS: readonly number[] = [16, 24, 32];

/** AES with a key of 16, 24 or 32 bytes. */
export function aes(key: Bytes): BlockCipher {
  return new Aes(key);
}

class Aes implements BlockCipher {
  readonly blockLength = AES_BLOCK;
  readonly #key: Bytes;
  readonly #encryptKey: Uint32Array;
  #decryptKey: Uint32Array | undefined;

  constructor(key: Bytes) {
    assert(KEY_LENGTHS.includes(key.length), 'an AES key is 16, 24 or 32 bytes');
    this.#key = Uint8Array.from(key);
    this.#encryptKey = unsafe.expandKeyLE(this.#key);
  }

  encryptAt(buffer: Bytes, offset: number): void {
    assert(offset >= 0 && offset + AES_BLOCK <= buffer.length, 'an AES block is 16 bytes');
    const [a, b, c, d] = [
      word(buffer, offset),
      word(buffer, offset + 4),
      word(buffer, offset + 8),
      word(buffer, offset + 12),
    ];
    putWords(buffer, offset, unsafe.encrypt(this.#encryptKey, a, b, c, d));
  }

  decryptAt(buffer: Bytes, offset: number): void {
    assert(offset >= 0 && offset + AES_BLOCK <= buffer.length, 'an AES block is 16 bytes');
    this.#decryptKey ??= unsafe.expandKeyDecLE(this.#key);
    const [a, b, c, d] = [
      word(buffer, offset),
      word(buffer, offset + 4),
      word(buffer, offset + 8),
      word(buffer, offset + 12),
    ];
    putWords(buffer, offset, unsafe.decrypt(this.#decryptKey, a, b, c, d));
  }
}

function word(source: Bytes, at: number): number {
  return source[at]! | (source[at + 1]! << 8) | (source[at + 2]! << 16) | (source[at + 3]! << 24);
}

interface Words {
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
  readonly s3: number;
}

function putWords(target: Bytes, at: number, words: Words): void {
  putWord(target, at, words.s0);
  putWord(target, at + 4, words.s1);
  putWord(target, at + 8, words.s2);
  putWord(target, at + 12, words.s3);
}

function putWord(target: Bytes, at: number, value: number): void {
  target[at] = value;
  target[at + 1] = value >>> 8;
  target[at + 2] = value >>> 16;
  target[at + 3] = value >>> 24;
}
