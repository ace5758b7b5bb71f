/** Paddings of block ciphers, by the constants of Cipher. [ISO9797-1 §6.3] [RFC5652 §6.3] */
import { type Bytes, concat } from '../../../base/index.ts';
import { padBlocks, unpadBlocks } from '../../../crypto/index.ts';

export const PAD = { NULL: 0, NOPAD: 1, M1: 2, M2: 3, M1_ALG3: 4, M2_ALG3: 5, PKCS5: 6 } as const;

/** Whole blocks; `undefined` where there is no padding and the data are none. */
export function padTo(data: Bytes, padding: number, blockLength: number): Bytes | undefined {
  const over = data.length % blockLength;
  if (padding === PAD.M2 || padding === PAD.M2_ALG3) return padBlocks(data, blockLength);
  if (padding === PAD.PKCS5) {
    const count = blockLength - over;
    return concat(data, new Uint8Array(count).fill(count));
  }
  if (padding === PAD.M1 || padding === PAD.M1_ALG3)
    return over === 0 ? data : concat(data, new Uint8Array(blockLength - over));
  return over === 0 ? data : undefined;
}

/** What was padded; `undefined` where the padding is another. Zeros of method 1 all go. */
export function unpad(data: Bytes, padding: number, blockLength: number): Bytes | undefined {
  if (padding === PAD.M2) return unpadBlocks(data);
  if (padding === PAD.PKCS5) {
    const count = data.at(-1) ?? 0;
    const isRight =
      count >= 1 && count <= blockLength && data.slice(-count).every((byte) => byte === count);
    return isRight ? data.slice(0, data.length - count) : undefined;
  }
  if (padding !== PAD.M1) return data;
  let end = data.length;
  while (end > 0 && data[end - 1] === 0) end--;
  return data.slice(0, end);
}
