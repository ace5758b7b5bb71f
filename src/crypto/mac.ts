/**
 * Message authentication codes: CMAC, the MAC algorithms 1 and 3 of ISO 9797-1, HMAC.
 * [SP800-38B §6.2] [RFC4493 §2.4] [ISO9797-1 §7] [RFC2104]
 */
import type { Bytes } from '../base/index.ts';
import { encryptCbc, xorInto } from './block-modes.ts';
import type { BlockCipher, Hash } from './provider.ts';

/** The code of the parts, one after another, in its full length. */
export type Mac = (...parts: readonly Bytes[]) => Bytes;

/** What doubling folds back in, by the length of the block. [SP800-38B §5.3] */
const REDUCTION: Readonly<Record<number, number>> = { 8: 0x1b, 16: 0x87 };

/** CMAC, with subkeys that are made once. [SP800-38B §6.2] */
export function cmac(cipher: BlockCipher): Mac {
  const { blockLength } = cipher;
  let subkeys: readonly [Bytes, Bytes] | undefined;
  return (...parts) => {
    subkeys ??= cmacSubkeys(cipher);
    const state = new Uint8Array(blockLength);
    let filled = 0;
    for (const part of parts) {
      for (let at = 0; at < part.length;) {
        // A full block is encrypted only when more follows: the last one takes a subkey.
        if (filled === blockLength) {
          cipher.encryptAt(state, 0);
          filled = 0;
        }
        const length = Math.min(blockLength - filled, part.length - at);
        xorInto(state, filled, { source: part, from: at, length });
        filled += length;
        at += length;
      }
    }
    const whole = filled === blockLength;
    if (!whole) state[filled]! ^= 0x80;
    xorInto(state, 0, { source: subkeys[whole ? 0 : 1], from: 0, length: blockLength });
    cipher.encryptAt(state, 0);
    return state;
  };
}

/** What the last block takes: whole, or padded. [SP800-38B §6.1] */
export function cmacSubkeys(cipher: BlockCipher): readonly [Bytes, Bytes] {
  const zero = new Uint8Array(cipher.blockLength);
  cipher.encryptAt(zero, 0);
  const first = doubled(zero);
  return [first, doubled(first)];
}

/** Multiplies by x in the field of the block's length. [SP800-38B §6.1] */
function doubled(block: Bytes): Bytes {
  const { length } = block;
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = (block[i]! << 1) | ((block[i + 1] ?? 0) >> 7);
  out[length - 1]! ^= (block[0]! >> 7) * REDUCTION[length]!;
  return out;
}

/** MAC algorithm 1: the last block of CBC, over whole blocks. [ISO9797-1 §7.1] */
export function macAlgorithm1(cipher: BlockCipher, padded: Bytes, iv?: Bytes): Bytes {
  const { blockLength } = cipher;
  const start = iv ?? new Uint8Array(blockLength);
  const chained = encryptCbc(cipher, { iv: start, data: padded });
  return chained.length === 0 ? Uint8Array.from(start) : chained.slice(-blockLength);
}

/** The two keys of MAC algorithm 3. */
export interface RetailCiphers {
  /** Single DES under the first key. */
  readonly chain: BlockCipher;
  /** Triple DES under both: its last two passes are the output transformation. */
  readonly last: BlockCipher;
}

/** MAC algorithm 3, the retail MAC: its last block is under both keys. [ISO9797-1 §7.3] */
export function macAlgorithm3({ chain, last }: RetailCiphers, padded: Bytes, iv?: Bytes): Bytes {
  const before = padded.length - chain.blockLength;
  if (before < 0) return macAlgorithm1(last, padded, iv);
  const state = macAlgorithm1(chain, padded.subarray(0, before), iv);
  return macAlgorithm1(last, padded.subarray(before), state);
}

const INNER = 0x36;
const OUTER = 0x5c;

/** HMAC. [RFC2104 §2] */
export function hmac(hash: Hash, key: Bytes): Mac {
  const short = key.length > hash.blockLength ? hash.digest(key) : key;
  const inner = new Uint8Array(hash.blockLength).fill(INNER);
  const outer = new Uint8Array(hash.blockLength).fill(OUTER);
  xorInto(inner, 0, { source: short, from: 0, length: short.length });
  xorInto(outer, 0, { source: short, from: 0, length: short.length });
  return (...parts) => hash.digest(outer, hash.digest(inner, ...parts));
}
