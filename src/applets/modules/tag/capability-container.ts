/**
 * The capability container of an NFC Forum Type 4 tag: which NDEF file there is, how long, and who
 * may read and write it. Mapping 3.0 has a file of more than 64 KiB. [NFCT4T §5.1]
 */
import { bigEndian, type Bytes, bytes, concat } from '../../../base/index.ts';

export const FILE_CAPABILITIES = 0xe103;
export const FILE_NDEF = 0xe104;
export const LONG_MAPPING = 0x30;
export const MAPPINGS: readonly [number, number] = [0x20, LONG_MAPPING];

/** Longest data of one READ BINARY and one UPDATE BINARY: short commands. */
export const READ_MAX = 0xff;
export const UPDATE_MAX = 0xff;

/** NDEF file control objects. [NFCT4T §5.1.2] */
const CONTROL = { SHORT: 0x04, LONG: 0x06 } as const;
const LENGTH_FIELD = 2;

export interface TagLayout {
  /** The mapping version, major and minor a nibble each. */
  readonly version: number;
  /** Bytes of the NDEF file. */
  readonly size: number;
  readonly readAccess: number;
  readonly writeAccess: number;
}

/** Bytes of the field at the start of the NDEF file that has the message's length. */
export function lengthField({ version }: TagLayout): number {
  return version === LONG_MAPPING ? 4 : 2;
}

export function emitCapabilityContainer(layout: TagLayout): Bytes {
  const { version, size, readAccess, writeAccess } = layout;
  const value = concat(
    bigEndian(FILE_NDEF, 2),
    bigEndian(size, lengthField(layout)),
    bytes(readAccess, writeAccess),
  );
  const tag = version === LONG_MAPPING ? CONTROL.LONG : CONTROL.SHORT;
  const rest = concat(
    bytes(version),
    bigEndian(READ_MAX, 2),
    bigEndian(UPDATE_MAX, 2),
    bytes(tag, value.length),
    value,
  );
  return concat(bigEndian(LENGTH_FIELD + rest.length, LENGTH_FIELD), rest);
}
