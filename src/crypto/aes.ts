/**
 * AES on cached key schedules: the block function is the library's, the modes are written here so
 * that a schedule is made once per key and no mode makes garbage per block.
 * [FIPS197 §5] [SP800-38A §6.2] [SP800-38B §6.2]
 */
import { unsafe } from '@noble/ciphers/aes.js';
import { assert, type Bytes } from '../base/index.ts';
import type { Aes } from './port.ts';

/** Bytes in a block, whatever the key's length. */
export const AES_BLOCK = 16;
/** What doubling in GF(2^128) folds back in. [SP800-38B §5.3] */
const REDUCTION = 0x87;

/** AES with a key of 16, 24 or 32 bytes. */
export function aes(key: Bytes): Aes {
  return new ScheduledAes(key);
}

class ScheduledAes implements Aes {
  readonly blockLength = AES_BLOCK;
  readonly #key: Bytes;
  readonly #encryptKey: Uint32Array;
  #decryptKey: Uint32Array | undefined;
  /** For a last block that is whole, and for one that is padded. */
  #subkeys: readonly [Bytes, Bytes] | undefined;

  constructor(key: Bytes) {
    this.#key = key;
    this.#encryptKey = unsafe.expandKeyLE(key);
  }

  encryptBlock(block: Bytes): Bytes {
    assert(block.length === AES_BLOCK, 'AES takes one block of 16 bytes');
    const out = Uint8Array.from(block);
    this.#encryptAt(out, 0);
    return out;
  }

  decryptBlock(block: Bytes): Bytes {
    assert(block.length === AES_BLOCK, 'AES takes one block of 16 bytes');
    const out = Uint8Array.from(block);
    this.#decryptAt(out, 0);
    return out;
  }

  encryptCbc(iv: Bytes, data: Bytes): Bytes {
    assertWhole(iv, data);
    const out = Uint8Array.from(data);
    for (let at = 0; at < out.length; at += AES_BLOCK) {
      if (at === 0) xorInto(out, 0, iv, 0, AES_BLOCK);
      else xorInto(out, at, out, at - AES_BLOCK, AES_BLOCK);
      this.#encryptAt(out, at);
    }
    return out;
  }

  decryptCbc(iv: Bytes, data: Bytes): Bytes {
    assertWhole(iv, data);
    const out = Uint8Array.from(data);
    for (let at = 0; at < out.length; at += AES_BLOCK) {
      this.#decryptAt(out, at);
      if (at === 0) xorInto(out, 0, iv, 0, AES_BLOCK);
      else xorInto(out, at, data, at - AES_BLOCK, AES_BLOCK);
    }
    return out;
  }

  cmac(...parts: readonly Bytes[]): Bytes {
    this.#subkeys ??= this.#makeSubkeys();
    const state = new Uint8Array(AES_BLOCK);
    let filled = 0;
    for (const part of parts) {
      for (let at = 0; at < part.length;) {
        // A full block is worked off only when more follows: the last one takes a subkey.
        if (filled === AES_BLOCK) {
          this.#encryptAt(state, 0);
          filled = 0;
        }
        const take = Math.min(AES_BLOCK - filled, part.length - at);
        xorInto(state, filled, part, at, take);
        filled += take;
        at += take;
      }
    }
    const whole = filled === AES_BLOCK;
    if (!whole) state[filled]! ^= 0x80;
    xorInto(state, 0, this.#subkeys[whole ? 0 : 1], 0, AES_BLOCK);
    this.#encryptAt(state, 0);
    return state;
  }

  /** [SP800-38B §6.1] */
  #makeSubkeys(): readonly [Bytes, Bytes] {
    const zero = new Uint8Array(AES_BLOCK);
    this.#encryptAt(zero, 0);
    const first = doubled(zero);
    return [first, doubled(first)];
  }

  #encryptAt(block: Bytes, at: number): void {
    const [a, b, c, d] = [
      word(block, at),
      word(block, at + 4),
      word(block, at + 8),
      word(block, at + 12),
    ];
    putWords(block, at, unsafe.encrypt(this.#encryptKey, a, b, c, d));
  }

  #decryptAt(block: Bytes, at: number): void {
    this.#decryptKey ??= unsafe.expandKeyDecLE(this.#key);
    const [a, b, c, d] = [
      word(block, at),
      word(block, at + 4),
      word(block, at + 8),
      word(block, at + 12),
    ];
    putWords(block, at, unsafe.decrypt(this.#decryptKey, a, b, c, d));
  }
}

/** Multiplies by x in GF(2^128), big-endian. [SP800-38B §6.1] */
function doubled(block: Bytes): Bytes {
  const out = new Uint8Array(AES_BLOCK);
  for (let i = 0; i < AES_BLOCK; i++) out[i] = (block[i]! << 1) | ((block[i + 1] ?? 0) >> 7);
  out[AES_BLOCK - 1]! ^= (block[0]! >> 7) * REDUCTION;
  return out;
}

function assertWhole(iv: Bytes, data: Bytes): void {
  assert(iv.length === AES_BLOCK, 'CBC takes an initial vector of 16 bytes');
  assert(data.length % AES_BLOCK === 0, 'CBC without padding takes whole blocks');
}

function xorInto(target: Bytes, at: number, source: Bytes, from: number, length: number): void {
  for (let i = 0; i < length; i++) target[at + i]! ^= source[from + i]!;
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
