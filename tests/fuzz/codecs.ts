/** Every codec of the wire that reads bytes, in families that share one corpus file. */
import { type Bytes, fail, isWireError, type WireError } from '../../src/base/index.ts';
import * as cat from '../../src/wire/cat/index.ts';
import * as es10 from '../../src/wire/es10/index.ts';
import * as saip from '../../src/wire/saip/index.ts';
import * as wire from '../../src/wire/index.ts';
import * as sms from '../../src/wire/sms/index.ts';

export interface CodecTarget {
  /** A value, or a `WireError`. */
  read(source: Bytes): unknown;
  /** The bytes of what was read; absent where nothing writes it. */
  write?(value: unknown): Bytes;
}

function codec<T>(
  parse: (source: Bytes) => T | WireError,
  emit?: (value: T) => Bytes,
): CodecTarget {
  return emit === undefined ? { read: parse } : { read: parse, write: (value) => emit(value as T) };
}

const classByte = (source: Bytes) =>
  source.length === 0
    ? fail('class byte', 0, { expected: 'a byte', got: 'nothing' })
    : wire.parseClassByte(source[0]!);

function firstObject(source: Bytes): wire.Tlv | WireError {
  const one = wire.parseTlv(source);
  return isWireError(one) ? one : { tag: one.tag, value: one.value };
}

/** The first frame that a stream of bits holds. */
function swpFrame(source: Bytes): Bytes | WireError {
  const reader = new wire.SwpFrameReader();
  reader.push(source);
  return reader.next() ?? fail('SWP frame', 0, { expected: 'a frame', got: 'none' });
}

/** An answer to reset as a terminal reads it: as it comes, and what it comes to. */
function atrSaying(source: Bytes): unknown {
  const length = wire.atrLength(source);
  const atr = wire.parseAtr(source);
  return isWireError(atr) ? atr : { length, parameters: wire.atrParameters(atr) };
}

function t1(edc: 'lrc' | 'crc'): CodecTarget {
  return codec(
    (source) => wire.parseT1Block(source, edc),
    (block) => wire.emitT1Block(block, edc),
  );
}

function emptyRequest(name: es10.EmptyRequestName): CodecTarget {
  return codec(
    (source) => es10.parseEmptyRequest(name, source),
    () => es10.emitEmptyRequest(name),
  );
}

function checked(type: wire.Iso14443Type): CodecTarget {
  const none = fail('frame', 0, { expected: 'a check that holds', got: 'another' });
  return codec(
    (source) => wire.withoutIso14443Crc(type, source) ?? none,
    (frame) => wire.withIso14443Crc(type, frame),
  );
}

const ES10: Readonly<Record<string, CodecTarget>> = {
  euiccInfo1: codec(es10.parseEuiccInfo1, es10.emitEuiccInfo1),
  euiccInfo2: codec(es10.parseEuiccInfo2, es10.emitEuiccInfo2),
  challenge: codec(es10.parseGetEuiccChallengeResponse, es10.emitGetEuiccChallengeResponse),
  ratRules: codec(es10.parseGetRatResponse, es10.emitGetRatResponse),
  addresses: codec(es10.parseConfiguredAddresses, es10.emitConfiguredAddresses),
  setAddress: codec(es10.parseSetDefaultDpAddressRequest, es10.emitSetDefaultDpAddressRequest),
  addressSet: codec(es10.parseSetDefaultDpAddressResponse, es10.emitSetDefaultDpAddressResponse),
  isdRTemplate: codec(es10.parseIsdRTemplate, es10.emitIsdRTemplate),
  list: codec(es10.parseListNotificationRequest, es10.emitListNotificationRequest),
  listed: codec(es10.parseListNotificationResponse, es10.emitListNotificationResponse),
  retrieve: codec(es10.parseRetrieveNotificationsRequest, es10.emitRetrieveNotificationsRequest),
  retrieved: codec(es10.parseRetrieveNotificationsResponse, es10.emitRetrieveNotificationsResponse),
  remove: codec(es10.parseRemoveNotificationRequest, es10.emitRemoveNotificationRequest),
  removed: codec(es10.parseRemoveNotificationResponse, es10.emitRemoveNotificationResponse),
  enable: codec(es10.parseEnableProfileRequest, es10.emitEnableProfileRequest),
  enabled: codec(es10.parseEnableProfileResponse, es10.emitEnableProfileResponse),
  disable: codec(es10.parseDisableProfileRequest, es10.emitDisableProfileRequest),
  disabled: codec(es10.parseDisableProfileResponse, es10.emitDisableProfileResponse),
  profilesRequested: codec(es10.parseProfileInfoListRequest, es10.emitProfileInfoListRequest),
  profiles: codec(es10.parseProfileInfoListResponse, es10.emitProfileInfoListResponse),
  profile: codec(es10.parseProfileInfo, es10.emitProfileInfo),
  getData: codec(es10.parseGetEuiccDataRequest, es10.emitGetEuiccDataRequest),
  data: codec(es10.parseGetEuiccDataResponse, es10.emitGetEuiccDataResponse),
  setNickname: codec(es10.parseSetNicknameRequest, es10.emitSetNicknameRequest),
  nicknameSet: codec(es10.parseSetNicknameResponse, es10.emitSetNicknameResponse),
  info1: emptyRequest('getEuiccInfo1'),
  info2: emptyRequest('getEuiccInfo2'),
  getChallenge: emptyRequest('getEuiccChallenge'),
  getAddresses: emptyRequest('getEuiccConfiguredAddresses'),
  getRat: emptyRequest('getRat'),
};

/** By family, which is also the name of the corpus file behind `codec-`. */
export const FAMILIES: Readonly<Record<string, Readonly<Record<string, CodecTarget>>>> = {
  apdu: {
    command: codec(wire.parseCommandApdu, wire.emitCommandApdu),
    response: codec(wire.parseResponseApdu, wire.emitResponseApdu),
    classByte: codec(classByte),
  },
  tlv: {
    objects: codec(wire.parseTlvs),
    object: codec(firstObject, ({ tag, value }) => wire.emitTlv(tag, value)),
  },
  es10: ES10,
  saip: {
    package: codec(saip.parseProfilePackage, saip.emitProfilePackage),
    response: codec(saip.parseEuiccResponse, saip.EUICC_RESPONSE.emit),
  },
  contacts: {
    atr: codec(wire.parseAtr, wire.emitAtr),
    atrSaying: codec(atrSaying),
    pps: codec(wire.parsePps, wire.emitPps),
    header: codec(wire.parseT0Header, wire.emitT0Header),
  },
  blocks: {
    lrc: t1('lrc'),
    crc: t1('crc'),
    prime: codec(wire.parseT1PrimeBlock, wire.emitT1PrimeBlock),
    describe: codec((source) => [...source.subarray(0, 4)].map(wire.describePcb)),
  },
  toolkit: {
    command: codec(cat.parseProactiveCommand, cat.emitProactiveCommand),
    response: codec(cat.parseTerminalResponse),
    envelope: codec(cat.parseEnvelope),
    duration: codec(cat.parseDuration),
    timer: codec(cat.parseTimerValue, cat.emitTimerValue),
    deliver: codec(sms.parseSmsDeliver),
    submit: codec(sms.parseSmsSubmit),
  },
  cip: { cip: codec(wire.parseCip, wire.emitCip) },
  swp: {
    frame: codec(swpFrame, wire.emitSwpFrame),
    act: codec(wire.parseActFrame, wire.emitActFrame),
    reset: codec(wire.parseReset, wire.emitReset),
    message: codec(wire.parseHcpMessage, wire.emitHcpMessage),
    describe: codec((source) => (source.length === 0 ? '' : wire.describeLlc(source))),
  },
  contactless: {
    ats: codec(wire.parseAts, wire.emitAts),
    atqb: codec(wire.parseAtqb, wire.emitAtqb),
    block: codec(wire.parseIso14443Block, wire.emitIso14443Block),
    checkA: checked('A'),
    checkB: checked('B'),
  },
};
