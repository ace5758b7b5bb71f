/** Packages of the project's own builder, and their expansion. */
import { isWireError } from '../../src/base/index.ts';
import {
  buildProfile,
  type ProfileSpecification,
  profileSpecification,
} from '../../src/host/profile-builder/index.ts';
import { Expansion, type ProfileSupport } from '../../src/rsp/package/index.ts';
import {
  emitProfilePackage,
  parseProfilePackage,
  type ProfileElement,
  SERVICE_NAMES,
  type ServiceName,
} from '../../src/wire/saip/index.ts';

/** Key and OPc of test set 1. [TS35207 §4.3] */
export const TEST_SUBSCRIPTION = {
  iccid: '8988211990000000005',
  imsi: '001010123456789',
  algorithm: 'milenage',
  k: '465B5CE8B199B49FAA5F0A2EE238A6BC',
  opc: 'CD63CB71954A9F4E48A5994E37A02BAF',
} as const;

export const TEST_KEYS = {
  version: 1,
  type: 'aes',
  enc: '404142434445464748494A4B4C4D4E4F',
  mac: '404142434445464748494A4B4C4D4E4F',
  dek: '404142434445464748494A4B4C4D4E4F',
} as const;

/** Every service but those that no eUICC of ours has. */
const NOT_OFFERED: readonly ServiceName[] = ['cave', 'mbms', 'eap', 'multos', 'cat-tp', 'dfLink'];

export const FULL_SUPPORT: ProfileSupport = {
  services: new Set(SERVICE_NAMES.filter((name) => !NOT_OFFERED.includes(name))),
  tolerated: new Set(),
  libraries: new Set(['A0000000090003FFFFFFFF8910710001']),
  runs: ({ block }) => block.length > 2,
};

export function specification(changes: object = {}): ProfileSpecification {
  return profileSpecification.parse({ ...TEST_SUBSCRIPTION, keys: [TEST_KEYS], ...changes });
}

export function testProfile(changes: object = {}): readonly ProfileElement[] {
  return buildProfile(specification(changes));
}

/** What a package comes to, by way of its bytes. */
export function expanded(elements: readonly ProfileElement[], support = FULL_SUPPORT): Expansion {
  const back = parseProfilePackage(emitProfilePackage(elements));
  const expansion = new Expansion(support);
  if (isWireError(back)) expansion.reject(back);
  else for (const element of back) expansion.add(element);
  return expansion;
}
