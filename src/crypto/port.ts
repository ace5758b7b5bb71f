/** The crypto port: what containers may compute with. Pure and synchronous. */
import type { Bytes } from '../base/index.ts';

/** A block cipher with its key schedule made once. */
export interface BlockCipher {
  readonly blockLength: number;
  encryptBlock(block: Bytes): Bytes;
  decryptBlock(block: Bytes): Bytes;
}

export interface Crypto {
  /** AES with a key of 16, 24 or 32 bytes. */
  aes(key: Bytes): BlockCipher;
  sha1(data: Bytes): Bytes;
  sha256(data: Bytes): Bytes;
}
