/** ProfileInfo: the data of one profile that an eUICC reports. [SGP22 §5.7.15] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv, ICCID_LENGTH } from '../index.ts';
import { elements, type Message, openMessage, UNIVERSAL } from '../asn1/index.ts';
import { ADDRESS_LENGTH_MAX } from './configured-addresses.ts';
import { ISD_P_AID_LENGTH_MAX } from './profile-identifier.ts';

const { choice, element, listOf, NAMED_BITS, octets, optionalElement, text } = elements;

export const PROFILE_INFO_TAG = 0xe3;

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

/** The operator a profile belongs to, or a rule allows: `OperatorID`. */
export const OPERATOR_ID = elements.sequence({
  /** Three bytes as in TS 24.008. */
  mccMnc: element(0x80, octets({ min: 3, max: 3 })),
  gid1: optionalElement(0x81, octets()),
  gid2: optionalElement(0x82, octets()),
});
export type OperatorId = elements.ValueOf<typeof OPERATOR_ID>;

const NOTIFICATION_CONFIGURATION = elements.sequence({
  /** Bits of `NOTIFICATION_EVENT`. */
  events: element(0x80, NAMED_BITS),
  /** Where the notifications go. */
  address: element(0x81, text(ADDRESS_LENGTH_MAX)),
});
export type NotificationConfiguration = elements.ValueOf<typeof NOTIFICATION_CONFIGURATION>;

/** Bytes of `DpProprietaryData` at most, with tag and length. [SGP22 §5.5.2] */
export const PROPRIETARY_LENGTH_MAX = 128;
const PROPRIETARY_HEAD = 2;

/**
 * Any element may be absent: the request selects them. The class is written even where it is the
 * module's default, against DER's rule for defaults: cards of the field do, and clients show what
 * they find.
 */
export const PROFILE_ELEMENTS = {
  iccid: optionalElement(0x5a, octets({ min: ICCID_LENGTH, max: ICCID_LENGTH })),
  isdP: optionalElement(0x4f, octets({ min: 1, max: ISD_P_AID_LENGTH_MAX })),
  state: optionalElement(0x9f70, choice(PROFILE_STATES)),
  nickname: optionalElement(0x90, text(NICKNAME_LENGTH_MAX)),
  serviceProvider: optionalElement(0x91, text(SERVICE_PROVIDER_LENGTH_MAX)),
  profileName: optionalElement(0x92, text(PROFILE_NAME_LENGTH_MAX)),
  iconType: optionalElement(0x93, choice(ICON_TYPES)),
  icon: optionalElement(0x94, octets({ min: 0, max: ICON_LENGTH_MAX })),
  class: optionalElement(0x95, choice(PROFILE_CLASSES)),
  notifications: optionalElement(0xb6, listOf(UNIVERSAL.sequence, NOTIFICATION_CONFIGURATION)),
  owner: optionalElement(0xb7, OPERATOR_ID),
  /** The elements of `DpProprietaryData`, as they came. */
  proprietaryData: optionalElement(
    0xb8,
    octets({ min: 0, max: PROPRIETARY_LENGTH_MAX - PROPRIETARY_HEAD }),
  ),
  /** Bits of `PPR`, ascending. */
  policyRules: optionalElement(0x99, NAMED_BITS),
  /** Extensions of vendors, as they came. */
  serviceData: optionalElement(0xbf22, octets()),
} as const;

/** The tags of its elements, which a tag list may request. */
export const PROFILE_TAG = elements.tagsOf(PROFILE_ELEMENTS);

export type ProfileInfo = Message<typeof PROFILE_ELEMENTS>;

export function parseProfileInfo(source: Bytes): ProfileInfo | WireError {
  const reader = openMessage('ProfileInfo', PROFILE_INFO_TAG, source);
  return isWireError(reader) ? reader : elements.parseElements(PROFILE_ELEMENTS, reader);
}

export function emitProfileInfo(info: ProfileInfo): Bytes {
  return emitTlv(PROFILE_INFO_TAG, elements.emitElements(PROFILE_ELEMENTS, info));
}
