/**
 * The key information template (tag E0): identifier, version, and type and length of each
 * component, in the basic form, or in the extended one where a type has two bytes.
 * [GPCS §11.3.3.1.1 table 11-28] [GPCS §11.3.3.1.1 table 11-29]
 */
import { bigEndian, type Bytes, bytes, concat } from '../../base/index.ts';
import { emitTlv } from '../../wire/index.ts';
import { type Key, NOT_GIVEN } from './key.ts';

const TAG_KEY_INFORMATION = 0xc0;
const EXTENDED_TYPE = 0xff00;
/** In the basic form a length of 256 bytes and more is 00. */
const BASIC_LENGTH_MAX = 0xff;

/** The value of tag E0. */
export function emitKeyInformation(keys: readonly Key[]): Bytes {
  return concat(...keys.map((key) => emitTlv(TAG_KEY_INFORMATION, informationOf(key))));
}

function informationOf({ id, version, parts, usage, access }: Key): Bytes {
  const isExtended = parts.some(({ type }) => type >= EXTENDED_TYPE);
  const head = bytes(id, version);
  if (!isExtended) {
    return concat(head, ...parts.map(({ type, value }) => bytes(type, basicLength(value.length))));
  }
  const components = parts.map(({ type, value }) =>
    concat(bigEndian(type | EXTENDED_TYPE, 2), bigEndian(value.length, 2)),
  );
  return concat(head, ...components, optionalByte(usage), optionalByte(access));
}

function basicLength(length: number): number {
  return length > BASIC_LENGTH_MAX ? 0 : length;
}

/** Behind its length, which is 0 where the key came without it. */
function optionalByte(value: number): Bytes {
  return value === NOT_GIVEN ? bytes(0) : bytes(1, value);
}
