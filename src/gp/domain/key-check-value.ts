/** Key check values: how a secret key is recognized once it is loaded. [GPCS §B.6] */
import type { Bytes } from '../../base/index.ts';
import { AES_BLOCK, type Crypto, DES_BLOCK, encryptBlock } from '../../crypto/index.ts';
import { KEY_TYPE } from './key.ts';

const CHECK_LENGTH = 3;

/** Of a key of this type; `undefined` where none is defined. */
export function keyCheckValue(crypto: Crypto, type: number, value: Bytes): Bytes | undefined {
  const block = checkedBlock(crypto, type, value);
  return block?.subarray(0, CHECK_LENGTH);
}

function checkedBlock(crypto: Crypto, type: number, value: Bytes): Bytes | undefined {
  if (type === KEY_TYPE.DES) return encryptBlock(crypto.des(value), new Uint8Array(DES_BLOCK));
  if (type === KEY_TYPE.AES) {
    return encryptBlock(crypto.aes(value), new Uint8Array(AES_BLOCK).fill(0x01));
  }
  return undefined;
}
