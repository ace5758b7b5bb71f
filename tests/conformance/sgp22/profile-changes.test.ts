/**
 * What follows from a change of a profile: notifications, policy rules, and what a reset of the
 * memory deletes. [SGP22 §3.5] [SGP22 §5.7.16] [SGP22 §5.7.18] [SGP22 §5.7.19]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, isWireError, unhex } from '../../../src/base/index.ts';
import { pureCrypto } from '../../../src/crypto/index.ts';
import { isSignatureOf } from '../../../src/rsp/trust/index.ts';
import * as es10 from '../../../src/wire/es10/index.ts';
import { emitProfilePackage } from '../../../src/wire/saip/index.ts';
import { METADATA, TestServer } from '../../support/download-server.ts';
import { ISD_P1, ISD_P2, PROFILES } from '../../support/euicc-card.ts';
import { testProfile } from '../../support/profile-packages.ts';
import { RspCard } from '../../support/rsp-card.ts';
import { SERVER, testBranch } from '../../support/trust.ts';

const BRANCH = testBranch('p256');
const byIccid = { by: 'iccid', value: METADATA.iccid } as const;
const byAid = (aid: string): es10.ProfileIdentifier => ({ by: 'isd-p', value: unhex(aid) });
const { install, enable, disable, delete: deletion } = es10.NOTIFICATION_EVENT;

const enabled = (card: RspCard, profile: es10.ProfileIdentifier, refresh = false) =>
  es10.parseEnableProfileResponse(card.call(es10.emitEnableProfileRequest({ profile, refresh })));
const disabled = (card: RspCard, profile: es10.ProfileIdentifier) =>
  es10.parseDisableProfileResponse(
    card.call(es10.emitDisableProfileRequest({ profile, refresh: false })),
  );
const deleted = (card: RspCard, profile: es10.ProfileIdentifier) =>
  es10.parseDeleteProfileResponse(card.call(es10.emitDeleteProfileRequest(profile)));
const reset = (card: RspCard, ...options: readonly (keyof typeof es10.RESET_OPTION)[]) =>
  es10.parseEuiccMemoryResetResponse(
    card.call(
      es10.emitEuiccMemoryResetRequest({ options: options.map((one) => es10.RESET_OPTION[one]) }),
    ),
  );
const remove = (card: RspCard, sequenceNumber: number) =>
  es10.parseRemoveNotificationResponse(
    card.call(es10.emitRemoveNotificationRequest({ sequenceNumber })),
  );

function signedBy(pending: Bytes): { readonly metadata: es10.NotificationMetadata } {
  const one = es10.parsePendingNotification(pending);
  assert.ok(!isWireError(one) && one.kind === 'other');
  const { metadata: data, signature, euiccCertificate, eumCertificate } = one.notification;
  assert.ok(isSignatureOf(pureCrypto, BRANCH.euicc, { signature, data }));
  assert.deepEqual(euiccCertificate, BRANCH.euicc.certificate);
  assert.deepEqual(eumCertificate, BRANCH.eum.certificate);
  const metadata = es10.parseNotificationMetadata(data);
  assert.ok(!isWireError(metadata));
  return { metadata };
}

test('each change is notified to the addresses that the profile names, signed [SGP22 §3.5]', () => {
  const card = new RspCard();
  card.download(new TestServer(BRANCH));
  assert.deepEqual(
    [enabled(card, byIccid), disabled(card, byIccid), deleted(card, byIccid)],
    [0, 0, 0],
  );
  assert.deepEqual(
    card
      .notifications()
      .map(({ sequenceNumber, events, address }) => [sequenceNumber, events[0], address]),
    [
      [1, install, SERVER],
      [2, enable, SERVER],
      [3, disable, SERVER],
      [4, deletion, 'other.example.com'],
    ],
  );
  const [first] = card.pending({ events: [disable] });
  assert.equal(signedBy(first!).metadata.sequenceNumber, 3);
  const [last] = card.pending({ sequenceNumber: 4 });
  assert.deepEqual(signedBy(last!).metadata.iccid, METADATA.iccid);
  assert.equal(card.pending().length, 4);
  assert.deepEqual(card.profiles(), []);
});

test('a notification goes when it was delivered, and its number does not come again [SGP22 §5.7.11]', () => {
  const card = new RspCard();
  card.download(new TestServer(BRANCH));
  const { ok, nothingToDelete } = es10.REMOVE_NOTIFICATION_RESULT;
  assert.deepEqual(
    [remove(card, 1), remove(card, 1), remove(card, 7)],
    [ok, nothingToDelete, nothingToDelete],
  );
  assert.deepEqual(card.pending(), []);
  card.restart();
  enabled(card, byIccid);
  assert.deepEqual(
    card.notifications().map((one) => one.sequenceNumber),
    [2],
  );
});

test('the enabled profile and the one that it displaces are both notified [SGP22 §5.7.16]', () => {
  const notifications = [{ events: ['enable', 'disable'], address: 'a.example' }] as const;
  const profiles = PROFILES.map((one) => ({ ...one, notifications }));
  const card = new RspCard({ config: { profiles } });
  assert.equal(enabled(card, byAid(ISD_P2)), es10.ENABLE_RESULT.ok);
  assert.deepEqual(
    card.notifications().map(({ events, iccid }) => [events[0], iccid?.at(-1)]),
    [
      [disable, 0xf1],
      [enable, 0x32],
    ],
  );
});

test('without a certificate to sign with there is no notification, and the trace says so', () => {
  const notifications = [{ events: ['disable'], address: 'a.example' }] as const;
  const profiles = PROFILES.map((one) => ({ ...one, notifications }));
  const card = new RspCard({ config: { profiles }, branches: [] });
  assert.equal(disabled(card, byAid(ISD_P1)), es10.DISABLE_RESULT.ok);
  assert.deepEqual(card.notifications(), []);
  assert.deepEqual(card.notes('notification-unsigned'), ['ISD-P1 disable']);
});

test('PPR1 keeps a profile enabled, PPR2 keeps it from deletion; a reset deletes it [SGP22 §2.9]', () => {
  const profiles = PROFILES.map((one) => ({ ...one, policyRules: ['ppr1', 'ppr2'] as const }));
  const card = new RspCard({ config: { profiles } });
  assert.equal(disabled(card, byAid(ISD_P1)), es10.DISABLE_RESULT.disallowedByPolicy);
  assert.equal(enabled(card, byAid(ISD_P2)), es10.ENABLE_RESULT.disallowedByPolicy);
  assert.equal(deleted(card, byAid(ISD_P2)), es10.DELETE_RESULT.disallowedByPolicy);
  assert.equal(deleted(card, byAid(ISD_P1)), es10.DELETE_RESULT.profileNotInDisabledState);
  assert.deepEqual(card.bench.batches, []);
  assert.deepEqual(card.notes('es10-error'), [
    'DisableProfile disallowedByPolicy',
    'EnableProfile disallowedByPolicy',
    'DeleteProfile disallowedByPolicy',
    'DeleteProfile profileNotInDisabledState',
  ]);
  assert.equal(reset(card, 'deleteOperationalProfiles'), es10.RESET_RESULT.ok);
  assert.deepEqual(card.profiles(), []);
  assert.equal(deleted(card, byAid(ISD_P1)), es10.DELETE_RESULT.iccidOrAidNotFound);
});

test('each result that is an error is in the trace by its name [SGP22 §5.7]', () => {
  const card = new RspCard({ config: { version: '2.1' } });
  const { iccid } = METADATA;
  for (const [request, words] of [
    [es10.emitEnableProfileRequest({ profile: byIccid, refresh: false }), 'EnableProfile iccidOr'],
    [
      es10.emitDisableProfileRequest({ profile: byIccid, refresh: false }),
      'DisableProfile iccidOr',
    ],
    [es10.emitDeleteProfileRequest(byIccid), 'DeleteProfile iccidOrAidNotFound'],
    [es10.emitSetNicknameRequest({ iccid, nickname: 'none' }), 'SetNickname iccidNotFound'],
    [es10.emitEuiccMemoryResetRequest({ options: [0] }), 'eUICCMemoryReset nothingToDelete'],
    [
      es10.emitRemoveNotificationRequest({ sequenceNumber: 1 }),
      'RemoveNotificationFromList nothingToDelete',
    ],
    [es10.emitRetrieveNotificationsRequest({}), 'RetrieveNotificationsList noResultAvailable'],
    [unhex('BF2D035C019F'), 'GetProfilesInfo incorrectInputValues: '],
  ] as const) {
    const before = card.notes('es10-error').length;
    card.call(request);
    const [note, ...more] = card.notes('es10-error').slice(before);
    assert.ok(note?.startsWith(words), note);
    assert.deepEqual(more, []);
  }
  card.call(es10.emitSetDefaultDpAddressRequest({ address: 'dp.example.com' }));
  assert.equal(card.notes('es10-error').length, 8);
});

test('a reset of the memory deletes what it names and no more [SGP22 §5.7.19]', () => {
  const profiles = PROFILES.map((one, at) => ({
    ...one,
    class: at === 0 ? ('test' as const) : ('operational' as const),
  }));
  const card = new RspCard({ config: { profiles } });
  const { ok, nothingToDelete } = es10.RESET_RESULT;
  assert.equal(reset(card, 'resetDefaultSmdpAddress'), nothingToDelete);
  card.call(es10.emitSetDefaultDpAddressRequest({ address: 'dp.example.com' }));
  assert.equal(reset(card, 'resetDefaultSmdpAddress'), ok);
  assert.equal(reset(card, 'deleteFieldLoadedTestProfiles'), nothingToDelete);
  const upp = emitProfilePackage(testProfile({ k: `${'00'.repeat(14)}4711` }));
  card.download(new TestServer(BRANCH), { metadata: { class: 'test' } }, upp);
  assert.equal(reset(card, 'deleteFieldLoadedTestProfiles'), ok);
  const names = (): readonly (string | undefined)[] =>
    card.profiles().map((one) => one.profileName);
  assert.deepEqual(names(), ['Contract', 'Prepaid']);
  assert.equal(reset(card, 'deleteOperationalProfiles'), ok);
  assert.deepEqual(names(), ['Contract']);
  assert.equal(card.notifications().length, 2);
});

test('a switch with REFRESH while the terminal works on another command: catBusy [SGP22 §5.7.16]', () => {
  const card = new RspCard({ config: { profiles: PROFILES } });
  const { card: cardSession } = card.session;
  const profile = { header: new Uint8Array(4), cla: 0x80, ins: 0x10, p1: 0, p2: 0 };
  card.bench.container.processSession(
    {
      ...profile,
      session: card.session,
      data: unhex('FFFFFFFF'),
      le: undefined,
      extended: false,
      at: 0,
      selecting: undefined,
      charge: () => {},
    },
    undefined,
  );
  assert.equal(enabled(card, byAid(ISD_P2), true), es10.ENABLE_RESULT.ok);
  assert.ok(card.bench.container.pending!(cardSession)! > 0);
  assert.equal(enabled(card, byAid(ISD_P1), true), es10.ENABLE_RESULT.catBusy);
  assert.equal(enabled(card, byAid(ISD_P1)), es10.ENABLE_RESULT.ok);
});

test('the list of notifications is bounded: the oldest goes first', () => {
  const card = new RspCard({
    config: {
      profiles: PROFILES.map((one) => ({
        ...one,
        notifications: [{ events: ['enable', 'disable'], address: 'a.example' }],
      })),
    } as never,
  });
  for (let at = 0; at < 20; at++) enabled(card, byAid(at % 2 === 0 ? ISD_P2 : ISD_P1));
  for (let at = 0; at < 14; at++) enabled(card, byAid(at % 2 === 0 ? ISD_P2 : ISD_P1));
  const numbers = card.notifications().map((one) => one.sequenceNumber);
  assert.deepEqual(
    numbers,
    Array.from({ length: 64 }, (_, at) => at + 5),
  );
  assert.equal(card.notes('notification-lost').length, 4);
});
