/** The crypto port: what containers may compute with. Pure and synchronous. */
import type { Bytes } from '../base/index.ts';

/** A block cipher with its key schedule made once. */
export interface BlockCipher {
  readonly blockLength: number;
  encryptBlock(block: Bytes): Bytes;
  decryptBlock(block: Bytes): Bytes;
}

/** AES under one key, with the modes that cards use. Inputs of a wrong length are a `Fault`. */
export interface Aes extends BlockCipher {
  /** CBC without padding: `data` is whole blocks, `iv` is 16 bytes. [SP800-38A §6.2] */
  encryptCbc(iv: Bytes, data: Bytes): Bytes;
  decryptCbc(iv: Bytes, data: Bytes): Bytes;
  /** CMAC over the parts one after another, all 16 bytes of it. [SP800-38B §6.2] [RFC4493] */
  cmac(...parts: readonly Bytes[]): Bytes;
}

export interface Crypto {
  /** AES with a key of 16, 24 or 32 bytes. */
  aes(key: Bytes): Aes;
  sha1(data: Bytes): Bytes;
  sha256(data: Bytes): Bytes;
}
