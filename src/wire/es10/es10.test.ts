/**
 * The vectors are byte for byte what another ASN.1 compiler's DER encoder writes for the same
 * values under the module that SGP.22 publishes; the properties hold for whatever can be said.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bytes, hex, isWireError, unhex, utf8, type WireError } from '../../base/index.ts';
import * as es10 from './index.ts';

const ICCID = unhex('980000000000000000F1');
const AID = unhex('A0000005591010FFFFFFFF8900001000');

interface Vector<T> {
  readonly name: string;
  readonly bytes: string;
  readonly value: T;
  readonly emit: (value: T) => Bytes;
  readonly parse: (source: Bytes) => T | WireError;
}

function vector<T>(one: Vector<T>): Vector<unknown> {
  return one as unknown as Vector<unknown>;
}

const VECTORS: readonly Vector<unknown>[] = [
  vector({
    name: 'EnableProfileRequest by ICCID',
    bytes: 'BF3111A00C5A0A980000000000000000F18101FF',
    value: { profile: { by: 'iccid', value: ICCID }, refresh: true },
    emit: es10.emitEnableProfileRequest,
    parse: es10.parseEnableProfileRequest,
  }),
  vector({
    name: 'DisableProfileRequest by AID',
    bytes: 'BF3217A0124F10A0000005591010FFFFFFFF8900001000810100',
    value: { profile: { by: 'isd-p', value: AID }, refresh: false },
    emit: es10.emitDisableProfileRequest,
    parse: es10.parseDisableProfileRequest,
  }),
  vector({
    name: 'EnableProfileResponse',
    bytes: 'BF3103800104',
    value: es10.ENABLE_RESULT.wrongProfileReenabling,
    emit: es10.emitEnableProfileResponse,
    parse: es10.parseEnableProfileResponse,
  }),
  vector({
    name: 'DisableProfileResponse',
    bytes: 'BF320380017F',
    value: es10.DISABLE_RESULT.undefinedError,
    emit: es10.emitDisableProfileResponse,
    parse: es10.parseDisableProfileResponse,
  }),
  vector({
    name: 'SetNicknameRequest',
    bytes: 'BF29175A0A980000000000000000F190094AC3B6726720E282AC',
    value: { iccid: ICCID, nickname: 'Jörg €' },
    emit: es10.emitSetNicknameRequest,
    parse: es10.parseSetNicknameRequest,
  }),
  vector({
    name: 'SetNicknameResponse',
    bytes: 'BF2903800101',
    value: es10.SET_NICKNAME_RESULT.iccidNotFound,
    emit: es10.emitSetNicknameResponse,
    parse: es10.parseSetNicknameResponse,
  }),
  vector({
    name: 'GetEuiccDataRequest',
    bytes: 'BF3E035C015A',
    value: { tag: 0x5a },
    emit: es10.emitGetEuiccDataRequest,
    parse: es10.parseGetEuiccDataRequest,
  }),
  vector({
    name: 'GetEuiccDataResponse',
    bytes: 'BF3E125A1089049032123451234512345678901235',
    value: { eid: unhex('89049032123451234512345678901235') },
    emit: es10.emitGetEuiccDataResponse,
    parse: es10.parseGetEuiccDataResponse,
  }),
  vector({
    name: 'ProfileInfoListRequest with criteria and tag list',
    bytes: 'BF2D14A00C5A0A980000000000000000F15C045A9F7090',
    value: { search: { by: 'iccid', value: ICCID }, tags: [0x5a, 0x9f70, 0x90] },
    emit: es10.emitProfileInfoListRequest,
    parse: es10.parseProfileInfoListRequest,
  }),
  vector({
    name: 'ProfileInfoListRequest by class',
    bytes: 'BF2D05A003950102',
    value: { search: { by: 'class', class: 'operational' }, tags: undefined },
    emit: es10.emitProfileInfoListRequest,
    parse: es10.parseProfileInfoListRequest,
  }),
  vector({
    name: 'ProfileInfoListRequest for all',
    bytes: 'BF2D00',
    value: { search: undefined, tags: undefined },
    emit: es10.emitProfileInfoListRequest,
    parse: es10.parseProfileInfoListRequest,
  }),
  vector({
    name: 'ProfileInfoListResponse',
    bytes:
      'BF2D52A050E34E5A0A980000000000000000F14F10A0000005591010FFFFFFFF89000010009F70010190046E69' +
      '636B9102535092046E616D6593010194028950950100B70C800300F1108101018202020399020560',
    value: {
      profiles: [
        {
          iccid: ICCID,
          isdP: AID,
          state: 'enabled',
          nickname: 'nick',
          serviceProvider: 'SP',
          profileName: 'name',
          iconType: 'png',
          icon: unhex('8950'),
          class: 'test',
          owner: { mccMnc: unhex('00F110'), gid1: unhex('01'), gid2: unhex('0203') },
          policyRules: [es10.PPR.ppr1, es10.PPR.ppr2],
        },
      ],
    },
    emit: es10.emitProfileInfoListResponse,
    parse: es10.parseProfileInfoListResponse,
  }),
  vector({
    name: 'ProfileInfoListResponse with an error',
    bytes: 'BF2D03810101',
    value: { error: es10.PROFILE_INFO_LIST_ERROR.incorrectInputValues },
    emit: es10.emitProfileInfoListResponse,
    parse: es10.parseProfileInfoListResponse,
  }),
  vector({
    name: 'ProfileInfoListResponse without profiles',
    bytes: 'BF2D02A000',
    value: { profiles: [] },
    emit: es10.emitProfileInfoListResponse,
    parse: es10.parseProfileInfoListResponse,
  }),
  vector({
    name: 'EUICCInfo1',
    bytes: 'BF201F8203020200A9160414F54172BDF98A95D65CBEB88A38A1C11D800A85C3AA00',
    value: {
      svn: [2, 2, 0],
      verificationKeys: [unhex('F54172BDF98A95D65CBEB88A38A1C11D800A85C3')],
      signingKeys: [],
    },
    emit: es10.emitEuiccInfo1,
    parse: es10.parseEuiccInfo1,
  }),
  vector({
    name: 'EUICCInfo2',
    bytes:
      'BF224B81030201008203020200830300010084038101028505067F36F3C0860309020087030203008802049' +
      '0A90704020102040103AA04040201028B01029902056004030100000C055341532D31',
    value: {
      svn: [2, 2, 0],
      verificationKeys: [unhex('0102'), unhex('03')],
      signingKeys: [unhex('0102')],
      profileVersion: [2, 1, 0],
      firmwareVersion: [0, 1, 0],
      cardResource: unhex('810102'),
      uiccCapability: [1, 2, 3, 4, 5, 6, 7, 10, 11, 13, 14, 16, 17, 18, 19, 22, 23, 24, 25],
      javaCardVersion: [9, 2, 0],
      globalPlatformVersion: [2, 3, 0],
      rspCapability: [0, 3],
      category: 2,
      forbiddenPolicyRules: [1, 2],
      protectionProfileVersion: [1, 0, 0],
      accreditationNumber: 'SAS-1',
      treProperties: undefined,
      additionalPackageVersions: undefined,
    },
    emit: es10.emitEuiccInfo2,
    parse: es10.parseEuiccInfo2,
  }),
  vector({
    name: 'GetEuiccChallengeResponse',
    bytes: 'BF2E128010000102030405060708090A0B0C0D0E0F',
    value: { challenge: unhex('000102030405060708090A0B0C0D0E0F') },
    emit: es10.emitGetEuiccChallengeResponse,
    parse: es10.parseGetEuiccChallengeResponse,
  }),
  vector({
    name: 'EuiccConfiguredAddressesResponse',
    bytes: 'BF3C18800A64702E6578616D706C65810A64732E6578616D706C65',
    value: { defaultDp: 'dp.example', rootDs: 'ds.example' },
    emit: es10.emitConfiguredAddresses,
    parse: es10.parseConfiguredAddresses,
  }),
  vector({
    name: 'SetDefaultDpAddressRequest',
    bytes: 'BF3F0C800A64702E6578616D706C65',
    value: { address: 'dp.example' },
    emit: es10.emitSetDefaultDpAddressRequest,
    parse: es10.parseSetDefaultDpAddressRequest,
  }),
  vector({
    name: 'ListNotificationRequest',
    bytes: 'BF280481020560',
    value: { events: [es10.NOTIFICATION_EVENT.enable, es10.NOTIFICATION_EVENT.disable] },
    emit: es10.emitListNotificationRequest,
    parse: es10.parseListNotificationRequest,
  }),
  vector({
    name: 'ListNotificationResponse',
    bytes: 'BF2825A023BF2F20800200C8810206400C0A64702E6578616D706C655A0A980000000000000000F1',
    value: {
      notifications: [{ sequenceNumber: 200, events: [1], address: 'dp.example', iccid: ICCID }],
    },
    emit: es10.emitListNotificationResponse,
    parse: es10.parseListNotificationResponse,
  }),
  vector({
    name: 'RetrieveNotificationsListRequest by number',
    bytes: 'BF2B05A003800105',
    value: { search: { sequenceNumber: 5 } },
    emit: es10.emitRetrieveNotificationsRequest,
    parse: es10.parseRetrieveNotificationsRequest,
  }),
  vector({
    name: 'RetrieveNotificationsListRequest by event',
    bytes: 'BF2B06A00481020410',
    value: { search: { events: [es10.NOTIFICATION_EVENT.delete] } },
    emit: es10.emitRetrieveNotificationsRequest,
    parse: es10.parseRetrieveNotificationsRequest,
  }),
  vector({
    name: 'RetrieveNotificationsListResponse with an error',
    bytes: 'BF2B03810101',
    value: { error: es10.RETRIEVE_NOTIFICATIONS_ERROR.noResultAvailable },
    emit: es10.emitRetrieveNotificationsResponse,
    parse: es10.parseRetrieveNotificationsResponse,
  }),
  vector({
    name: 'NotificationSentRequest',
    bytes: 'BF30048002012C',
    value: { sequenceNumber: 300 },
    emit: es10.emitRemoveNotificationRequest,
    parse: es10.parseRemoveNotificationRequest,
  }),
  vector({
    name: 'GetRatResponse',
    bytes: 'BF4318A016301480020560A10A3008800300F11081010182020780',
    value: [
      {
        policyRules: [1, 2],
        operators: [{ mccMnc: unhex('00F110'), gid1: unhex('01'), gid2: undefined }],
        flags: [es10.CONSENT_REQUIRED],
      },
    ],
    emit: es10.emitGetRatResponse,
    parse: es10.parseGetRatResponse,
  }),
  vector({
    name: 'ISDRProprietaryApplicationTemplate',
    bytes: 'E0058203020202',
    value: { svn: [2, 2, 2] },
    emit: es10.emitIsdRTemplate,
    parse: es10.parseIsdRTemplate,
  }),
];

for (const { name, bytes, value, emit, parse } of VECTORS) {
  test(`${name}: the bytes of an independent encoder, both ways`, () => {
    assert.equal(hex(emit(value)), bytes);
    assert.deepEqual(parse(unhex(bytes)), value);
  });

  test(`${name}: every shortened message is an error, with its place`, () => {
    const whole = unhex(bytes);
    for (let length = 0; length < whole.length; length++) {
      const result = parse(whole.subarray(0, length));
      assert.ok(isWireError(result), `${length} bytes were taken`);
      assert.ok(result.offset >= 0 && result.offset <= length, `offset ${result.offset}`);
    }
  });

  test(`${name}: a foreign tag and trailing bytes are errors`, () => {
    const longer = parse(unhex(`${bytes}00`));
    assert.ok(isWireError(longer) && longer.offset === bytes.length / 2);
    assert.ok(isWireError(parse(unhex('BF7F00'))));
  });

  test(`${name}: no bytes make the reader throw`, () => {
    const whole = unhex(bytes);
    const place = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 3 }), (changes) => {
        const damaged = whole.slice();
        for (const [at, byte] of changes) damaged[at] = byte;
        const result = parse(damaged);
        if (isWireError(result)) assert.ok(result.offset <= damaged.length);
      }),
    );
  });
}

const octets = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max });
const text = (max: number) =>
  fc.string({ unit: 'grapheme', maxLength: 16 }).filter((one) => utf8(one).length <= max);
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(model, { noNullPrototype: true });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const bits = (max: number) => fc.uniqueArray(fc.nat(max)).map((list) => list.sort((a, b) => a - b));

const PROFILE_INFO = record({
  iccid: maybe(octets(10, 10)),
  isdP: maybe(octets(5, 16)),
  state: maybe(fc.constantFrom(...es10.PROFILE_STATES)),
  nickname: maybe(text(64)),
  serviceProvider: maybe(text(32)),
  profileName: maybe(text(64)),
  iconType: maybe(fc.constantFrom(...es10.ICON_TYPES)),
  icon: maybe(octets(0, 300)),
  class: maybe(fc.constantFrom(...es10.PROFILE_CLASSES)),
  owner: maybe(
    record({ mccMnc: octets(3, 3), gid1: maybe(octets(0, 8)), gid2: maybe(octets(0, 8)) }),
  ),
  policyRules: maybe(bits(5)),
});

test('any profile information comes back as it was', () => {
  fc.assert(
    fc.property(PROFILE_INFO, (info) => {
      assert.deepEqual(es10.parseProfileInfo(es10.emitProfileInfo(info)), info);
    }),
  );
});

test('any list of profiles comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(PROFILE_INFO, { maxLength: 4 }), (profiles) => {
      const response = { profiles };
      const emitted = es10.emitProfileInfoListResponse(response);
      assert.deepEqual(es10.parseProfileInfoListResponse(emitted), response);
    }),
  );
});

test('any sequence number up to 6 bytes comes back as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 47 - 1 }), (sequenceNumber) => {
      const request = { sequenceNumber };
      const emitted = es10.emitRemoveNotificationRequest(request);
      assert.deepEqual(es10.parseRemoveNotificationRequest(emitted), request);
    }),
  );
});

test('the elements that later editions added come back as they were', () => {
  const parsed = es10.parseEuiccInfo2(
    unhex(VECTORS.find((one) => one.name === 'EUICCInfo2')!.bytes),
  ) as es10.EuiccInfo2;
  const later: es10.EuiccInfo2 = {
    ...parsed,
    treProperties: [es10.TRE_PROPERTY.isIntegrated],
    additionalPackageVersions: [
      [3, 1, 0],
      [3, 2, 0],
    ],
  };
  const emitted = hex(es10.emitEuiccInfo2(later));
  assert.match(emitted, /8D020640AF0A04030301000403030200$/);
  assert.deepEqual(es10.parseEuiccInfo2(unhex(emitted)), later);
});

test('a BOOLEAN of 01 is true: a client in the field sends it so', () => {
  const parsed = es10.parseEnableProfileRequest(unhex('BF3111A00C5A0A980000000000000000F1810101'));
  assert.ok(!isWireError(parsed) && parsed.refresh);
});

test('unknown elements of a request are passed over', () => {
  const parsed = es10.parseGetEuiccDataRequest(unhex('BF3E065C015A850142'));
  assert.deepEqual(parsed, { tag: 0x5a });
});

for (const [what, request] of [
  ['both an AID and an ICCID', 'BF3115A0104F02A0005A0A980000000000000000F1810100'],
  ['neither an AID nor an ICCID', 'BF3105A000810100'],
  ['an ICCID of 9 bytes', 'BF3110A00B5A09980000000000000000810100'],
  ['an AID of 17 bytes', `BF3118A0134F11${'A0'.repeat(17)}810100`],
  ['no refresh flag', 'BF310EA00C5A0A980000000000000000F1'],
  ['a BOOLEAN of two bytes', 'BF3112A00C5A0A980000000000000000F181020000'],
] as const) {
  test(`EnableProfileRequest with ${what} is an error`, () => {
    assert.ok(isWireError(es10.parseEnableProfileRequest(unhex(request))));
  });
}

for (const [what, nickname] of [
  ['65 bytes', '41'.repeat(65)],
  ['a lone continuation byte', '80'],
  ['an overlong form', 'C080'],
  ['a surrogate', 'EDA080'],
  ['a cut sequence', 'E282'],
] as const) {
  test(`SetNicknameRequest with ${what} is an error`, () => {
    const length = (n: number) => n.toString(16).padStart(2, '0');
    const inner = `5A0A980000000000000000F190${length(nickname.length / 2)}${nickname}`;
    const request = unhex(`BF29${length(inner.length / 2)}${inner}`);
    assert.ok(isWireError(es10.parseSetNicknameRequest(request)));
  });
}

test('a tag list that ends inside a tag is an error', () => {
  assert.ok(isWireError(es10.parseProfileInfoListRequest(unhex('BF2D045C025A9F'))));
});
