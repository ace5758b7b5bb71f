/** ProfileInfo: the data of one profile that an eUICC reports. [SGP22 §5.7.15] */
import { type Bytes, concat, isWireError, utf8, type WireError } from '../../base/index.ts';
import { emitTlv, ICCID_LENGTH } from '../index.ts';
import {
  emitInteger,
  emitNamedBits,
  openInside,
  openMessage,
  optional,
  parseInteger,
  parseNamedBits,
  parseText,
  present,
  type Reader,
  required,
  sized,
  wrong,
} from '../asn1/index.ts';
import { ISD_P_AID_LENGTH_MAX } from './profile-identifier.ts';

export const PROFILE_INFO_TAG = 0xe3;

/** The tags of its elements, which a tag list may request. */
export const PROFILE_TAG = {
  iccid: 0x5a,
  isdP: 0x4f,
  state: 0x9f70,
  nickname: 0x90,
  serviceProvider: 0x91,
  profileName: 0x92,
  iconType: 0x93,
  icon: 0x94,
  class: 0x95,
  owner: 0xb7,
  policyRules: 0x99,
} as const;

export const NICKNAME_LENGTH_MAX = 64;
export const SERVICE_PROVIDER_LENGTH_MAX = 32;
export const PROFILE_NAME_LENGTH_MAX = 64;
export const ICON_LENGTH_MAX = 1_024;

/** `ProfileState`, `ProfileClass`, `IconType`: the number is the position. */
export const PROFILE_STATES = ['disabled', 'enabled'] as const;
export const PROFILE_CLASSES = ['test', 'provisioning', 'operational'] as const;
export const ICON_TYPES = ['jpg', 'png'] as const;
export type ProfileState = (typeof PROFILE_STATES)[number];
export type ProfileClass = (typeof PROFILE_CLASSES)[number];
export type IconType = (typeof ICON_TYPES)[number];

/** Bits of `PprIds`. */
export const PPR = { updateControl: 0, ppr1: 1, ppr2: 2 } as const;

/** The operator a profile belongs to, or a rule allows. */
export interface OperatorId {
  /** Three bytes as in TS 24.008. */
  readonly mccMnc: Bytes;
  readonly gid1?: Bytes | undefined;
  readonly gid2?: Bytes | undefined;
}

/** Any element may be missing: the request selects them. */
export interface ProfileInfo {
  readonly iccid?: Bytes | undefined;
  readonly isdP?: Bytes | undefined;
  readonly state?: ProfileState | undefined;
  readonly nickname?: string | undefined;
  readonly serviceProvider?: string | undefined;
  readonly profileName?: string | undefined;
  readonly iconType?: IconType | undefined;
  readonly icon?: Bytes | undefined;
  readonly class?: ProfileClass | undefined;
  readonly owner?: OperatorId | undefined;
  /** Bits of `PPR`, ascending. */
  readonly policyRules?: readonly number[] | undefined;
}

export function parseProfileInfo(source: Bytes): ProfileInfo | WireError {
  const reader = openMessage('ProfileInfo', PROFILE_INFO_TAG, source);
  if (isWireError(reader)) return reader;
  const read = <T>(tag: number, parse: (reader: Reader, value: Bytes) => T): T | undefined => {
    const value = optional(reader, tag);
    return value === undefined ? undefined : parse(reader, value);
  };
  const info = {
    iccid: read(PROFILE_TAG.iccid, (r, v) => sized(r, v, { min: ICCID_LENGTH, max: ICCID_LENGTH })),
    isdP: read(PROFILE_TAG.isdP, (r, v) => sized(r, v, { min: 1, max: ISD_P_AID_LENGTH_MAX })),
    state: read(PROFILE_TAG.state, (r, v) => choice(r, v, PROFILE_STATES)),
    nickname: read(PROFILE_TAG.nickname, (r, v) => parseText(r, v, NICKNAME_LENGTH_MAX)),
    serviceProvider: read(PROFILE_TAG.serviceProvider, (r, v) =>
      parseText(r, v, SERVICE_PROVIDER_LENGTH_MAX),
    ),
    profileName: read(PROFILE_TAG.profileName, (r, v) => parseText(r, v, PROFILE_NAME_LENGTH_MAX)),
    iconType: read(PROFILE_TAG.iconType, (r, v) => choice(r, v, ICON_TYPES)),
    icon: read(PROFILE_TAG.icon, (r, v) => sized(r, v, { min: 0, max: ICON_LENGTH_MAX })),
    class: read(PROFILE_TAG.class, (r, v) => choice(r, v, PROFILE_CLASSES)),
    owner: read(PROFILE_TAG.owner, parseOperatorId),
    policyRules: read(PROFILE_TAG.policyRules, parseNamedBits),
  };
  const bad = Object.values(info).find(isWireError);
  return bad ?? (info as ProfileInfo);
}

function choice<T extends string>(
  reader: Reader,
  value: Bytes,
  names: readonly T[],
): T | WireError {
  const number = parseInteger(reader, value);
  if (isWireError(number)) return number;
  const name = names[number];
  if (name !== undefined) return name;
  return wrong(reader, value, { expected: `0 to ${names.length - 1}`, got: number });
}

/**
 * Writes what is there, in the module's order. The class is written even where it is the module's
 * default, against DER's rule for defaults: cards of the field do, and clients show what they find.
 */
export function emitProfileInfo(info: ProfileInfo): Bytes {
  const text = (tag: number, value: string | undefined) =>
    value === undefined ? undefined : emitTlv(tag, utf8(value));
  const number = <T extends string>(tag: number, names: readonly T[], value: T | undefined) =>
    value === undefined ? undefined : emitInteger(tag, names.indexOf(value));
  const octets = (tag: number, value: Bytes | undefined) =>
    value === undefined ? undefined : emitTlv(tag, value);
  return emitTlv(
    PROFILE_INFO_TAG,
    present(
      octets(PROFILE_TAG.iccid, info.iccid),
      octets(PROFILE_TAG.isdP, info.isdP),
      number(PROFILE_TAG.state, PROFILE_STATES, info.state),
      text(PROFILE_TAG.nickname, info.nickname),
      text(PROFILE_TAG.serviceProvider, info.serviceProvider),
      text(PROFILE_TAG.profileName, info.profileName),
      number(PROFILE_TAG.iconType, ICON_TYPES, info.iconType),
      octets(PROFILE_TAG.icon, info.icon),
      number(PROFILE_TAG.class, PROFILE_CLASSES, info.class),
      info.owner && emitTlv(PROFILE_TAG.owner, emitOperatorId(info.owner)),
      info.policyRules && emitNamedBits(PROFILE_TAG.policyRules, info.policyRules),
    ),
  );
}

const OPERATOR = { mccMnc: 0x80, gid1: 0x81, gid2: 0x82 } as const;

/** Reads the inside of an OperatorID. */
export function parseOperatorId(reader: Reader, value: Bytes): OperatorId | WireError {
  const inside = openInside(reader, value);
  if (isWireError(inside)) return inside;
  const found = required(inside, OPERATOR.mccMnc);
  if (isWireError(found)) return found;
  const mccMnc = sized(inside, found, { min: 3, max: 3 });
  if (isWireError(mccMnc)) return mccMnc;
  return { mccMnc, gid1: optional(inside, OPERATOR.gid1), gid2: optional(inside, OPERATOR.gid2) };
}

/** Writes the inside of an OperatorID; its tag depends on where it stands. */
export function emitOperatorId(owner: OperatorId): Bytes {
  return concat(
    emitTlv(OPERATOR.mccMnc, owner.mccMnc),
    present(
      owner.gid1 && emitTlv(OPERATOR.gid1, owner.gid1),
      owner.gid2 && emitTlv(OPERATOR.gid2, owner.gid2),
    ),
  );
}
