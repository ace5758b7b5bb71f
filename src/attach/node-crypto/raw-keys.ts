/** Keys of RFC 8410 from their bytes: each is a fixed prefix in DER and the key. [RFC8410 §7] */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { type Bytes, concat, unhex } from '../../base/index.ts';

export type RawKeyName = 'x25519' | 'x448' | 'ed25519' | 'ed448';

const PRIVATE_PREFIXES: Readonly<Record<RawKeyName, string>> = {
  x25519: '302E020100300506032B656E04220420',
  x448: '3046020100300506032B656F043A0438',
  ed25519: '302E020100300506032B657004220420',
  ed448: '3047020100300506032B6571043B0439',
};
const PUBLIC_PREFIXES: Readonly<Record<RawKeyName, string>> = {
  x25519: '302A300506032B656E032100',
  x448: '3042300506032B656F033900',
  ed25519: '302A300506032B6570032100',
  ed448: '3043300506032B6571033A00',
};

export function rawPrivateKey(name: RawKeyName, key: Bytes): KeyObject {
  const der = Buffer.from(concat(unhex(PRIVATE_PREFIXES[name]), key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

export function rawPublicKey(name: RawKeyName, key: Bytes): KeyObject {
  const der = Buffer.from(concat(unhex(PUBLIC_PREFIXES[name]), key));
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}
