/**
 * AES on cached key schedules: the block function is the library's, the modes are written here so
 * that a schedule is made once per key and no mode makes garbage per block.
 * [FIPS197] [SP800-38A §6.2] [SP800-38B §6.2]
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
  const encryptKey = unsafe.expandKeyLE(key);
  let decryptKey: Uint32Array | undefined;
  let subkeys: readonly [Bytes, Bytes] | undefined;

  function encryptInto(source: Bytes, from: number, target: Bytes, at: number): void {
    const words = unsafe.encrypt(
      encryptKey, word(source, from), word(source, from + 4), word(source, from + 8), word(source, from + 12),
    );
    putWords(target, at, words);
  }

  function decryptInto(source: Bytes, from: number, target: Bytes, at: number): void {
    decryptKey ??= unsafe.expandKeyDecLE(key);
    const words = unsafe.decrypt(
      decryptKey, word(source, from), word(source, from + 4), word(source, from + 8), word(source, from + 12),
    );
    putWords(target, at, words);
  }

  return {
    blockLength: AES_BLOCK,
    encryptBlock(block) {
      assert(block.length === AES_BLOCK, 'AES takes one block of 16 bytes');
      const out = new Uint8Array(AES_BLOCK);
      encryptInto(block, 0, out, 0);
      return out;
    },
    decryptBlock(block) {
      assert(block.length === AES_BLOCK, 'AES takes one block of 16 bytes');
      const out = new Uint8Array(AES_BLOCK);
      decryptInto(block, 0, out, 0);
      return out;
    },
    encryptCbc(iv, data) {
      assertWhole(iv, data);
      const out = Uint8Array.from(data);
      for (let at = 0; at < out.length; at += AES_BLOCK) {
        if (at === 0) xorInto(out, 0, iv, 0, AES_BLOCK);
        else xorInto(out, at, out, at - AES_BLOCK, AES_BLOCK);
        encryptInto(out, at, out, at);
      }
      return out;
    },
    decryptCbc(iv, data) {
      assertWhole(iv, data);
      const out = new Uint8Array(data.length);
      for (let at = 0; at < out.length; at += AES_BLOCK) {
        decryptInto(data, at, out, at);
        if (at === 0) xorInto(out, 0, iv, 0, AES_BLOCK);
        else xorInto(out, at, data, at - AES_BLOCK, AES_BLOCK);
      }
      return out;
    },
    cmac(...parts) {
      subkeys ??= makeSubkeys(encryptInto);
      const state = new Uint8Array(AES_BLOCK);
      let filled = 0;
      for (const part of parts) {
        for (let at = 0; at < part.length; ) {
          // A full block is worked off only when more follows: the last one takes a subkey.
          if (filled === AES_BLOCK) {
            encryptInto(state, 0, state, 0);
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
      xorInto(state, 0, whole ? subkeys[0] : subkeys[1], 0, AES_BLOCK);
      encryptInto(state, 0, state, 0);
      return state;
    },
  };
}

function makeSubkeys(
  encryptInto: (source: Bytes, from: number, target: Bytes, at: number) => void,
): readonly [Bytes, Bytes] {
  const zero = new Uint8Array(AES_BLOCK);
  encryptInto(zero, 0, zero, 0);
  const first = doubled(zero);
  return [first, doubled(first)];
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

function putWords(target: Bytes, at: number, words: { s0: number; s1: number; s2: number; s3: number }): void {
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
