/**
 * The algorithms of secured packets, of which SCP80 is one use: ciphering and cryptographic
 * checksums. Data is padded with zeros; initial vectors are zero. [TS102225 §5.1]
 */
import { assert, type Bytes } from '../base/index.ts';
import { decryptCbc, decryptEcb, encryptCbc, encryptEcb } from './block-modes.ts';
import { cmac, macAlgorithm1 } from './mac.ts';
import type { BlockCipher, Crypto } from './provider.ts';

/** The length of a DES key says whether it is single or triple. [TS102225 §5.1.2] */
export type PacketAlgorithm = 'des-cbc' | 'des-ecb' | 'aes';

const CHECKSUM_LENGTH = 8;

export interface PacketKey {
  readonly algorithm: PacketAlgorithm;
  readonly key: Bytes;
}

/** Encrypts; the packet says how many zeros were added. [TS102225 §5.1.2] */
export function encryptPacket(crypto: Crypto, { algorithm, key }: PacketKey, data: Bytes): Bytes {
  const cipher = cipherOf(crypto, { algorithm, key });
  const padded = zeroPadded(cipher, data);
  if (algorithm === 'des-ecb') return encryptEcb(cipher, padded);
  return encryptCbc(cipher, { iv: new Uint8Array(cipher.blockLength), data: padded });
}

/** With its padding; `undefined` where the data is not whole blocks. */
export function decryptPacket(
  crypto: Crypto,
  { algorithm, key }: PacketKey,
  data: Bytes,
): Bytes | undefined {
  const cipher = cipherOf(crypto, { algorithm, key });
  if (data.length % cipher.blockLength !== 0) return undefined;
  if (algorithm === 'des-ecb') return decryptEcb(cipher, data);
  return decryptCbc(cipher, { iv: new Uint8Array(cipher.blockLength), data });
}

/** Eight bytes: CMAC with AES, the last block of CBC with DES. [TS102225 §5.1.3] */
export function packetChecksum(crypto: Crypto, { algorithm, key }: PacketKey, data: Bytes): Bytes {
  assert(algorithm !== 'des-ecb', 'a checksum chains blocks');
  const cipher = cipherOf(crypto, { algorithm, key });
  if (algorithm === 'aes') return cmac(cipher)(data).subarray(0, CHECKSUM_LENGTH);
  return macAlgorithm1(cipher, zeroPadded(cipher, data));
}

/** Zeros that ciphering adds. */
export function packetPadding(blockLength: number, length: number): number {
  return (blockLength - (length % blockLength)) % blockLength;
}

function cipherOf(crypto: Crypto, { algorithm, key }: PacketKey): BlockCipher {
  return algorithm === 'aes' ? crypto.aes(key) : crypto.des(key);
}

function zeroPadded({ blockLength }: BlockCipher, data: Bytes): Bytes {
  const out = new Uint8Array(data.length + packetPadding(blockLength, data.length));
  out.set(data);
  return out;
}
