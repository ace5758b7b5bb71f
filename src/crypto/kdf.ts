/** Key derivation functions of more than one protocol. [X9.63 §5.6.3] [RFC5869 §2] */
import { assert, bigEndian, bytes, type Bytes, concat, EMPTY } from '../base/index.ts';
import { hmac } from './mac.ts';
import type { Hash } from './provider.ts';

export interface KdfInput {
  readonly secret: Bytes;
  /** Information that both parties have. */
  readonly info?: Bytes | undefined;
  readonly length: number;
}

/** Hashes the secret, a counter from 1 and the shared information. [SEC1 §3.6.1] */
export function kdfX963(hash: Hash, { secret, info = EMPTY, length }: KdfInput): Bytes {
  const blocks: Bytes[] = [];
  for (let counter = 1; hash.outputLength * (counter - 1) < length; counter++) {
    blocks.push(hash.digest(secret, bigEndian(counter, 4), info));
  }
  return concat(...blocks).subarray(0, length);
}

/** HKDF: extract and expand. [RFC5869 §2.2] [RFC5869 §2.3] */
export function hkdf(
  hash: Hash,
  { secret, info = EMPTY, length, salt = EMPTY }: KdfInput & { readonly salt?: Bytes | undefined },
): Bytes {
  assert(length <= 255 * hash.outputLength, 'HKDF gives 255 digests or less');
  const expand = hmac(hash, hmac(hash, salt)(secret));
  const blocks: Bytes[] = [];
  let last = EMPTY;
  for (let counter = 1; hash.outputLength * (counter - 1) < length; counter++) {
    last = expand(last, info, bytes(counter));
    blocks.push(last);
  }
  return concat(...blocks).subarray(0, length);
}
