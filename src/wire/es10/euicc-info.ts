/** EUICCInfo1 and EUICCInfo2: what the eUICC is and can. [SGP22 §5.7.8] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { elements, type Message, openMessage, UNIVERSAL } from '../asn1/index.ts';
import { ES10_TAG } from './tags.ts';
import { VERSION } from './version.ts';

const { element, INTEGER, listOf, NAMED_BITS, octets, optionalElement, text } = elements;

export const ACCREDITATION_NUMBER_LENGTH_MAX = 64;

/** Bits of `RspCapability`; the editions add to its end. */
export const RSP_CAPABILITY = {
  additionalProfile: 0,
  crlSupport: 1,
  rpmSupport: 2,
  testProfileSupport: 3,
  deviceInfoExtensibilitySupport: 4,
  serviceSpecificDataSupport: 5,
} as const;

/** Bits of `treProperties`. */
export const TRE_PROPERTY = { isDiscrete: 0, isIntegrated: 1, usesRemoteMemory: 2 } as const;

/** Subject key identifiers of CI keys, in order of preference. */
const KEYS = listOf(UNIVERSAL.octetString, octets());

const INFO1 = {
  /** The edition of SGP.22 it follows. */
  svn: element(0x82, VERSION),
  /** The CI keys it verifies with. */
  verificationKeys: element(0xa9, KEYS),
  /** The CI keys under which it can sign. */
  signingKeys: element(0xaa, KEYS),
} as const;

const INFO2 = {
  /** Edition of the profile package format. */
  profileVersion: element(0x81, VERSION),
  svn: INFO1.svn,
  firmwareVersion: element(0x83, VERSION),
  /** Extended card resources, objects 81, 82 and 83. [TS102226 §8.2.1.7.2] */
  cardResource: element(0x84, octets()),
  /** Bits of the profile package format's list of services. */
  uiccCapability: element(0x85, NAMED_BITS),
  /** Java Card in the first editions; from 2.2 the release of TS 102 241. */
  javaCardVersion: optionalElement(0x86, VERSION),
  globalPlatformVersion: optionalElement(0x87, VERSION),
  /** Bits of `RSP_CAPABILITY`. */
  rspCapability: element(0x88, NAMED_BITS),
  verificationKeys: INFO1.verificationKeys,
  signingKeys: INFO1.signingKeys,
  /** 0 other, 1 basic, 2 medium, 3 contactless. */
  category: optionalElement(0x8b, INTEGER),
  /** Bits of `PPR`. */
  forbiddenPolicyRules: optionalElement(0x99, NAMED_BITS),
  protectionProfileVersion: element(UNIVERSAL.octetString, VERSION),
  accreditationNumber: element(UNIVERSAL.utf8String, text(ACCREDITATION_NUMBER_LENGTH_MAX)),
  /** Bits of `TRE_PROPERTY`; from 2.3. */
  treProperties: optionalElement(0x8d, NAMED_BITS),
  /** Further editions of the profile package format; from 2.4. */
  additionalPackageVersions: optionalElement(0xaf, listOf(UNIVERSAL.octetString, VERSION)),
} as const;

export type EuiccInfo1 = Message<typeof INFO1>;
export type EuiccInfo2 = Message<typeof INFO2>;

export function parseEuiccInfo1(source: Bytes): EuiccInfo1 | WireError {
  const reader = openMessage('EUICCInfo1', ES10_TAG.getEuiccInfo1, source);
  return isWireError(reader) ? reader : elements.parseElements(INFO1, reader);
}

export function emitEuiccInfo1(info: EuiccInfo1): Bytes {
  return emitTlv(ES10_TAG.getEuiccInfo1, elements.emitElements(INFO1, info));
}

export function parseEuiccInfo2(source: Bytes): EuiccInfo2 | WireError {
  const reader = openMessage('EUICCInfo2', ES10_TAG.getEuiccInfo2, source);
  return isWireError(reader) ? reader : elements.parseElements(INFO2, reader);
}

export function emitEuiccInfo2(info: EuiccInfo2): Bytes {
  return emitTlv(ES10_TAG.getEuiccInfo2, elements.emitElements(INFO2, info));
}
