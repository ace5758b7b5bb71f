/**
 * The vectors are byte for byte what another ASN.1 compiler's DER encoder writes for the same
 * values under the module that SGP.22 publishes; the properties hold for whatever can be said.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex, unhex } from '../../base/index.ts';
import { holdVector } from '../../../tests/support/wire-vector.ts';
import * as es10 from './index.ts';
import { randomRuns } from '../../../tests/random-counts.ts';

const ICCID = unhex('980000000000000000F1');
const EUICC_INFO_2 =
  'BF224B81030201008203020200830300010084038101028505067F36F3C0860309020087030203008802049' +
  '0A90704020102040103AA04040201028B01029902056004030100000C055341532D31';

holdVector({
  name: 'GetEuiccDataRequest',
  bytes: 'BF3E035C015A',
  value: { tag: 0x5a },
  emit: es10.emitGetEuiccDataRequest,
  parse: es10.parseGetEuiccDataRequest,
});

holdVector({
  name: 'GetEuiccDataResponse',
  bytes: 'BF3E125A1089049032123451234512345678901235',
  value: { eid: unhex('89049032123451234512345678901235') },
  emit: es10.emitGetEuiccDataResponse,
  parse: es10.parseGetEuiccDataResponse,
});

holdVector({
  name: 'EUICCInfo1',
  bytes: 'BF201F8203020200A9160414F54172BDF98A95D65CBEB88A38A1C11D800A85C3AA00',
  value: {
    svn: [2, 2, 0],
    verificationKeys: [unhex('F54172BDF98A95D65CBEB88A38A1C11D800A85C3')],
    signingKeys: [],
  },
  emit: es10.emitEuiccInfo1,
  parse: es10.parseEuiccInfo1,
});

holdVector({
  name: 'EUICCInfo2',
  bytes: EUICC_INFO_2,
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
});

holdVector({
  name: 'GetEuiccChallengeResponse',
  bytes: 'BF2E128010000102030405060708090A0B0C0D0E0F',
  value: { challenge: unhex('000102030405060708090A0B0C0D0E0F') },
  emit: es10.emitGetEuiccChallengeResponse,
  parse: es10.parseGetEuiccChallengeResponse,
});

holdVector({
  name: 'EuiccConfiguredAddressesResponse',
  bytes: 'BF3C18800A64702E6578616D706C65810A64732E6578616D706C65',
  value: { defaultDp: 'dp.example', rootDs: 'ds.example' },
  emit: es10.emitConfiguredAddresses,
  parse: es10.parseConfiguredAddresses,
});

holdVector({
  name: 'SetDefaultDpAddressRequest',
  bytes: 'BF3F0C800A64702E6578616D706C65',
  value: { address: 'dp.example' },
  emit: es10.emitSetDefaultDpAddressRequest,
  parse: es10.parseSetDefaultDpAddressRequest,
});

holdVector({
  name: 'ListNotificationRequest',
  bytes: 'BF280481020560',
  value: { events: [es10.NOTIFICATION_EVENT.enable, es10.NOTIFICATION_EVENT.disable] },
  emit: es10.emitListNotificationRequest,
  parse: es10.parseListNotificationRequest,
});

holdVector({
  name: 'ListNotificationResponse',
  bytes: 'BF2825A023BF2F20800200C8810206400C0A64702E6578616D706C655A0A980000000000000000F1',
  value: {
    notifications: [{ sequenceNumber: 200, events: [1], address: 'dp.example', iccid: ICCID }],
  },
  emit: es10.emitListNotificationResponse,
  parse: es10.parseListNotificationResponse,
});

holdVector({
  name: 'RetrieveNotificationsListRequest by number',
  bytes: 'BF2B05A003800105',
  value: { search: { sequenceNumber: 5 } },
  emit: es10.emitRetrieveNotificationsRequest,
  parse: es10.parseRetrieveNotificationsRequest,
});

holdVector({
  name: 'RetrieveNotificationsListRequest by event',
  bytes: 'BF2B06A00481020410',
  value: { search: { events: [es10.NOTIFICATION_EVENT.delete] } },
  emit: es10.emitRetrieveNotificationsRequest,
  parse: es10.parseRetrieveNotificationsRequest,
});

holdVector({
  name: 'RetrieveNotificationsListResponse with an error',
  bytes: 'BF2B03810101',
  value: { error: es10.RETRIEVE_NOTIFICATIONS_ERROR.noResultAvailable },
  emit: es10.emitRetrieveNotificationsResponse,
  parse: es10.parseRetrieveNotificationsResponse,
});

holdVector({
  name: 'NotificationSentRequest',
  bytes: 'BF30048002012C',
  value: { sequenceNumber: 300 },
  emit: es10.emitRemoveNotificationRequest,
  parse: es10.parseRemoveNotificationRequest,
});

holdVector({
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
});

holdVector({
  name: 'ISDRProprietaryApplicationTemplate',
  bytes: 'E0058203020202',
  value: { svn: [2, 2, 2] },
  emit: es10.emitIsdRTemplate,
  parse: es10.parseIsdRTemplate,
});

test('any sequence number up to 6 bytes comes back as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 47 - 1 }), (sequenceNumber) => {
      const request = { sequenceNumber };
      const emitted = es10.emitRemoveNotificationRequest(request);
      assert.deepEqual(es10.parseRemoveNotificationRequest(emitted), request);
    }),
    randomRuns('codec'),
  );
});

test('the elements that later editions added come back as they were', () => {
  const parsed = es10.parseEuiccInfo2(unhex(EUICC_INFO_2)) as es10.EuiccInfo2;
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

test('unknown elements of a request are passed over', () => {
  const parsed = es10.parseGetEuiccDataRequest(unhex('BF3E065C015A850142'));
  assert.deepEqual(parsed, { tag: 0x5a });
});
