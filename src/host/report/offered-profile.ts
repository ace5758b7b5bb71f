/** The profile that the report's servers have: of the project's builder, with test keys. */
import { type Bytes, unhex } from '../../base/index.ts';
import { emitIccid } from '../../wire/index.ts';
import { NOTIFICATION_EVENT, type ProfileClass } from '../../wire/es10/index.ts';
import type { StoreMetadataRequest } from '../../wire/es8/index.ts';
import { emitProfilePackage } from '../../wire/saip/index.ts';
import { buildProfile, profileSpecification } from '../profile-builder/index.ts';

export const SERVER = 'testsmdpplus1.example.com';
export const SMDS = 'testrootsmds.example.com';
/** Of profiles that a case downloads, in order. */
export const ICCIDS = [
  '8988211990000000047',
  '8988211990000000054',
  '8988211990000000062',
] as const;

/** Of the operator's domain: all keys of the one version. */
export const OPERATOR_KEY = { version: 1, key: '404142434445464748494A4B4C4D4E4F' } as const;
const { version, key } = OPERATOR_KEY;
const TEST_USIM_KEY = '000102030405060708090A0B0C0D0E0F';
/** Key and OPc of test set 1. [TS35207 §4.3] */
const SUBSCRIPTION = {
  imsi: '001010123456789',
  algorithm: 'milenage',
  k: '465B5CE8B199B49FAA5F0A2EE238A6BC',
  opc: 'CD63CB71954A9F4E48A5994E37A02BAF',
  keys: [{ version, type: 'aes', enc: key, mac: key, dek: key }],
} as const;

export interface OfferedPackage {
  readonly iccid?: string;
  /** Of a test profile, its key is that of the test USIM. [TS34108 §8.1.2] */
  readonly class?: ProfileClass | undefined;
}

export function packageOf({ iccid = ICCIDS[0], class: kind }: OfferedPackage = {}): Bytes {
  const key = kind === 'test' ? { k: TEST_USIM_KEY } : {};
  const specification = profileSpecification.parse({ ...SUBSCRIPTION, ...key, iccid });
  return emitProfilePackage(buildProfile(specification));
}

export function metadataOf(iccid: string = ICCIDS[0]): StoreMetadataRequest {
  const { enable, disable, delete: deletion } = NOTIFICATION_EVENT;
  return {
    iccid: emitIccid(iccid),
    serviceProvider: 'Bifrons report',
    profileName: 'Report',
    notifications: [{ events: [enable, disable, deletion], address: SERVER }],
    owner: { mccMnc: unhex('00F110') },
  };
}
