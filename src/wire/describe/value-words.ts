/** A data object's value in words, by the form of its value. */
import { type Bytes, fromUtf8, hex, isWireError, readBigEndian } from '../../base/index.ts';
import { parseObjectIdentifier } from '../asn1/index.ts';
import { keyTypeName } from '../globalplatform/index.ts';
import { ICON_TYPES, PROFILE_CLASSES, PROFILE_STATES } from '../es10/index.ts';
import { parseDigits } from '../index.ts';
import { aidName } from './known-aids.ts';

const NUMBER_LENGTH_MAX = 4;
/** The placeholder for bytes that are not UTF-8. */
const DAMAGED = '\uFFFD';
const KEY_INFORMATION_LENGTH_MIN = 4;

const FORMS = {
  aid: (value: Bytes) => aidName(value),
  text: (value: Bytes) => quoted(value),
  digits: (value: Bytes) => hex(value),
  'swapped-digits': (value: Bytes) => swapped(value),
  number: (value: Bytes) => number(value),
  version: (value: Bytes) => (value.length === 3 ? value.join('.') : undefined),
  oid: (value: Bytes) => identifier(value),
  'profile-state': (value: Bytes) => PROFILE_STATES[readNumber(value)],
  'profile-class': (value: Bytes) => PROFILE_CLASSES[readNumber(value)],
  'icon-type': (value: Bytes) => ICON_TYPES[readNumber(value)],
  'key-information': (value: Bytes) => keyInformation(value),
} as const satisfies Readonly<Record<string, (value: Bytes) => string | undefined>>;

export type ValueForm = keyof typeof FORMS;

/** The value in words; nothing where the bytes are not of that form. */
export function valueWords(form: ValueForm, value: Bytes): string | undefined {
  return FORMS[form](value);
}

/** Text in quotation marks, where every byte is a character that can be printed. */
export function quoted(value: Bytes): string | undefined {
  const text = fromUtf8(value);
  if (text.includes(DAMAGED)) return undefined;
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+$/u.test(text) ? `"${text}"` : undefined;
}

function number(value: Bytes): string | undefined {
  return value.length === 0 || value.length > NUMBER_LENGTH_MAX
    ? undefined
    : String(readBigEndian(value));
}

function readNumber(value: Bytes): number {
  return value.length === 1 ? value[0]! : -1;
}

/** Decimal digits, the low nibble first, `F` where they end. [TS102221 §13.2] */
function swapped(value: Bytes): string | undefined {
  const number = parseDigits(value);
  return /^\d+$/.test(number) ? number : undefined;
}

function identifier(value: Bytes): string | undefined {
  const dotted = parseObjectIdentifier(value);
  return isWireError(dotted) ? undefined : dotted;
}

/** Key identifier, version number, then type and length of each component. [GPCS §11.3.3.1] */
function keyInformation(value: Bytes): string | undefined {
  if (value.length < KEY_INFORMATION_LENGTH_MIN || value.length % 2 === 1) return undefined;
  const byte = (at: number) => hex(value.subarray(at, at + 1));
  const components: string[] = [];
  for (let at = 2; at < value.length; at += 2)
    components.push(`${keyTypeName(value[at]!)}, ${value[at + 1]} bytes`);
  return `key ${byte(0)} version ${byte(1)}: ${components.join('; ')}`;
}
