/**
 * Security attributes of a file, and what they demand for an operation. [TS102221 §9.2]
 * [ISO7816-4 §9.3.3]
 */
import { type Bytes, isWireError, readBigEndian } from '../../base/index.ts';
import { parseTlvs, type Tlv } from '../../wire/index.ts';

/** What must hold before an operation. */
export type Condition =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  /** The PIN or administrative key of this reference is verified. */
  | { readonly kind: 'verified'; readonly key: number }
  /** The PIN of the application is verified: a compact condition names no key reference. */
  | { readonly kind: 'user' }
  | { readonly kind: 'any' | 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition };

const ALWAYS: Condition = { kind: 'always' };
export const NEVER: Condition = { kind: 'never' };

/**
 * An operation on a file: its bit in an access mode byte, 0 for none, and the instruction whose
 * header an access mode may describe instead. [TS102221 §9.2.4]
 */
export interface Operation {
  readonly bit: number;
  readonly ins: number;
}

export const TAG_COMPACT = 0x8c;
export const TAG_REFERENCED = 0x8b;
export const TAG_EXPANDED = 0xab;

/** With bit 8 of an access mode byte, bits 7 to 4 are proprietary. */
const PROPRIETARY = 0x80;
const PROPRIETARY_BITS = 0x78;
const AM_BITS = [0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0x01];

const SC_ALWAYS = 0x00;
const SC_NEVER = 0xff;
/** All conditions of a security condition byte, instead of one. [ISO7816-4 §9.3.3.2 table 20] */
const SC_ALL = 0x80;
const SC_SECURE_MESSAGING = 0x40;
const SC_EXTERNAL_AUTHENTICATION = 0x20;
const SC_USER_AUTHENTICATION = 0x10;

/** Reserved for the access mode byte, and the description of command headers. */
const AM_BYTE = 0x80;
const AM_HEADER_MIN = 0x81;
const AM_HEADER_MAX = 0x8f;
/** Bits of a header's tag: which of CLA, INS, P1 and P2 its values hold. */
const HAS_CLA = 0x08;
const HAS_CODE = 0x04;
const HAS_P1 = 0x02;
const HAS_P2 = 0x01;

const SC = {
  always: 0x90,
  never: 0x97,
  byte: 0x9e,
  authentication: 0xa4,
  any: 0xa0,
  not: 0xa7,
  all: 0xaf,
} as const;
const TAG_KEY_REFERENCE = 0x83;
/** Depth to which templates may contain templates. */
const DEPTH_MAX = 8;

/** One access rule that stands in an EF.ARR: a file's identifier, and the record. */
export interface RuleReference {
  readonly fid: number;
  readonly record: number;
}

/** Where the PIN of the application is disabled, and where it is enabled. [TS102221 §9.2.7] */
export const ENVIRONMENT = { PIN_DISABLED: 0, PIN_ENABLED: 1 } as const;

/** Whether security attributes name a record for each security environment. */
export function dependsOnEnvironment(rules: Bytes): boolean {
  return rules[0] === TAG_REFERENCED && (rules[1] ?? 0) > 3;
}

/**
 * The record that the object 8B names for a security environment, or, where it names none for that
 * one, for an enabled PIN. [TS102221 §9.2.7]
 */
export function referencedRule(value: Bytes, environment: number): RuleReference | undefined {
  if (value.length < 3) return undefined;
  const fid = readBigEndian(value.subarray(0, 2));
  if (value.length === 3) return { fid, record: value[2]! };
  const records = new Map<number, number>();
  for (let at = 2; at + 1 < value.length; at += 2) records.set(value[at]!, value[at + 1]!);
  const record = records.get(environment) ?? records.get(ENVIRONMENT.PIN_ENABLED);
  return record === undefined ? undefined : { fid, record };
}

/** The condition of an operation in compact format; the operation must have a bit. */
export function compactCondition(value: Bytes, { bit }: Operation): Condition {
  const mode = value[0];
  if (mode === undefined || bit === 0 || !covers(mode, bit)) return NEVER;
  let at = 1;
  for (const one of AM_BITS) {
    if ((mode & one) === 0) continue;
    if (one === bit) return ofByte(value[at]);
    at++;
  }
  return NEVER;
}

/**
 * The condition of an operation in expanded format, as EF.ARR holds it too. Of several conditions
 * after one access mode, one is enough; what covers the operation nowhere forbids it.
 */
export function expandedCondition(value: Bytes, operation: Operation): Condition {
  const objects = parseTlvs(withoutFilling(value));
  if (isWireError(objects)) return NEVER;
  const of: Condition[] = [];
  let isCovered = false;
  let isNewRule = true;
  for (const one of objects) {
    if (one.tag >= AM_BYTE && one.tag <= AM_HEADER_MAX) {
      const covered = modeCovers(one, operation);
      isCovered = isNewRule ? covered : isCovered || covered;
      isNewRule = false;
    } else {
      if (isCovered) of.push(conditionOf(one, 0));
      isNewRule = true;
    }
  }
  return one(of, 'any');
}

function one(of: readonly Condition[], kind: 'any' | 'all'): Condition {
  if (of.length === 0) return NEVER;
  return of.length === 1 ? of[0]! : { kind, of };
}

/** Records of EF.ARR are filled up with FF. */
function withoutFilling(value: Bytes): Bytes {
  let end = value.length;
  while (end > 0 && value[end - 1] === 0xff) end--;
  return value.subarray(0, end);
}

function modeCovers({ tag, value }: Tlv, { bit, ins }: Operation): boolean {
  if (tag === AM_BYTE) return value.length === 1 && bit !== 0 && covers(value[0]!, bit);
  if (tag < AM_HEADER_MIN || (tag & HAS_CODE) === 0) return false;
  const flags = [HAS_CLA, HAS_CODE, HAS_P1, HAS_P2].map((flag) => (tag & flag) !== 0);
  const width = flags.filter(Boolean).length;
  const place = flags[0] === true ? 1 : 0;
  for (let at = 0; at + width <= value.length; at += width) {
    if (value[at + place] === ins) return true;
  }
  return false;
}

function covers(mode: number, bit: number): boolean {
  if ((mode & PROPRIETARY) !== 0 && (bit & PROPRIETARY_BITS) !== 0) return false;
  return (mode & bit) !== 0;
}

function conditionOf({ tag, value }: Tlv, depth: number): Condition {
  switch (tag) {
    case SC.always:
      return ALWAYS;
    case SC.byte:
      return ofByte(value[0]);
    case SC.authentication:
      return ofKey(value);
    case SC.any:
      return one(inside(value, depth), 'any');
    case SC.all:
      return one(inside(value, depth), 'all');
    case SC.not: {
      const [first, ...more] = inside(value, depth);
      return first === undefined || more.length > 0 ? NEVER : { kind: 'not', of: first };
    }
    default:
      // `never`, and conditions of secure messaging, which is not offered.
      return NEVER;
  }
}

function inside(value: Bytes, depth: number): readonly Condition[] {
  const objects = depth < DEPTH_MAX ? parseTlvs(value) : [];
  return isWireError(objects) ? [] : objects.map((one) => conditionOf(one, depth + 1));
}

/** A control reference template: the key reference counts, whatever the usage qualifier says. */
function ofKey(value: Bytes): Condition {
  const objects = parseTlvs(value);
  if (isWireError(objects)) return NEVER;
  const key = objects.find(({ tag }) => tag === TAG_KEY_REFERENCE)?.value;
  return key?.length === 1 ? { kind: 'verified', key: key[0]! } : NEVER;
}

function ofByte(byte: number | undefined): Condition {
  if (byte === undefined || byte === SC_NEVER) return NEVER;
  if (byte === SC_ALWAYS) return ALWAYS;
  const of: Condition[] = [];
  if ((byte & SC_SECURE_MESSAGING) !== 0) of.push(NEVER);
  if ((byte & SC_EXTERNAL_AUTHENTICATION) !== 0) of.push(NEVER);
  if ((byte & SC_USER_AUTHENTICATION) !== 0) of.push({ kind: 'user' });
  return one(of, (byte & SC_ALL) !== 0 ? 'all' : 'any');
}

export interface Verified {
  key(reference: number): boolean;
  user(): boolean;
}

export function isFulfilled(condition: Condition, verified: Verified): boolean {
  switch (condition.kind) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'verified':
      return verified.key(condition.key);
    case 'user':
      return verified.user();
    case 'any':
      return condition.of.some((one) => isFulfilled(one, verified));
    case 'all':
      return condition.of.every((one) => isFulfilled(one, verified));
    case 'not':
      return !isFulfilled(condition.of, verified);
  }
}
