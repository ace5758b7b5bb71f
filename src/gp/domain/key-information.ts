/**
 * The key information template (tag E0): identifier, version, and type and length of each
 * component, in the basic form, or in the extended one where a type has two bytes.
 * [GPCS §11.3.3.1.1 table 11-28] [GPCS §11.3.3.1.1 table 11-29]
 */
import { bigEndian, type Bytes, bytes, concat } from '../../base/index.ts';
import { emitTlv } from '../../wire/index.ts';
import { KEY_TYPE, TAG_KEY_INFORMATION } from '../../wire/globalplatform/index.ts';
import { type Key, type KeyPart, NOT_GIVEN } from './key.ts';

const EXTENDED_TYPE = 0xff00;
/** In the basic form a length of 256 bytes and more is 00. */
const BASIC_LENGTH_MAX = 0xff;

/** The value of tag E0. */
export function emitKeyInformation(keys: readonly Key[]): Bytes {
  return concat(...keys.map((key) => emitTlv(TAG_KEY_INFORMATION, informationOf(key))));
}

function informationOf({ id, version, parts, usage, access }: Key): Bytes {
  const isExtended =
    usage !== NOT_GIVEN || access !== NOT_GIVEN || parts.some(({ type }) => type >= EXTENDED_TYPE);
  const head = bytes(id, version);
  const shown = parts.filter(({ type }) => !isCurveParameter(type));
  if (!isExtended) {
    return concat(head, ...shown.map((part) => concat(bytes(part.type), basicLength(part))));
  }
  const components = shown.map((part) =>
    concat(bigEndian(part.type | EXTENDED_TYPE, 2), extendedLength(part)),
  );
  const shownUsage = usage === NOT_GIVEN ? bytes(0) : bytes(1, usage & 0xff);
  const shownAccess = access === NOT_GIVEN ? bytes(0) : bytes(1, access);
  return concat(head, ...components, shownUsage, shownAccess);
}

/** Curve parameters are loaded with a key and not shown. [GPCS §11.3.3.1.1] */
function isCurveParameter(type: number): boolean {
  const { ECC_P, ECC_COFACTOR } = KEY_TYPE;
  return (type & 0xff) >= ECC_P && (type & 0xff) <= ECC_COFACTOR;
}

function basicLength(part: KeyPart): Bytes {
  if (isReference(part)) return part.value.reveal();
  const length = lengthOf(part);
  return bytes(length > BASIC_LENGTH_MAX ? 0 : length);
}

function extendedLength(part: KeyPart): Bytes {
  return isReference(part) ? part.value.reveal() : bigEndian(lengthOf(part), 2);
}

/** Of a key parameter reference its value is shown. [GPCS §11.3.3.1.1] */
function isReference({ type }: KeyPart): boolean {
  return (type & 0xff) === KEY_TYPE.ECC_CURVE;
}

/** A public point is counted without the byte that says how it is coded. [GPCS §11.3.3.1.1] */
function lengthOf({ type, value }: KeyPart): number {
  return (type & 0xff) === KEY_TYPE.ECC_PUBLIC ? value.length - 1 : value.length;
}
