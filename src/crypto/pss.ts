/** RSA signatures with PSS. [RFC8017 §8.1] [RFC8017 §9.1] */
import { assert, bytes, type Bytes, concat, equal, type Rng } from '../base/index.ts';
import { bitLength, byteLength } from './big-integer.ts';
import { maskInto } from './mgf1.ts';
import { openRsa } from './pkcs1.ts';
import type { Crypto, HashName, RsaKey } from './provider.ts';
import { modulusOf } from './rsa.ts';

const TRAILER = 0xbc;
const ZEROS = new Uint8Array(8);

export interface PssOptions {
  /** Of the message, whose digest is given. */
  readonly hash: HashName;
  /** Of the mask; `hash` unless given. */
  readonly maskHash?: HashName | undefined;
  /** The length of the digest unless given. */
  readonly saltLength?: number | undefined;
}

/** The salt is drawn from the stream. [RFC8017 §8.1.1] */
export function signPss(
  crypto: Crypto,
  rng: Rng,
  from: PssOptions & { readonly key: RsaKey; readonly digest: Bytes },
): Bytes {
  const { key, digest } = from;
  const hash = crypto.hash(from.hash);
  const salt = rng.bytes(from.saltLength ?? hash.outputLength);
  const { length, spareBits, blockLength } = layout(key, hash.outputLength);
  const padding = blockLength - salt.length - 1;
  assert(padding >= 0, 'PSS: digest and salt are too long for the key');
  const sum = hash.digest(ZEROS, digest, salt);
  const block = concat(new Uint8Array(padding), bytes(1), salt);
  maskInto(block, crypto.hash(from.maskHash ?? from.hash), sum);
  block[0]! &= 0xff >> spareBits;
  return crypto.modPow(rightAligned(concat(block, sum, bytes(TRAILER)), length), key);
}

/** [RFC8017 §8.1.2] */
export function verifyPss(
  crypto: Crypto,
  from: PssOptions & {
    readonly key: RsaKey;
    readonly digest: Bytes;
    readonly signature: Bytes;
  },
): boolean {
  const { key, digest } = from;
  const hash = crypto.hash(from.hash);
  const saltLength = from.saltLength ?? hash.outputLength;
  const { length, spareBits, blockLength } = layout(key, hash.outputLength);
  const padding = blockLength - saltLength - 1;
  const opened = openRsa(crypto, key, from.signature);
  if (opened === undefined || padding < 0) return false;
  const encoded = opened.subarray(length - blockLength - hash.outputLength - 1);
  if (length > encoded.length && opened[0] !== 0) return false;
  const block = encoded.slice(0, blockLength);
  const sum = encoded.subarray(blockLength, -1);
  if (encoded.at(-1) !== TRAILER || block[0]! >> (8 - spareBits) !== 0) return false;
  maskInto(block, crypto.hash(from.maskHash ?? from.hash), sum);
  block[0]! &= 0xff >> spareBits;
  if (block.subarray(0, padding).some((byte) => byte !== 0) || block[padding] !== 1) return false;
  return equal(sum, hash.digest(ZEROS, digest, block.subarray(padding + 1)));
}

/** The encoded message has one bit less than the modulus. [RFC8017 §9.1.1] */
function layout(key: RsaKey, outputLength: number) {
  const modulus = modulusOf(key);
  const bits = bitLength(modulus) - 1;
  const encodedLength = Math.ceil(bits / 8);
  return {
    length: byteLength(modulus),
    /** High bits of the first byte that are always zero. */
    spareBits: 8 * encodedLength - bits,
    /** Bytes before the sum. */
    blockLength: encodedLength - outputLength - 1,
  };
}

function rightAligned(value: Bytes, length: number): Bytes {
  return concat(new Uint8Array(length - value.length), value);
}
