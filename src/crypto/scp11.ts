/** Secure Channel Protocol 11: session keys from two shared secrets. [GPAmdF §3.1.2] */
import { bytes, type Bytes, concat, EMPTY } from '../base/index.ts';
import { kdfX963 } from './kdf.ts';
import type { Hash } from './provider.ts';

/** The type of an AES key in the shared information. [GPCS §11.1.8] */
const KEY_TYPE_AES = 0x88;

export interface Scp11Agreement {
  /** Of both ephemeral keys, the x coordinate. */
  readonly ephemeralSecret: Bytes;
  /** Of both static keys; in SCP11b of the host's ephemeral and the card's static key. */
  readonly staticSecret: Bytes;
  /** Key usage qualifier, as the host sends it. */
  readonly keyUsage: number;
  readonly keyLength: number;
  /** With its card group, where the host sent them. [GPAmdF §3.1.2] */
  readonly identifiers?: { readonly host: Bytes; readonly cardGroup: Bytes } | undefined;
}

export interface Scp11Keys {
  /** For the receipt: CMAC over what both parties sent. */
  readonly receipt: Bytes;
  readonly enc: Bytes;
  readonly mac: Bytes;
  readonly rmac: Bytes;
  readonly dek: Bytes;
}

/** The hash function goes with the curve: SHA-256 with curves of 256 bits. */
export function scp11Keys(hash: Hash, agreement: Scp11Agreement): Scp11Keys {
  const { ephemeralSecret, staticSecret, keyUsage, keyLength, identifiers } = agreement;
  const named =
    identifiers === undefined
      ? EMPTY
      : concat(withLength(identifiers.host), withLength(identifiers.cardGroup));
  const secret = concat(ephemeralSecret, staticSecret);
  const info = concat(bytes(keyUsage, KEY_TYPE_AES, keyLength), named);
  const all = kdfX963(hash, { secret, info, length: 5 * keyLength });
  const key = (at: number): Bytes => all.slice(at * keyLength, (at + 1) * keyLength);
  return { receipt: key(0), enc: key(1), mac: key(2), rmac: key(3), dek: key(4) };
}

function withLength(value: Bytes): Bytes {
  return concat(bytes(value.length), value);
}
