/**
 * Padding method 2: one 80, then zeros to a whole block; a full block gets one more.
 * [ISO9797-1 §6.3.2]
 */
import type { Bytes } from '../base/index.ts';

export function padBlocks(data: Bytes, blockLength: number): Bytes {
  const out = new Uint8Array(data.length + blockLength - (data.length % blockLength));
  out.set(data, 0);
  out[data.length] = 0x80;
  return out;
}

/** What was padded, or `undefined` where there is no such padding. */
export function unpadBlocks(padded: Bytes): Bytes | undefined {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  return end >= 0 && padded[end] === 0x80 ? padded.subarray(0, end) : undefined;
}
