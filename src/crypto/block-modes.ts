/** Modes of operation over whole blocks and streams, for any block cipher. [SP800-38A §6] */
import { assert, type Bytes } from '../base/index.ts';
import type { BlockCipher } from './provider.ts';

/** One block; a new byte string. */
export function encryptBlock(cipher: BlockCipher, block: Bytes): Bytes {
  assert(block.length === cipher.blockLength, 'a block has the length of the cipher');
  return encryptEcb(cipher, block);
}

/** [SP800-38A §6.1] */
export function encryptEcb(cipher: BlockCipher, data: Bytes): Bytes {
  assertBlocks(cipher, data);
  const out = new Uint8Array(data);
  for (let at = 0; at < out.length; at += cipher.blockLength) cipher.encryptAt(out, at);
  return out;
}

export function decryptEcb(cipher: BlockCipher, data: Bytes): Bytes {
  assertBlocks(cipher, data);
  const out = new Uint8Array(data);
  for (let at = 0; at < out.length; at += cipher.blockLength) cipher.decryptAt(out, at);
  return out;
}

/** What CBC and CTR take. */
export interface ChainedData {
  /** The initial vector, or the first counter block. */
  readonly iv: Bytes;
  readonly data: Bytes;
}

/** Without padding: the data is whole blocks. [SP800-38A §6.2] */
export function encryptCbc(cipher: BlockCipher, { iv, data }: ChainedData): Bytes {
  assertBlocks(cipher, data);
  assertVector(cipher, iv);
  const { blockLength } = cipher;
  const out = new Uint8Array(data);
  for (let at = 0; at < out.length; at += blockLength) {
    if (at === 0) xorInto(out, 0, { source: iv, from: 0, length: blockLength });
    else xorInto(out, at, { source: out, from: at - blockLength, length: blockLength });
    cipher.encryptAt(out, at);
  }
  return out;
}

export function decryptCbc(cipher: BlockCipher, { iv, data }: ChainedData): Bytes {
  assertBlocks(cipher, data);
  assertVector(cipher, iv);
  const { blockLength } = cipher;
  const out = new Uint8Array(data);
  for (let at = 0; at < out.length; at += blockLength) {
    cipher.decryptAt(out, at);
    if (at === 0) xorInto(out, 0, { source: iv, from: 0, length: blockLength });
    else xorInto(out, at, { source: data, from: at - blockLength, length: blockLength });
  }
  return out;
}

/** Encrypts and decrypts: the whole counter block counts up, big-endian. [SP800-38A §6.5] */
export function ctr(cipher: BlockCipher, { iv, data }: ChainedData): Bytes {
  assertVector(cipher, iv);
  const { blockLength } = cipher;
  const counter = Uint8Array.from(iv);
  const key = new Uint8Array(blockLength);
  const out = new Uint8Array(data);
  for (let at = 0; at < out.length; at += blockLength) {
    key.set(counter);
    cipher.encryptAt(key, 0);
    const length = Math.min(blockLength, out.length - at);
    xorInto(out, at, { source: key, from: 0, length });
    for (let i = blockLength - 1; i >= 0; i--) {
      counter[i]!++;
      if (counter[i] !== 0) break;
    }
  }
  return out;
}

export interface XorSource {
  readonly source: Bytes;
  readonly from: number;
  readonly length: number;
}

export function xorInto(target: Bytes, at: number, { source, from, length }: XorSource): void {
  for (let i = 0; i < length; i++) target[at + i]! ^= source[from + i]!;
}

function assertBlocks(cipher: BlockCipher, data: Bytes): void {
  assert(data.length % cipher.blockLength === 0, 'a mode without padding takes whole blocks');
}

function assertVector(cipher: BlockCipher, iv: Bytes): void {
  assert(iv.length === cipher.blockLength, 'an initial vector is as long as a block');
}
