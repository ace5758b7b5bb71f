/**
 * Card and SM-DP+ of the project against each other: a driver carries ES9+ JSON to one and ES10 to
 * the other, as an LPA does, without being one. [SGP22 §3.1]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, hex, isWireError, utf8 } from '../../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../../src/crypto/index.ts';
import { filesOf, serverIdentities, type TestBranch } from '../../../src/host/pki/index.ts';
import { makeFaults, parseFault } from '../../../src/host/rsp-server/index.ts';
import { PKI_CURVES } from '../../../src/host/pki/index.ts';
import * as es10 from '../../../src/wire/es10/index.ts';
import { parseBoundProfilePackage } from '../../../src/wire/es8/index.ts';
import { emitIccid } from '../../../src/wire/index.ts';
import { failureOf, resultOf, RspCard, SOURCE } from '../../support/rsp-card.ts';
import { TEST_SUBSCRIPTION } from '../../support/profile-packages.ts';
import { METADATA, ok, ServerClient } from '../../support/smdp-client.ts';
import { testBranch } from '../../support/trust.ts';

const ICCID = TEST_SUBSCRIPTION.iccid;
const NOW = '20261201120000';

interface World {
  readonly card: RspCard;
  readonly client: ServerClient;
  readonly matchingId: string;
}

interface WorldOptions {
  readonly branch?: TestBranch;
  readonly protection?: 'session' | 'profile';
  readonly fault?: string;
  readonly confirmationCode?: string;
}

function world(options: WorldOptions = {}): World {
  const { branch = testBranch('p256'), protection = 'profile', fault } = options;
  const rng = randomStream(utf8('whole download'), 'server');
  const files = filesOf([branch]).map(({ der }) => der);
  const identities = serverIdentities(pureCrypto, { files, kind: 'dp' });
  const parts = { crypto: pureCrypto, rng, now: () => NOW, identities };
  const { faults } = makeFaults(parts, fault === undefined ? [] : [parseFault(fault)!]);
  const client = new ServerClient({ protection, faults }, { branch, rng, image: new Map() });
  const metadata = { ...METADATA, iccid: emitIccid(ICCID) };
  assert.ok(client.server.add({ iccid: ICCID, profileType: 'Built', metadata, upp: SOURCE }));
  const { confirmationCode } = options;
  const code = confirmationCode === undefined ? {} : { confirmationCode };
  const matchingId = client.order({ iccid: ICCID, ...code });
  return { card: new RspCard({ branches: [branch] }), client, matchingId };
}

/** InitiateAuthentication and AuthenticateServer: what the server is to get. */
function authenticate({ card, client, matchingId }: World) {
  const challenge = card.challenge();
  const chip = {
    challenge,
    info1: card.call(es10.emitEmptyRequest('getEuiccInfo1')),
  };
  const begun = ok(client.initiate(chip));
  const deviceInfo = { tac: Uint8Array.of(0x35, 0x29, 0x06, 0x11), capabilities: {} };
  const response = card.call(
    es10.emitAuthenticateServerRequest({
      serverSigned1: begun.serverSigned1,
      serverSignature1: begun.serverSignature1.subarray(3),
      ciKeyId: begun.euiccCiPKIdToBeUsed.subarray(2),
      serverCertificate: begun.serverCertificate,
      ctxParams1: es10.emitCtxParams1({ matchingId, deviceInfo }),
    }),
  );
  return { transactionId: begun.transactionId, response };
}

/** AuthenticateClient and PrepareDownload: likewise. */
function prepare(both: World, code?: string) {
  const { transactionId, response } = authenticate(both);
  const offer = ok(both.client.authenticate(transactionId, response));
  const sha = pureCrypto.hash('sha256');
  const hash = code === undefined ? undefined : sha.digest(sha.digest(utf8(code)), transactionId);
  const prepared = both.card.call(
    es10.emitPrepareDownloadRequest({
      smdpSigned2: offer.smdpSigned2,
      smdpSignature2: offer.smdpSignature2.subarray(3),
      confirmationCodeHash: hash,
      smdpCertificate: offer.smdpCertificate,
    }),
  );
  return { transactionId, prepared };
}

/** The answer of the card to the package. */
function load(both: World, code?: string): string {
  const { transactionId, prepared } = prepare(both, code);
  const { boundProfilePackage } = ok(both.client.bind(transactionId, prepared));
  const bound = parseBoundProfilePackage(boundProfilePackage);
  assert.ok(!isWireError(bound));
  return both.card.load(bound);
}

/** Every notification goes to the server and leaves the card. */
function notify({ card, client }: World): void {
  for (const pending of card.pending()) client.notify(pending);
  for (const { sequenceNumber } of card.notifications())
    card.call(es10.emitRemoveNotificationRequest({ sequenceNumber }));
}

function record({ client }: World) {
  return client.server.profiles.find(({ iccid }) => iccid === ICCID)!;
}

for (const curve of PKI_CURVES)
  for (const protection of ['session', 'profile'] as const)
    test(`a download on ${curve}, with keys of the ${protection} [SGP22 §3.1.3]`, () => {
      const both = world({ branch: testBranch(curve), protection });
      const { finalResult } = resultOf(load(both));
      assert.ok('aid' in finalResult);
      assert.deepEqual(
        both.card.profiles().map(({ iccid, state }) => [hex(iccid!), state]),
        [[hex(emitIccid(ICCID)), 'disabled']],
      );
      assert.equal(record(both).state, 'downloaded');
      notify(both);
      assert.equal(record(both).state, 'installed');
      assert.deepEqual(both.card.notifications(), []);
    });

test('the life of a profile reaches the server as notifications [SGP22 §3.5]', () => {
  const both = world();
  assert.ok('aid' in resultOf(load(both)).finalResult);
  const { card } = both;
  const profile = { by: 'iccid', value: emitIccid(ICCID) } as const;
  card.call(es10.emitEnableProfileRequest({ profile, refresh: false }));
  card.restart();
  card.call(es10.emitDisableProfileRequest({ profile, refresh: false }));
  card.restart();
  card.call(es10.emitDeleteProfileRequest(profile));
  notify(both);
  const { events } = record(both);
  assert.deepEqual(
    events.map(({ event }) => event),
    ['install', 'enable', 'disable', 'delete'],
  );
  assert.deepEqual(card.profiles(), []);
});

test('the operator gets the progress of a download [SGP22 §5.3.5]', () => {
  const both = world();
  assert.ok('aid' in resultOf(load(both)).finalResult);
  notify(both);
  const calls = both.client.server.takeCalls();
  assert.deepEqual(
    calls.map((one) => (one.kind === 'progress' ? one.point : one.kind)),
    ['eligibility', 'packageDownload', 'packageInstallation'],
  );
});

test('a confirmation code: the card hashes what the server requires [SGP22 §4.7]', () => {
  const both = world({ confirmationCode: '1234' });
  const wrong = prepare(both, '4321');
  assert.equal(both.client.bind(wrong.transactionId, wrong.prepared), '8.2.7/3.8');
  assert.ok('aid' in resultOf(load(both, '1234')).finalResult);
});

test('the user says no: the order ends, or waits [SGP22 §3.0.2]', () => {
  for (const [reason, state] of [
    [es10.CANCEL_REASON.postponed, 'released'],
    [es10.CANCEL_REASON.endUserRejection, 'error'],
  ] as const) {
    const both = world();
    const { transactionId, response } = authenticate(both);
    ok(both.client.authenticate(transactionId, response));
    const cancelled = both.card.call(es10.emitCancelSessionRequest({ transactionId, reason }));
    assert.deepEqual(both.client.cancel(transactionId, cancelled), {});
    assert.equal(record(both).state, state);
  }
});

/** What the eUICC answers to AuthenticateServer and PrepareDownload. */
const REFUSED = {
  'wrong-signature': ['authenticate', es10.AUTHENTICATE_ERROR.invalidSignature],
  'replayed-challenge': ['authenticate', es10.AUTHENTICATE_ERROR.euiccChallengeMismatch],
  'wrong-certificate': ['authenticate', es10.AUTHENTICATE_ERROR.invalidOid],
  'wrong-signature-2': ['prepare', es10.DOWNLOAD_ERROR.invalidSignature],
} as const;

for (const [fault, [step, error]] of Object.entries(REFUSED))
  test(`the card refuses ${fault} at ${step}, error ${error} [SGP22 §5.7]`, () => {
    const both = world({ fault });
    const answered: Bytes =
      step === 'authenticate' ? authenticate(both).response : prepare(both).prepared;
    const parsed =
      step === 'authenticate'
        ? es10.parseAuthenticateServerResponse(answered)
        : es10.parsePrepareDownloadResponse(answered);
    assert.ok(!isWireError(parsed) && 'error' in parsed);
    assert.equal(parsed.error, error);
    assert.deepEqual(both.card.profiles(), []);
  });

/** What the eUICC answers to the package, and what the server makes of that. */
const FAILED = {
  'wrong-package-signature': ['initialiseSecureChannel', 'invalidSignature'],
  'mac-error:1': ['configureISDP', 'scp03tSecurityError'],
  'mac-error:2': ['storeMetadata', 'scp03tSecurityError'],
  'mac-error:3': ['replaceSessionKeys', 'scp03tSecurityError'],
  'mac-error:4': ['loadProfileElements', 'scp03tSecurityError'],
  'mac-error:5': ['loadProfileElements', 'scp03tSecurityError'],
  'unknown-element': ['loadProfileElements', 'installFailedDueToPEProcessingError'],
} as const;

for (const [fault, expected] of Object.entries(FAILED))
  test(`a package with ${fault} is not installed: ${expected.join(', ')} [SGP22 §2.5.6]`, () => {
    const both = world({ fault });
    assert.deepEqual(failureOf(load(both)), expected);
    assert.deepEqual(both.card.profiles(), []);
    notify(both);
    assert.equal(record(both).state, 'error');
  });
