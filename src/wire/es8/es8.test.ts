/**
 * The vectors are byte for byte what another ASN.1 compiler's DER encoder writes for the same
 * values under the module that SGP.22 publishes.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { hex, isWireError, unhex } from '../../base/index.ts';
import { holdVector } from '../../../tests/support/wire-vector.ts';
import * as es8 from './index.ts';

const SIGNATURE = 'AA'.repeat(64);
const KEY = '04'.repeat(65);
const TRANSACTION = '11'.repeat(16);
const CHALLENGES = ['01'.repeat(16), '02'.repeat(16)] as const;
const ICCID = '980000000000000000F1';

const AGREEMENT: es8.InitialiseSecureChannelRequest = {
  remoteOperation: es8.REMOTE_OPERATION.installBoundProfilePackage,
  transactionId: unhex(TRANSACTION),
  controlReference: {
    keyType: unhex('88'),
    keyLength: unhex('10'),
    hostId: unhex('010203'),
  },
  oneTimeKey: unhex(KEY),
  signature: unhex(SIGNATURE),
};
const PACKAGE: es8.BoundProfilePackage = {
  initialiseSecureChannel: es8.emitInitialiseSecureChannelRequest(AGREEMENT),
  configureIsdp: [unhex('87020102')],
  storeMetadata: [unhex('88020304'), unhex('880105')],
  replaceSessionKeys: [unhex('870106')],
  profileElements: [unhex('860107'), unhex('860108')],
};

holdVector({
  name: 'InitialiseSecureChannelRequest',
  bytes:
    `BF2381A98201018010${TRANSACTION}A60B80018881011084030102035F4941${KEY}5F3740` + `${SIGNATURE}`,
  value: AGREEMENT,
  emit: es8.emitInitialiseSecureChannelRequest,
  parse: es8.parseInitialiseSecureChannelRequest,
});

holdVector({
  name: 'ConfigureISDPRequest',
  bytes: 'BF2407B805800388370A',
  value: { proprietaryData: unhex('800388370A') },
  emit: es8.emitConfigureIsdpRequest,
  parse: es8.parseConfigureIsdpRequest,
});

holdVector({
  name: 'StoreMetadataRequest',
  bytes:
    `BF25525A0A${ICCID}9102535092046E616D6593010194028950950100B622300F800204908109612E65` +
    '78616D706C65300F800206408109622E6578616D706C65B708800300F11081010199020640',
  value: {
    iccid: unhex(ICCID),
    serviceProvider: 'SP',
    profileName: 'name',
    iconType: 'png',
    icon: unhex('8950'),
    class: 'test',
    notifications: [
      { events: [0, 3], address: 'a.example' },
      { events: [1], address: 'b.example' },
    ],
    owner: { mccMnc: unhex('00F110'), gid1: unhex('01'), gid2: undefined },
    policyRules: [1],
  },
  emit: es8.emitStoreMetadataRequest,
  parse: es8.parseStoreMetadataRequest,
});

holdVector({
  name: 'UpdateMetadataRequest',
  bytes: 'BF2A0992036E657799020520',
  value: { profileName: 'new', policyRules: [2] },
  emit: es8.emitUpdateMetadataRequest,
  parse: es8.parseUpdateMetadataRequest,
});

holdVector({
  name: 'ReplaceSessionKeysRequest',
  bytes: `BF26368010${CHALLENGES[0]}8110${CHALLENGES[1]}821003030303030303030303030303030303`,
  value: { chaining: unhex(CHALLENGES[0]), enc: unhex(CHALLENGES[1]), mac: unhex('03'.repeat(16)) },
  emit: es8.emitReplaceSessionKeysRequest,
  parse: es8.parseReplaceSessionKeysRequest,
});

holdVector({
  name: 'BoundProfilePackage',
  bytes:
    `BF3681C9BF2381A98201018010${TRANSACTION}A60B80018881011084030102035F4941${KEY}5F3740` +
    `${SIGNATURE}A00487020102A10788020304880105A203870106A306860107860108`,
  value: PACKAGE,
  emit: es8.emitBoundProfilePackage,
  parse: es8.parseBoundProfilePackage,
});

test('an LPA sends a package in the pieces that SGP.22 names [SGP22 §2.5.5]', () => {
  const [first, ...others] = es8.segmentsOfPackage(PACKAGE).map(hex);
  assert.equal(first, `BF3681C9${hex(PACKAGE.initialiseSecureChannel)}`);
  assert.deepEqual(others, [
    'A00487020102',
    'A107',
    '88020304',
    '880105',
    'A203870106',
    'A306',
    '860107',
    '860108',
  ]);
});

test('what is signed at the key agreement ends with the key of the eUICC [SGP22 §5.5.1]', () => {
  const own = unhex(`05${'06'.repeat(64)}`);
  const request = hex(PACKAGE.initialiseSecureChannel);
  const signed = hex(es8.emitSignedKeyAgreement(AGREEMENT, own));
  assert.equal(signed, `${request.slice(8, -2 * 67)}5F4941${hex(own)}`);
});

test('a sequence with a foreign segment, or without its segments, is an error', () => {
  const whole = hex(es8.emitBoundProfilePackage(PACKAGE));
  for (const [from, to] of [
    ['A00487020102', 'A00486020102'],
    ['A00487020102', 'A40487020102'],
    ['A306860107', 'A306870107'],
  ] as const) {
    assert.ok(whole.includes(from));
    assert.ok(isWireError(es8.parseBoundProfilePackage(unhex(whole.replace(from, to)))), to);
  }
});
