/**
 * The protocol that protects bound profile packages: keys, and the protection of a segment.
 * [SGP22 §2.6.4]
 */
import { bigEndian, bytes, type Bytes, concat, sameSecret } from '../base/index.ts';
import { AES_BLOCK } from './aes.ts';
import { decryptCbc, encryptBlock, encryptCbc } from './block-modes.ts';
import { kdfX963 } from './kdf.ts';
import { cmac } from './mac.ts';
import { padBlocks, unpadBlocks } from './padding.ts';
import type { BlockCipher, Crypto } from './provider.ts';

/** Bytes of a MAC that travel. */
export const BSP_MAC_LENGTH = 8;

export interface BspKeys {
  /** Initial MAC chaining value. */
  readonly chaining: Bytes;
  readonly enc: Bytes;
  readonly mac: Bytes;
}

export interface BspAgreement {
  /** The x coordinate that both one-time keys agree on. */
  readonly secret: Bytes;
  readonly keyType: number;
  readonly keyLength: number;
  readonly hostId: Bytes;
  readonly eid: Bytes;
}

/** [SGP22 §2.6.4.2] */
export function bspKeys(crypto: Crypto, agreement: BspAgreement): BspKeys {
  const { secret, keyType, keyLength, hostId, eid } = agreement;
  const info = concat(bytes(keyType, keyLength, hostId.length), hostId, bytes(eid.length), eid);
  const all = kdfX963(crypto.hash('sha256'), { secret, info, length: 3 * keyLength });
  return {
    chaining: all.slice(0, keyLength),
    enc: all.slice(keyLength, 2 * keyLength),
    mac: all.slice(2 * keyLength),
  };
}

/** What a segment is protected with: its number counts from 1, also over those with MAC alone. */
export interface BspPlace {
  readonly keys: BspKeys;
  /** The full MAC of the segment before. */
  readonly chaining: Bytes;
  readonly number: number;
}

/** The data field of a segment, encrypted. [SGP22 §2.6.4.4] */
export function bspEncrypt(crypto: Crypto, { keys, number }: BspPlace, data: Bytes): Bytes {
  const cipher = crypto.aes(keys.enc);
  return encryptCbc(cipher, {
    iv: initialVector(cipher, number),
    data: padBlocks(data, AES_BLOCK),
  });
}

/** The data, or `undefined` where it is not whole blocks or its padding is wrong. */
export function bspDecrypt(
  crypto: Crypto,
  { keys, number }: BspPlace,
  data: Bytes,
): Bytes | undefined {
  if (data.length % AES_BLOCK !== 0) return undefined;
  const cipher = crypto.aes(keys.enc);
  return unpadBlocks(decryptCbc(cipher, { iv: initialVector(cipher, number), data }));
}

/**
 * The full MAC over chaining value, tag and final length, and data field: its first bytes travel,
 * all of it is the next chaining value. [SGP22 §2.6.4.4]
 */
export function bspMac(
  crypto: Crypto,
  { keys, chaining }: BspPlace,
  { header, data }: { readonly header: Bytes; readonly data: Bytes },
): Bytes {
  return cmac(crypto.aes(keys.mac))(chaining, header, data);
}

export function isBspMac(mac: Bytes, received: Bytes): boolean {
  return sameSecret(mac.subarray(0, BSP_MAC_LENGTH), received);
}

function initialVector(cipher: BlockCipher, number: number): Bytes {
  return encryptBlock(cipher, bigEndian(number, AES_BLOCK));
}
