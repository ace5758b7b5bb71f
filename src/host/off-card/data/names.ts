/** Privileges and life cycle states by name. [GPCS §6.6.1] [GPCS §11.1.1] */
import { bigEndian, type Bytes } from '../../../base/index.ts';

/** By bit of the three bytes read as one number. [GPCS §11.1.2 table 11-7] */
export const PRIVILEGE_NAMES: readonly (readonly [string, number])[] = [
  ['security-domain', 0x800000],
  ['dap-verification', 0x400000],
  ['delegated-management', 0x200000],
  ['card-lock', 0x100000],
  ['card-terminate', 0x080000],
  ['card-reset', 0x040000],
  ['cvm-management', 0x020000],
  ['mandated-dap', 0x010000],
  ['trusted-path', 0x008000],
  ['authorized-management', 0x004000],
  ['token-verification', 0x002000],
  ['global-delete', 0x001000],
  ['global-lock', 0x000800],
  ['global-registry', 0x000400],
  ['final-application', 0x000200],
  ['global-service', 0x000100],
  ['receipt-generation', 0x000080],
  ['ciphered-load-file', 0x000040],
  ['contactless-activation', 0x000020],
  ['contactless-self-activation', 0x000010],
];

/** Three bytes, or one, as names. */
export function privilegeNames(coded: Bytes): readonly string[] {
  let value = 0;
  for (let at = 0; at < 3; at++) value = value * 256 + (coded[at] ?? 0);
  return PRIVILEGE_NAMES.filter(([, bit]) => (value & bit) !== 0).map(([name]) => name);
}

/** Names as three bytes; `undefined` where one is not known. */
export function emitPrivileges(names: readonly string[]): Bytes | undefined {
  let value = 0;
  for (const name of names) {
    const bit = PRIVILEGE_NAMES.find(([known]) => known === name)?.[1];
    if (bit === undefined) return undefined;
    value |= bit;
  }
  return bigEndian(value, 3);
}

/**
 * Privileges as a card of this version takes them: before 2.2 there is one byte of them. Those of
 * further bytes stay, for the card to refuse. [GPCS §11.1.2]
 */
export function privilegesFor(version: string | undefined, privileges: Bytes): Bytes {
  const isOld = version !== undefined && /^2\.[01](\.|$)/.test(version);
  const needsMore = privileges.subarray(1).some((one) => one !== 0);
  return isOld && !needsMore ? privileges.subarray(0, 1) : privileges;
}

export type EntryKind = 'issuer' | 'domain' | 'application' | 'load-file';

const CARD: ReadonlyMap<number, string> = new Map([
  [0x01, 'OP_READY'],
  [0x07, 'INITIALIZED'],
  [0x0f, 'SECURED'],
  [0x7f, 'CARD_LOCKED'],
  [0xff, 'TERMINATED'],
]);
const DOMAIN: ReadonlyMap<number, string> = new Map([
  [0x03, 'INSTALLED'],
  [0x07, 'SELECTABLE'],
  [0x0f, 'PERSONALIZED'],
]);
const APPLICATION: ReadonlyMap<number, string> = new Map([
  [0x03, 'INSTALLED'],
  [0x07, 'SELECTABLE'],
]);
const LOCKED = 0x80;

/** A life cycle state in words; one that an application gives itself in hexadecimal. */
export function stateName(kind: EntryKind, state: number): string {
  if (kind === 'load-file') return state === 1 ? 'LOADED' : digits(state);
  if (kind === 'issuer') return CARD.get(state) ?? digits(state);
  const names = kind === 'domain' ? DOMAIN : APPLICATION;
  const before = names.get(state & ~LOCKED) ?? digits(state & ~LOCKED);
  return (state & LOCKED) === 0 ? before : `LOCKED (${before})`;
}

function digits(state: number): string {
  return state.toString(16).toUpperCase().padStart(2, '0');
}

/** Names of key types, as key information shows them. [GPCS §11.1.8 table 11-16] */
const KEY_TYPES: ReadonlyMap<number, string> = new Map([
  [0x80, 'DES'],
  [0x81, 'DES'],
  [0x82, 'DES'],
  [0x83, 'DES'],
  [0x84, 'DES'],
  [0x85, 'PSK-TLS'],
  [0x88, 'AES'],
  [0x90, 'HMAC-SHA1'],
  [0x91, 'HMAC-SHA1'],
  [0xa0, 'RSA public exponent'],
  [0xa1, 'RSA modulus'],
  [0xa2, 'RSA private modulus'],
  [0xa3, 'RSA private exponent'],
  [0xa4, 'RSA p'],
  [0xa5, 'RSA q'],
  [0xa6, 'RSA q^-1'],
  [0xa7, 'RSA dp'],
  [0xa8, 'RSA dq'],
  [0xb0, 'ECC public'],
  [0xb1, 'ECC private'],
  [0xf0, 'curve'],
]);

export function keyTypeName(type: number): string {
  return KEY_TYPES.get(type & 0xff) ?? digits(type);
}

/** Which curve a key parameter reference means. [GPCS §B.4.2 table B-2] */
const CURVES = ['P-256', 'P-384', 'P-521', 'brainpoolP256r1', 'brainpoolP256t1'];
const MORE_CURVES = ['brainpoolP384r1', 'brainpoolP384t1', 'brainpoolP512r1', 'brainpoolP512t1'];

export function curveTitle(reference: number): string {
  return [...CURVES, ...MORE_CURVES][reference] ?? `curve ${digits(reference)}`;
}
