/**
 * The vectors are byte for byte what another ASN.1 compiler's DER encoder writes for the same
 * values under the module that SGP.22 publishes; the properties hold for whatever can be said.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isWireError, unhex, utf8 } from '../../base/index.ts';
import { holdVector } from '../../../tests/support/wire-vector.ts';
import * as es10 from './index.ts';
import { randomRuns } from '../../../tests/random-counts.ts';

const ICCID = unhex('980000000000000000F1');
const AID = unhex('A0000005591010FFFFFFFF8900001000');

holdVector({
  name: 'EnableProfileRequest by ICCID',
  bytes: 'BF3111A00C5A0A980000000000000000F18101FF',
  value: { profile: { by: 'iccid', value: ICCID }, refresh: true },
  emit: es10.emitEnableProfileRequest,
  parse: es10.parseEnableProfileRequest,
});

holdVector({
  name: 'DisableProfileRequest by AID',
  bytes: 'BF3217A0124F10A0000005591010FFFFFFFF8900001000810100',
  value: { profile: { by: 'isd-p', value: AID }, refresh: false },
  emit: es10.emitDisableProfileRequest,
  parse: es10.parseDisableProfileRequest,
});

holdVector({
  name: 'EnableProfileResponse',
  bytes: 'BF3103800104',
  value: es10.ENABLE_RESULT.wrongProfileReenabling,
  emit: es10.emitEnableProfileResponse,
  parse: es10.parseEnableProfileResponse,
});

holdVector({
  name: 'DisableProfileResponse',
  bytes: 'BF320380017F',
  value: es10.DISABLE_RESULT.undefinedError,
  emit: es10.emitDisableProfileResponse,
  parse: es10.parseDisableProfileResponse,
});

holdVector({
  name: 'SetNicknameRequest',
  bytes: 'BF29175A0A980000000000000000F190094AC3B6726720E282AC',
  value: { iccid: ICCID, nickname: 'Jörg €' },
  emit: es10.emitSetNicknameRequest,
  parse: es10.parseSetNicknameRequest,
});

holdVector({
  name: 'SetNicknameResponse',
  bytes: 'BF2903800101',
  value: es10.SET_NICKNAME_RESULT.iccidNotFound,
  emit: es10.emitSetNicknameResponse,
  parse: es10.parseSetNicknameResponse,
});

holdVector({
  name: 'ProfileInfoListRequest with criteria and tag list',
  bytes: 'BF2D14A00C5A0A980000000000000000F15C045A9F7090',
  value: { search: { by: 'iccid', value: ICCID }, tags: [0x5a, 0x9f70, 0x90] },
  emit: es10.emitProfileInfoListRequest,
  parse: es10.parseProfileInfoListRequest,
});

holdVector({
  name: 'ProfileInfoListRequest by class',
  bytes: 'BF2D05A003950102',
  value: { search: { by: 'class', class: 'operational' }, tags: undefined },
  emit: es10.emitProfileInfoListRequest,
  parse: es10.parseProfileInfoListRequest,
});

holdVector({
  name: 'ProfileInfoListRequest for all',
  bytes: 'BF2D00',
  value: { search: undefined, tags: undefined },
  emit: es10.emitProfileInfoListRequest,
  parse: es10.parseProfileInfoListRequest,
});

holdVector({
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
        notifications: undefined,
        owner: { mccMnc: unhex('00F110'), gid1: unhex('01'), gid2: unhex('0203') },
        proprietaryData: undefined,
        policyRules: [es10.PPR.ppr1, es10.PPR.ppr2],
        serviceData: undefined,
      },
    ],
  },
  emit: es10.emitProfileInfoListResponse,
  parse: es10.parseProfileInfoListResponse,
});

holdVector({
  name: 'ProfileInfoListResponse with an error',
  bytes: 'BF2D03810101',
  value: { error: es10.PROFILE_INFO_LIST_ERROR.incorrectInputValues },
  emit: es10.emitProfileInfoListResponse,
  parse: es10.parseProfileInfoListResponse,
});

holdVector({
  name: 'ProfileInfoListResponse without profiles',
  bytes: 'BF2D02A000',
  value: { profiles: [] },
  emit: es10.emitProfileInfoListResponse,
  parse: es10.parseProfileInfoListResponse,
});

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
  notifications: maybe(fc.array(record({ events: bits(3), address: text(32) }), { maxLength: 3 })),
  proprietaryData: maybe(octets(0, 126)),
  policyRules: maybe(bits(5)),
  serviceData: maybe(octets(0, 64)),
});

test('any profile information comes back as it was', () => {
  fc.assert(
    fc.property(PROFILE_INFO, (info) => {
      assert.deepEqual(es10.parseProfileInfo(es10.emitProfileInfo(info)), info);
    }),
    randomRuns('codec'),
  );
});

test('any list of profiles comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(PROFILE_INFO, { maxLength: 4 }), (profiles) => {
      const response = { profiles };
      const emitted = es10.emitProfileInfoListResponse(response);
      assert.deepEqual(es10.parseProfileInfoListResponse(emitted), response);
    }),
    randomRuns('codec'),
  );
});

test('a BOOLEAN of 01 is true: a client in the field sends it so', () => {
  const parsed = es10.parseEnableProfileRequest(unhex('BF3111A00C5A0A980000000000000000F1810101'));
  assert.ok(!isWireError(parsed) && parsed.refresh);
});

for (const [what, request] of [
  ['both an AID and an ICCID', 'BF3115A0104F02A0005A0A980000000000000000F1810100'],
  ['neither an AID nor an ICCID', 'BF3105A000810100'],
  ['an AID of 17 bytes', `BF3118A0134F11${'A0'.repeat(17)}810100`],
  ['no refresh flag', 'BF310EA00C5A0A980000000000000000F1'],
  ['a BOOLEAN of two bytes', 'BF3112A00C5A0A980000000000000000F181020000'],
] as const) {
  test(`EnableProfileRequest with ${what} is an error`, () => {
    assert.ok(isWireError(es10.parseEnableProfileRequest(unhex(request))));
  });
}

test('an ICCID of another length than 10 bytes is read: it names no profile [SGP22 §5.7.16]', () => {
  for (const length of [0, 1, 9, 11]) {
    const value = new Uint8Array(length).fill(0x98);
    const request = es10.emitEnableProfileRequest({
      profile: { by: 'iccid', value },
      refresh: false,
    });
    const parsed = es10.parseEnableProfileRequest(request);
    assert.ok(!isWireError(parsed));
    assert.deepEqual(parsed.profile, { by: 'iccid', value });
  }
});

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
