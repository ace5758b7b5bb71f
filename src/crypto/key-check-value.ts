/**
 * Key check values: how a secret key is recognized once it is loaded. [GPCS §B.6] [GPAmdB §3.9.1]
 */
import type { Bytes } from '../base/index.ts';
import { AES_BLOCK } from './aes.ts';
import { encryptBlock } from './block-modes.ts';
import { DES_BLOCK } from './des.ts';
import type { Crypto } from './provider.ts';

const LENGTH = 3;

/** The first bytes of a block under the key, of zeros with DES, of ones with AES; or of a hash. */
export function keyCheckValue(crypto: Crypto, kind: 'des' | 'aes' | 'psk', key: Bytes): Bytes {
  if (kind === 'psk') return crypto.hash('sha1').digest(key).subarray(0, LENGTH);
  const block =
    kind === 'des'
      ? encryptBlock(crypto.des(key), new Uint8Array(DES_BLOCK))
      : encryptBlock(crypto.aes(key), new Uint8Array(AES_BLOCK).fill(0x01));
  return block.subarray(0, LENGTH);
}
