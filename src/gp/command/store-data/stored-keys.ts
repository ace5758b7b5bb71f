/** Keys in data groupings: templates that describe them, then their components. [GPCS §11.11.4] */
import { type Bytes, isWireError, readBigEndian, Secret } from '../../../base/index.ts';
import { refuse } from '../../../os/abi/index.ts';
import { findTlv, parseTlvs, SW, type Tlv } from '../../../wire/index.ts';
import { KEY_TYPE } from '../../../wire/globalplatform/index.ts';
import type { Domain } from '../../domain/domain.ts';
import {
  checkKeyAccess,
  checkKeyCheckValue,
  checkKeyParts,
  isAlike,
} from '../../domain/key-acceptance.ts';
import { type Key, type KeyPart, VERSION_MAX } from '../../domain/key.ts';
import { parseKeyUsage } from '../../domain/key-usage.ts';
import { keepKeys } from '../key-placement.ts';
import { KEYS_CHANGED } from '../../domain/keys-record.ts';

const CLAUSE = 'GPCS §11.11.4';
const ID_MAX = 0x7f;

/** The grouping of templates. [GPCS §11.11.4 table 11-91] */
export const DGI_KEY_INFORMATION = 0x00b9;
const T = KEY_TYPE;

/** Groupings of components; those with the highest bit are encrypted. [GPCS §11.11.4] */
const COMPONENTS: ReadonlyMap<number, readonly number[]> = new Map<number, readonly number[]>([
  [0x8113, [T.DES, T.AES, T.PSK_TLS, T.HMAC_SHA1, T.HMAC_SHA1_160]],
  [0x0010, [T.RSA_MODULUS]],
  [0x0011, [T.RSA_PUBLIC_EXPONENT]],
  [0x8112, [T.RSA_PRIVATE_EXPONENT]],
  [0x8121, [T.RSA_PQ]],
  [0x8122, [T.RSA_DQ1]],
  [0x8123, [T.RSA_DP1]],
  [0x8124, [T.RSA_Q]],
  [0x8125, [T.RSA_P]],
  [0x0030, [T.ECC_P]],
  [0x0031, [T.ECC_A]],
  [0x0032, [T.ECC_B]],
  [0x0033, [T.ECC_G]],
  [0x0034, [T.ECC_N]],
  [0x0035, [T.ECC_COFACTOR]],
  [0x0036, [T.ECC_PUBLIC]],
  [0x8137, [T.ECC_PRIVATE]],
]);
const ENCRYPTED_DGI = 0x8000;

const TAG = {
  TEMPLATE: 0xb9,
  TYPE: 0x80,
  LENGTH: 0x81,
  ID: 0x82,
  VERSION: 0x83,
  CHECK_VALUE: 0x84,
  REFERENCE: 0x85,
  USAGE: 0x95,
  ACCESS: 0x96,
} as const;

interface Grouping {
  readonly tag: number;
  readonly value: Bytes;
}

interface KeyDraft {
  readonly version: number;
  readonly id: number;
  readonly usage: number;
  readonly access: number;
  readonly parts: KeyPart[];
  checkValue: Bytes | undefined;
}

export function isKeyGrouping(tag: number): boolean {
  return tag === DGI_KEY_INFORMATION || COMPONENTS.has(tag);
}

/** All keys of a sequence of groupings, kept at once. */
export function storeKeys(
  domain: Domain,
  groupings: readonly Grouping[],
  decrypt: (data: Bytes) => Bytes | undefined,
): void {
  const drafts: KeyDraft[] = [];
  for (let at = 0; at < groupings.length;) {
    if (groupings[at]!.tag !== DGI_KEY_INFORMATION) {
      refuse(SW.WRONG_DATA, CLAUSE, 'a key component without key information before it');
    }
    const templates = parseTemplates(groupings[at++]!.value);
    for (const template of templates) {
      const draft = draftOf(drafts, template);
      const part = referenceOf(template) ?? componentFrom(groupings[at++], template, decrypt);
      draft.parts.push(part);
      draft.checkValue ??= findTlv(template, TAG.CHECK_VALUE);
    }
  }
  const keys = drafts.map((draft) => finished(domain, draft));
  keepKeys(domain, keys);
  for (const { version } of keys) {
    domain.environment.services.note(KEYS_CHANGED, domain.entry.name, 1, version);
  }
}

function parseTemplates(value: Bytes): readonly (readonly Tlv[])[] {
  const list = parseTlvs(value);
  if (isWireError(list) || list.length === 0) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'key information is templates B9');
  }
  return list.map((one) => {
    const inside = parseTlvs(one.value);
    if (one.tag === TAG.TEMPLATE && !isWireError(inside)) return inside;
    return refuse(SW.WRONG_DATA, CLAUSE, 'key information is templates B9');
  });
}

/** A template without a name goes on with the key before it: its curve. [GPCS §11.11.4.2.2.1] */
function draftOf(drafts: KeyDraft[], template: readonly Tlv[]): KeyDraft {
  const [id, version] = [byteOf(template, TAG.ID), byteOf(template, TAG.VERSION)];
  const last = drafts.at(-1);
  if (id === undefined && version === undefined) {
    if (last !== undefined) return last;
    return refuse(SW.WRONG_DATA, CLAUSE, 'a curve without a key');
  }
  if (id === undefined || version === undefined || id > ID_MAX) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'a key has an identifier and a version');
  }
  if (version < 1 || version > VERSION_MAX) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'a key version number is 01 to 7F');
  }
  const usage = findTlv(template, TAG.USAGE);
  if (usage === undefined || usage.length < 1 || usage.length > 2) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'a key usage qualifier has one or two bytes');
  }
  const qualifier = parseKeyUsage(usage);
  const known = drafts.find((one) => one.id === id && one.version === version);
  if (known !== undefined) {
    if (known.usage === qualifier) return known;
    return refuse(SW.WRONG_DATA, CLAUSE, 'templates of one key contradict each other');
  }
  const access = byteOf(template, TAG.ACCESS) ?? 0;
  checkKeyAccess(access);
  const draft = { version, id, usage: qualifier, access, parts: [], checkValue: undefined };
  drafts.push(draft);
  return drafts.at(-1)!;
}

/** A key parameter reference stands in its template. [GPCS §11.11.4.2.2] */
function referenceOf(template: readonly Tlv[]): KeyPart | undefined {
  if (byteOf(template, TAG.TYPE) !== T.ECC_CURVE) return undefined;
  const value = findTlv(template, TAG.REFERENCE);
  if (value === undefined || value.length < 1 || value.length > 2) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'a key parameter reference has one or two bytes');
  }
  return { type: T.ECC_CURVE, value: new Secret(Uint8Array.from(value)) };
}

function componentFrom(
  grouping: Grouping | undefined,
  template: readonly Tlv[],
  decrypt: (data: Bytes) => Bytes | undefined,
): KeyPart {
  const type = byteOf(template, TAG.TYPE);
  const types = grouping === undefined ? undefined : COMPONENTS.get(grouping.tag);
  if (grouping === undefined || type === undefined || types?.includes(type) !== true) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'a component of another type than its template says');
  }
  const { tag, value } = grouping;
  const clear = (tag & ENCRYPTED_DGI) === 0 ? value : decrypt(value);
  const length = readBigEndian(findTlv(template, TAG.LENGTH) ?? new Uint8Array(0));
  if (clear === undefined || length === 0 || length > clear.length) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'a component of another length than its template says');
  }
  return { type, value: new Secret(clear.slice(0, length)) };
}

function finished(domain: Domain, draft: KeyDraft): Key {
  const { checkValue, ...key } = draft;
  checkKeyParts(domain, key.parts);
  checkKeyCheckValue(domain, key.parts, checkValue ?? new Uint8Array(0));
  const old = domain.keys.find(key.version, key.id);
  if (old !== undefined && !isAlike(old, key)) {
    refuse(SW.WRONG_DATA, 'GPCS §11.8.2.3.3', 'a key keeps its algorithm and its size');
  }
  return key;
}

function byteOf(template: readonly Tlv[], tag: number): number | undefined {
  const value = findTlv(template, tag);
  return value?.length === 1 ? value[0] : undefined;
}
