/** Keys of a security domain, of any type. [GPCS §7.5] [GPCS §11.1.8] */
import type { Bytes, Secret } from '../../base/index.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';

/** Highest key version number, and the one of an initial key set. [GPCS §11.8.2.3] */
export const VERSION_MAX = 0x7f;
export const VERSION_INITIAL = 0xff;

/** Key usage and access that were not given with the key. [GPCS §11.1.9] [GPCS §11.1.10] */
export const NOT_GIVEN = -1;

/** Values of key access that have no meaning. [GPCS §11.1.10 table 11-19] */
export const KEY_ACCESS_RESERVED = { FROM: 0x03, TO: 0x1f } as const;

export interface KeyPart {
  /** A number of one byte, or of two where the first is FF. */
  readonly type: number;
  readonly value: Secret;
}

export interface Key {
  /** 1 to 127, or 255 for a key of the initial set. */
  readonly version: number;
  readonly id: number;
  /** Its components, in the order in which they were loaded. */
  readonly parts: readonly KeyPart[];
  /** The first byte of its qualifier, and 256 times the second; or `NOT_GIVEN`. [GPCS §11.1.9] */
  readonly usage: number;
  /** One byte, or `NOT_GIVEN`. */
  readonly access: number;
}

/** A component of a key, by its type. */
export function componentOf(parts: readonly KeyPart[], type: number): Bytes | undefined {
  return parts.find((one) => one.type === type)?.value.reveal();
}

/** Identifiers of a secure channel's keys. [GPCS §7.5.1] */
export const KEY_ID = { ENC: 1, MAC: 2, DEK: 3 } as const;

/** A set of secure channel keys, as it is described. */
export interface KeySet {
  readonly version: number;
  readonly enc: Secret;
  readonly mac: Secret;
  readonly dek: Secret;
}

/** The three keys of an AES set; lengths of 16, 24 or 32 bytes. [GPAmdD §6.1] */
export function aesKeys(set: KeySet): readonly Key[] {
  return channelKeys(set, KEY_TYPE.AES);
}

/** The three keys of a DES set, of 16 bytes. [GPCS §E.2 table E-3] */
export function desKeys(set: KeySet): readonly Key[] {
  return channelKeys(set, KEY_TYPE.DES);
}

function channelKeys({ version, enc, mac, dek }: KeySet, type: number): readonly Key[] {
  return [enc, mac, dek].map((value, index) => ({
    version,
    id: index + 1,
    parts: [{ type, value }],
    usage: NOT_GIVEN,
    access: NOT_GIVEN,
  }));
}
