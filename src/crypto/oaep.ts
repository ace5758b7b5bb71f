/** RSA encryption with OAEP. [RFC8017 §7.1] */
import { assert, bytes, type Bytes, concat, EMPTY, type Rng, sameSecret } from '../base/index.ts';
import { maskInto } from './mgf1.ts';
import { openRsa } from './pkcs1.ts';
import type { Crypto, HashName, RsaKey } from './provider.ts';
import { modulusLength } from './rsa.ts';

export interface OaepOptions {
  readonly hash: HashName;
  /** Of the mask; `hash` unless given. */
  readonly maskHash?: HashName | undefined;
  /** Empty unless given. */
  readonly label?: Bytes | undefined;
}

/** Longest data under a key. [RFC8017 §7.1.1] */
export function oaepLengthMax(crypto: Crypto, key: RsaKey, hash: HashName): number {
  return modulusLength(key) - 2 * crypto.hash(hash).outputLength - 2;
}

/** The seed is drawn from the stream. [RFC8017 §7.1.1] */
export function encryptOaep(
  crypto: Crypto,
  rng: Rng,
  from: OaepOptions & { readonly key: RsaKey; readonly data: Bytes },
): Bytes {
  const { key, data, label = EMPTY } = from;
  const hash = crypto.hash(from.hash);
  const mask = crypto.hash(from.maskHash ?? from.hash);
  const lengthMax = oaepLengthMax(crypto, key, from.hash);
  assert(data.length <= lengthMax, 'OAEP: the data is too long for the key');
  const padding = new Uint8Array(lengthMax - data.length);
  const block = concat(hash.digest(label), padding, bytes(1), data);
  const seed = rng.bytes(hash.outputLength);
  maskInto(block, mask, seed);
  maskInto(seed, mask, block);
  return crypto.modPow(concat(bytes(0), seed, block), key);
}

/** The data, or `undefined` where anything is wrong. [RFC8017 §7.1.2] */
export function decryptOaep(
  crypto: Crypto,
  from: OaepOptions & { readonly key: RsaKey; readonly cipherText: Bytes },
): Bytes | undefined {
  const { key, cipherText, label = EMPTY } = from;
  const hash = crypto.hash(from.hash);
  const mask = crypto.hash(from.maskHash ?? from.hash);
  const { outputLength } = hash;
  if (oaepLengthMax(crypto, key, from.hash) < 0) return undefined;
  const message = openRsa(crypto, key, cipherText);
  if (message === undefined) return undefined;
  const seed = message.slice(1, 1 + outputLength);
  const block = message.slice(1 + outputLength);
  maskInto(seed, mask, block);
  maskInto(block, mask, seed);
  let mark = outputLength;
  while (block[mark] === 0) mark++;
  const labelRight = sameSecret(block.subarray(0, outputLength), hash.digest(label));
  if (message[0] !== 0 || !labelRight || block[mark] !== 1) return undefined;
  return block.slice(mark + 1);
}
