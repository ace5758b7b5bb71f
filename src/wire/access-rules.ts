/**
 * Data objects of secure element access control: which application of a device may send what to
 * which application of a secure element. [SEAC §6]
 */
import {
  AID_LENGTH_MAX,
  AID_LENGTH_MIN,
  type Bytes,
  equal,
  fail,
  isWireError,
  unhex,
  type WireError,
} from '../base/index.ts';
import { emitTlv, findTlv, parseTlvs, type Tlv } from './tlv.ts';

export const ACCESS_TAG = {
  AID: 0x4f,
  DEFAULT: 0xc0,
  HASH: 0xc1,
  PACKAGE: 0xca,
  APDU: 0xd0,
  NFC: 0xd1,
  PERMISSIONS: 0xdb,
  REFERENCE: 0xe1,
  RULE: 0xe2,
  ACCESS: 0xe3,
  ALL: 0xff40,
  SPECIFIC: 0xff50,
  NEXT: 0xff60,
  REFRESH: 0xdf20,
  CONFIG: 0xdf21,
} as const;

const NAME = 'access rule';
/** Of a certificate, by SHA-1 or SHA-256; empty for every one. [SEAC §6 table 6-4] */
const HASH_LENGTHS: readonly number[] = [0, 20, 32];
/** A header and a mask of four bytes each. [SEAC §6 table 6-8] */
const FILTER_LENGTH = 8;
const PACKAGE_MAX = 127;
const PERMISSIONS_LENGTH = 8;

/**
 * Of rules by which a carrier gives its applications privileges on the device; one without an AID
 * is such a rule. They concern no application of the element.
 */
const CARRIER_AID = unhex('FFFFFFFFFFFF');

/** Whose access to what. An empty AID means all; the default is what a channel begins with. */
export interface AccessReference {
  readonly aid: Bytes | 'default';
  readonly hash: Bytes;
}

export function isForCarrier({ aid }: AccessReference): boolean {
  return aid !== 'default' && equal(aid, CARRIER_AID);
}

export interface ApduFilter {
  readonly header: Bytes;
  readonly mask: Bytes;
}

export interface AccessRule extends AccessReference {
  readonly apdu: boolean | readonly ApduFilter[] | undefined;
  readonly nfc: boolean | undefined;
  readonly permissions: Bytes | undefined;
}

/** The value of E1. [SEAC §6 table 6-5] */
export function parseAccessReference(source: Bytes): AccessReference | WireError {
  const list = parseTlvs(source);
  if (isWireError(list)) return list;
  const aid = findTlv(list, ACCESS_TAG.AID);
  const isDefault = findTlv(list, ACCESS_TAG.DEFAULT);
  const hash = findTlv(list, ACCESS_TAG.HASH);
  const name = findTlv(list, ACCESS_TAG.PACKAGE);
  if (aid !== undefined && isDefault !== undefined) return wrong('one of 4F and C0');
  if (isDefault !== undefined && isDefault.length > 0) return wrong('C0 without a value');
  if (aid !== undefined && !isAid(aid)) return wrong('an AID, or none');
  if (hash === undefined || !HASH_LENGTHS.includes(hash.length))
    return wrong('a hash of 0, 20 or 32 bytes');
  if (name !== undefined && name.length > PACKAGE_MAX) return wrong('a shorter package name');
  return { aid: aid ?? (isDefault ? 'default' : CARRIER_AID), hash };
}

function isAid({ length }: Bytes): boolean {
  return length === 0 || (length >= AID_LENGTH_MIN && length <= AID_LENGTH_MAX);
}

/** The value of E2: a reference and what it allows. [SEAC §6 table 6-6] */
export function parseAccessRule(source: Bytes): AccessRule | WireError {
  const list = parseTlvs(source);
  if (isWireError(list)) return list;
  const [first, second, ...others] = list;
  const isWhole = first?.tag === ACCESS_TAG.REFERENCE && second?.tag === ACCESS_TAG.ACCESS;
  if (!isWhole || others.length > 0) return wrong('E1 and E3');
  const reference = parseAccessReference(first.value);
  if (isWireError(reference)) return reference;
  const access = parseAccess(second.value);
  return isWireError(access) ? access : { ...reference, ...access };
}

type Access = Pick<AccessRule, 'apdu' | 'nfc' | 'permissions'>;

/** The value of E3; objects of others are passed over. [SEAC §6 table 6-7] */
function parseAccess(source: Bytes): Access | WireError {
  const list = parseTlvs(source);
  if (isWireError(list)) return list;
  const apdu = parseApdu(findTlv(list, ACCESS_TAG.APDU));
  if (isWireError(apdu)) return apdu;
  const nfc = parseFlag(findTlv(list, ACCESS_TAG.NFC));
  if (isWireError(nfc)) return nfc;
  const permissions = findTlv(list, ACCESS_TAG.PERMISSIONS);
  if (permissions !== undefined && permissions.length !== PERMISSIONS_LENGTH) {
    return wrong('permissions of 8 bytes');
  }
  const isEmpty = apdu === undefined && nfc === undefined && permissions === undefined;
  return isEmpty ? wrong('D0, D1 or DB') : { apdu, nfc, permissions };
}

function parseFlag(value: Bytes | undefined): boolean | undefined | WireError {
  if (value === undefined) return undefined;
  const [flag] = value;
  if (value.length !== 1 || (flag !== 0 && flag !== 1)) return wrong('00 or 01');
  return flag === 1;
}

/** Never, always, or filters of commands. [SEAC §6 table 6-8] */
function parseApdu(value: Bytes | undefined): AccessRule['apdu'] | WireError {
  if (value === undefined || value.length <= 1) return parseFlag(value);
  if (value.length % FILTER_LENGTH !== 0) return wrong('filters of 8 bytes');
  return Array.from({ length: value.length / FILTER_LENGTH }, (_, index) => {
    const at = index * FILTER_LENGTH;
    return { header: value.slice(at, at + 4), mask: value.slice(at + 4, at + FILTER_LENGTH) };
  });
}

function wrong(expected: string): WireError {
  return fail(NAME, 0, { expected, got: 'another' });
}

/** All rules of an answer FF40; one that cannot be read makes the whole unusable. [SEAC §4.2.2] */
export function parseAllRules(answer: Bytes): readonly AccessRule[] | WireError {
  const list = parseTlvs(answer);
  const all = isWireError(list) ? undefined : findTlv(list, ACCESS_TAG.ALL);
  if (all === undefined) return wrong('FF40');
  const objects = parseTlvs(all);
  if (isWireError(objects)) return objects;
  const rules: AccessRule[] = [];
  for (const { value } of objects.filter(isRule)) {
    const rule = parseAccessRule(value);
    if (isWireError(rule)) return rule;
    rules.push(rule);
  }
  return rules;
}

function isRule({ tag }: Tlv): boolean {
  return tag === ACCESS_TAG.RULE;
}

/** The value of E3 for what was decided. */
export function emitAccess({ apdu, nfc }: Pick<AccessRule, 'apdu' | 'nfc'>): Bytes {
  const parts: Bytes[] = [];
  if (typeof apdu === 'boolean') parts.push(emitTlv(ACCESS_TAG.APDU, Uint8Array.of(apdu ? 1 : 0)));
  else if (apdu !== undefined) {
    parts.push(emitTlv(ACCESS_TAG.APDU, ...apdu.flatMap(({ header, mask }) => [header, mask])));
  }
  if (nfc !== undefined) parts.push(emitTlv(ACCESS_TAG.NFC, Uint8Array.of(nfc ? 1 : 0)));
  return emitTlv(ACCESS_TAG.ACCESS, ...parts);
}
