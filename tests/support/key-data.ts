/** The host's side of PUT KEY: key data fields, made with `node:crypto` alone. */
import { createCipheriv } from 'node:crypto';
import { concat, hex, unhex } from '../../src/base/index.ts';

type Bytes = Uint8Array;

/** Length of BER-TLV. */
export function lengthOf(length: number): Bytes {
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  return Uint8Array.of(0x82, length >> 8, length & 0xff);
}

/** A key as hexadecimal, encrypted by itself under an AES key. */
export function encrypted(key: Bytes, dek: string): Bytes {
  const padded = concat(key, new Uint8Array((16 - (key.length % 16)) % 16));
  const name = `aes-${4 * dek.length}-cbc`;
  const cipher = createCipheriv(name, unhex(dek), new Uint8Array(16));
  cipher.setAutoPadding(false);
  return concat(cipher.update(padded), cipher.final());
}

/** Any component in the basic or, with FF before its type, the extended format. */
export function component(type: string, block: Bytes | string): string {
  const value = typeof block === 'string' ? unhex(block) : block;
  return type + hex(lengthOf(value.length)) + hex(value);
}

/** A secret component with its own length before it, as real clients send AES keys. */
export function secret(type: string, key: string, dek: string): string {
  const value = unhex(key);
  return component(type, concat(lengthOf(value.length), encrypted(value, dek)));
}

export function aesCheckValue(key: string): string {
  const cipher = createCipheriv(`aes-${4 * key.length}-ecb`, unhex(key), null);
  cipher.setAutoPadding(false);
  return hex(cipher.update(new Uint8Array(16).fill(1)).subarray(0, 3));
}

export function desCheckValue(key: string): string {
  const whole = key.length === 32 ? key + key.slice(0, 16) : key;
  const cipher = createCipheriv('des-ede3', unhex(whole), null);
  cipher.setAutoPadding(false);
  return hex(cipher.update(new Uint8Array(8)).subarray(0, 3));
}

/** A whole key data field of an AES key. */
export function aesField(key: string, dek: string): string {
  return secret('88', key, dek) + '03' + aesCheckValue(key);
}
