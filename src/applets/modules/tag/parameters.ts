/**
 * What an NFC Forum Type 4 tag is installed with: data objects in tag C9.
 *
 * | tag | value |
 * |---|---|
 * | 80 | mapping version: 20 or 30; 20 when left out |
 * | 81 | bytes of the NDEF file, its length field included: 2 or 4 bytes; 2,048 when left out |
 * | 82 | access conditions: reading, writing; 00 free, FF none; 00 00 when left out |
 * | 83 | the NDEF message that it begins with; none when left out |
 */
import { type Bytes, EMPTY, isWireError, readBigEndian } from '../../../base/index.ts';
import { refuse } from '../../../os/abi/index.ts';
import { findTlv, parseTlvs, SW } from '../../../wire/index.ts';
import { LONG_MAPPING, MAPPINGS, type TagLayout } from './capability-container.ts';

const CLAUSE = 'GPCS §11.5.2.3.7';
const TAG = { VERSION: 0x80, SIZE: 0x81, ACCESS: 0x82, MESSAGE: 0x83 } as const;
const KNOWN: readonly number[] = Object.values(TAG);

const SIZE_DEFAULT = 2_048;
/** Shortest file that mapping 2.0 allows. [NFCT4T §5.1.2.1] */
const SIZE_MIN = 5;
/** Longest file of mapping 2.0, and of the longer mapping here. */
const SIZE_MAX = { short: 0xfffe, long: 0x2_0000 } as const;
const ACCESS_FREE = 0x00;
const ACCESS_NONE = 0xff;

export interface TagParameters {
  readonly layout: TagLayout;
  readonly message: Bytes;
}

export function parseTagParameters(parameters: Bytes): TagParameters {
  const objects = parseTlvs(parameters);
  if (isWireError(objects)) refuse(SW.WRONG_DATA, CLAUSE, 'parameters are data objects');
  const strange = objects.find(({ tag }) => !KNOWN.includes(tag));
  if (strange !== undefined)
    refuse(SW.WRONG_DATA, CLAUSE, 'a parameter that the tag does not know');
  const version = number(findTlv(objects, TAG.VERSION), [1]) ?? MAPPINGS[0];
  if (!MAPPINGS.includes(version)) refuse(SW.WRONG_DATA, 'NFCT4T §5.1', 'no such mapping version');
  const isLong = version === LONG_MAPPING;
  const size = number(findTlv(objects, TAG.SIZE), [2, 4]) ?? SIZE_DEFAULT;
  if (size < SIZE_MIN || size > (isLong ? SIZE_MAX.long : SIZE_MAX.short)) {
    refuse(SW.WRONG_DATA, 'NFCT4T §5.1.2.1', 'no size of an NDEF file');
  }
  const access = findTlv(objects, TAG.ACCESS) ?? Uint8Array.of(ACCESS_FREE, ACCESS_FREE);
  if (access.length !== 2 || access.some((one) => one !== ACCESS_FREE && one !== ACCESS_NONE)) {
    refuse(SW.WRONG_DATA, 'NFCT4T §5.1.2.1', 'no access conditions');
  }
  const layout = { version, size, readAccess: access[0]!, writeAccess: access[1]! };
  return { layout, message: findTlv(objects, TAG.MESSAGE) ?? EMPTY };
}

function number(value: Bytes | undefined, lengths: readonly number[]): number | undefined {
  if (value === undefined) return undefined;
  if (lengths.includes(value.length)) return readBigEndian(value);
  return refuse(SW.WRONG_DATA, CLAUSE, 'a parameter has a wrong length');
}
