/** What a key must be before a security domain keeps it, whatever command brings it. [GPCS §7.5] */
import { type Bytes, equal } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';
import type { Domain } from './domain.ts';
import { curveOf } from './ecc-key.ts';
import { componentCheckValue } from './key-check-value.ts';
import { partsConflict } from './key-conflict.ts';
import { componentOf, type Key, KEY_ACCESS_RESERVED, type KeyPart } from './key.ts';

/** One algorithm and one size: an RSA exponent may be of another length. [GPCS §11.8.2.3.3] */
export function isAlike(old: Key, key: Key): boolean {
  return (
    old.parts.length === key.parts.length &&
    old.parts.every(({ type, value }) => {
      const next = componentOf(key.parts, type);
      if (next === undefined) return false;
      return type === KEY_TYPE.RSA_PUBLIC_EXPONENT || next.length === value.length;
    })
  );
}

export function checkKeyAccess(access: number): void {
  if (access < KEY_ACCESS_RESERVED.FROM || access > KEY_ACCESS_RESERVED.TO) return;
  refuse(SW.WRONG_DATA, 'GPCS §11.1.10', 'no such key access');
}

export function checkKeyParts(domain: Domain, parts: readonly KeyPart[]): void {
  const { environment, entry } = domain;
  const { registry, services } = environment;
  const place = { registry, entry, crypto: services.crypto };
  const needsCurve =
    componentOf(parts, KEY_TYPE.ECC_CURVE) !== undefined &&
    componentOf(parts, KEY_TYPE.ECC_P) === undefined;
  if (needsCurve && curveOf(place, parts) === undefined) {
    refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §B.4.2', 'no curve of this reference');
  }
  const conflict = partsConflict(place, parts);
  if (conflict !== undefined) refuse(SW.WRONG_DATA, 'GPCS §11.8.2.3', conflict);
}

/**
 * That of a PSK may be missing, as hosts send it. [GPCS §11.8.2.3.3] [GPCS §B.6]
 * [GPAmdB §3.9.1]
 */
export function checkKeyCheckValue(
  domain: Domain,
  [first]: readonly KeyPart[],
  given: Bytes,
): void {
  const { type, value } = first!;
  const { crypto } = domain.environment.services;
  const expected = componentCheckValue(crypto, type, value.reveal());
  if (expected === undefined) {
    if (given.length === 0) return;
    refuse(SW.WRONG_DATA, 'GPCS §B.6', 'no key check value is defined for this type of key');
  }
  if (given.length === 0 && type === KEY_TYPE.PSK_TLS) return;
  if (given.length === 0) refuse(SW.WRONG_DATA, 'GPCS §11.8.2.3.3', 'a key check value is missing');
  if (!equal(given, expected))
    refuse(SW.SECURITY_STATUS, 'GPCS §11.8.2.3.3', 'the key check value is wrong');
}
