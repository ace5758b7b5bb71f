/** Privileges, life cycle states and curves by name. [GPCS §6.6.1] [GPCS §11.1.1] */
import { type Bytes, bytes, hex } from '../../../base/index.ts';
import { REFERENCED_CURVES } from '../../../crypto/index.ts';
import {
  APPLICATION_LIFE_CYCLE,
  CARD_LIFE_CYCLE,
  DOMAIN_LIFE_CYCLE,
  emitPrivileges,
  LOAD_FILE_LIFE_CYCLE,
  lockableStateName,
  parsePrivileges,
  PRIVILEGE_NAMES,
  stateName,
} from '../../../wire/globalplatform/index.ts';

/** Three bytes, or one, as names. */
export function privilegeNames(coded: Bytes): readonly string[] {
  const value = parsePrivileges(coded);
  return PRIVILEGE_NAMES.filter(([, bit]) => (value & bit) !== 0).map(([name]) => name);
}

/** Names as three bytes; `undefined` where one is not known. */
export function emitPrivilegeNames(names: readonly string[]): Bytes | undefined {
  let value = 0;
  for (const name of names) {
    const bit = PRIVILEGE_NAMES.find(([known]) => known === name)?.[1];
    if (bit === undefined) return undefined;
    value |= bit;
  }
  return emitPrivileges(value);
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

/** A life cycle state in words; one that an application sets itself in hexadecimal. */
export function entryStateName(kind: EntryKind, state: number): string {
  if (kind === 'load-file') return stateName(LOAD_FILE_LIFE_CYCLE, state);
  if (kind === 'issuer') return stateName(CARD_LIFE_CYCLE, state);
  const states = kind === 'domain' ? DOMAIN_LIFE_CYCLE : APPLICATION_LIFE_CYCLE;
  return lockableStateName(states, state);
}

/** The curve of a key parameter reference: `P-256`, `brainpoolP256r1`. */
export function curveTitle(reference: number): string {
  const name = REFERENCED_CURVES[reference];
  return name?.replace(/^p/, 'P-') ?? `curve ${hex(bytes(reference))}`;
}
