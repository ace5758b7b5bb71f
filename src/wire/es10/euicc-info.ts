/** EUICCInfo1 and EUICCInfo2: what the eUICC is and can. [SGP22 §5.7.8] */
import { type Bytes, isWireError, utf8, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
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
  UNIVERSAL,
} from '../asn1/index.ts';
import { ES10_TAG } from './tags.ts';
import { emitVersion, parseVersion, type VersionType } from './version.ts';

const TAG = {
  profileVersion: 0x81,
  svn: 0x82,
  firmwareVersion: 0x83,
  cardResource: 0x84,
  uiccCapability: 0x85,
  javaCardVersion: 0x86,
  globalPlatformVersion: 0x87,
  rspCapability: 0x88,
  verificationKeys: 0xa9,
  signingKeys: 0xaa,
  category: 0x8b,
  forbiddenPolicyRules: 0x99,
  protectionProfileVersion: UNIVERSAL.octetString,
  accreditationNumber: UNIVERSAL.utf8String,
  treProperties: 0x8d,
  additionalPackageVersions: 0xaf,
} as const;

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

export interface EuiccInfo1 {
  /** The edition of SGP.22 it follows. */
  readonly svn: VersionType;
  /** Subject key identifiers of the CI keys it verifies with, in order of preference. */
  readonly verificationKeys: readonly Bytes[];
  /** Those of the CI keys under which it can sign, in order of preference. */
  readonly signingKeys: readonly Bytes[];
}

export interface EuiccInfo2 extends EuiccInfo1 {
  /** Edition of the profile package format. */
  readonly profileVersion: VersionType;
  readonly firmwareVersion: VersionType;
  /** Extended card resources, objects 81, 82 and 83. [TS102226 §8.2.1.7.2] */
  readonly cardResource: Bytes;
  /** Bits of the profile package format's list of services. */
  readonly uiccCapability: readonly number[];
  /** Java Card in the first editions; from 2.2 the release of TS 102 241. */
  readonly javaCardVersion?: VersionType | undefined;
  readonly globalPlatformVersion?: VersionType | undefined;
  /** Bits of `RSP_CAPABILITY`. */
  readonly rspCapability: readonly number[];
  /** 0 other, 1 basic, 2 medium, 3 contactless. */
  readonly category?: number | undefined;
  /** Bits of `PPR`. */
  readonly forbiddenPolicyRules?: readonly number[] | undefined;
  readonly protectionProfileVersion: VersionType;
  readonly accreditationNumber: string;
  /** Bits of `TRE_PROPERTY`; from 2.3. */
  readonly treProperties?: readonly number[] | undefined;
  /** Further editions of the profile package format; from 2.4. */
  readonly additionalPackageVersions?: readonly VersionType[] | undefined;
}

export function parseEuiccInfo1(source: Bytes): EuiccInfo1 | WireError {
  const reader = openMessage('EUICCInfo1', ES10_TAG.getEuiccInfo1, source);
  return isWireError(reader) ? reader : readInfo1(reader);
}

function readInfo1(reader: Reader): EuiccInfo1 | WireError {
  const info = {
    svn: needed(reader, TAG.svn, parseVersion),
    verificationKeys: needed(reader, TAG.verificationKeys, parseKeys),
    signingKeys: needed(reader, TAG.signingKeys, parseKeys),
  };
  return Object.values(info).find(isWireError) ?? (info as EuiccInfo1);
}

export function emitEuiccInfo1(info: EuiccInfo1): Bytes {
  return emitTlv(
    ES10_TAG.getEuiccInfo1,
    emitVersion(TAG.svn, info.svn),
    emitKeys(TAG.verificationKeys, info.verificationKeys),
    emitKeys(TAG.signingKeys, info.signingKeys),
  );
}

export function parseEuiccInfo2(source: Bytes): EuiccInfo2 | WireError {
  const reader = openMessage('EUICCInfo2', ES10_TAG.getEuiccInfo2, source);
  if (isWireError(reader)) return reader;
  const first = readInfo1(reader);
  if (isWireError(first)) return first;
  const info = {
    ...first,
    profileVersion: needed(reader, TAG.profileVersion, parseVersion),
    firmwareVersion: needed(reader, TAG.firmwareVersion, parseVersion),
    cardResource: required(reader, TAG.cardResource),
    uiccCapability: needed(reader, TAG.uiccCapability, parseNamedBits),
    javaCardVersion: expected(reader, TAG.javaCardVersion, parseVersion),
    globalPlatformVersion: expected(reader, TAG.globalPlatformVersion, parseVersion),
    rspCapability: needed(reader, TAG.rspCapability, parseNamedBits),
    category: expected(reader, TAG.category, parseInteger),
    forbiddenPolicyRules: expected(reader, TAG.forbiddenPolicyRules, parseNamedBits),
    protectionProfileVersion: needed(reader, TAG.protectionProfileVersion, parseVersion),
    accreditationNumber: needed(reader, TAG.accreditationNumber, (r, value) =>
      parseText(r, value, ACCREDITATION_NUMBER_LENGTH_MAX),
    ),
    treProperties: expected(reader, TAG.treProperties, parseNamedBits),
    additionalPackageVersions: expected(reader, TAG.additionalPackageVersions, parseVersions),
  };
  return Object.values(info).find(isWireError) ?? (info as EuiccInfo2);
}

export function emitEuiccInfo2(info: EuiccInfo2): Bytes {
  return emitTlv(
    ES10_TAG.getEuiccInfo2,
    emitVersion(TAG.profileVersion, info.profileVersion),
    emitVersion(TAG.svn, info.svn),
    emitVersion(TAG.firmwareVersion, info.firmwareVersion),
    emitTlv(TAG.cardResource, info.cardResource),
    emitNamedBits(TAG.uiccCapability, info.uiccCapability),
    present(
      info.javaCardVersion && emitVersion(TAG.javaCardVersion, info.javaCardVersion),
      info.globalPlatformVersion &&
        emitVersion(TAG.globalPlatformVersion, info.globalPlatformVersion),
    ),
    emitNamedBits(TAG.rspCapability, info.rspCapability),
    emitKeys(TAG.verificationKeys, info.verificationKeys),
    emitKeys(TAG.signingKeys, info.signingKeys),
    present(
      info.category === undefined ? undefined : emitInteger(TAG.category, info.category),
      info.forbiddenPolicyRules &&
        emitNamedBits(TAG.forbiddenPolicyRules, info.forbiddenPolicyRules),
    ),
    emitVersion(TAG.protectionProfileVersion, info.protectionProfileVersion),
    emitTlv(TAG.accreditationNumber, utf8(info.accreditationNumber)),
    present(
      info.treProperties && emitNamedBits(TAG.treProperties, info.treProperties),
      info.additionalPackageVersions &&
        emitTlv(
          TAG.additionalPackageVersions,
          ...info.additionalPackageVersions.map((one) => emitVersion(UNIVERSAL.octetString, one)),
        ),
    ),
  );
}

type Parse<T> = (reader: Reader, value: Bytes) => T | WireError;

function needed<T>(reader: Reader, tag: number, parse: Parse<T>): T | WireError {
  const value = required(reader, tag);
  return isWireError(value) ? value : parse(reader, value);
}

function expected<T>(reader: Reader, tag: number, parse: Parse<T>): T | WireError | undefined {
  const value = optional(reader, tag);
  return value === undefined ? undefined : parse(reader, value);
}

function parseKeys(reader: Reader, value: Bytes): readonly Bytes[] | WireError {
  const inside = openInside(reader, value);
  return isWireError(inside) ? inside : inside.elements.map((one) => one.value);
}

function emitKeys(tag: number, keys: readonly Bytes[]): Bytes {
  return emitTlv(tag, ...keys.map((key) => emitTlv(UNIVERSAL.octetString, key)));
}

function parseVersions(reader: Reader, value: Bytes): readonly VersionType[] | WireError {
  const inside = openInside(reader, value);
  if (isWireError(inside)) return inside;
  const versions = inside.elements.map((one) => parseVersion(inside, one.value));
  return versions.find(isWireError) ?? (versions as readonly VersionType[]);
}
