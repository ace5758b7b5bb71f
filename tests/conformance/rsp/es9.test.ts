/** ES9+ of the SM-DP+, function by function, with each of its errors. [SGP22 §5.6] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equal, hex, isWireError } from '../../../src/base/index.ts';
import { pureCrypto } from '../../../src/crypto/index.ts';
import { CANCEL_REASON, INSTALL_ERROR, parseSmdpSigned2 } from '../../../src/wire/es10/index.ts';
import { ES9_FUNCTIONS } from '../../../src/wire/es9/index.ts';
import { emitIccid } from '../../../src/wire/index.ts';
import { certify, createTestPki, PKI_CURVES } from '../../../src/host/pki/index.ts';
import { isSigned } from '../../../src/host/rsp-server/index.ts';
import { EID } from '../../support/euicc-card.ts';
import { ICCIDS, ok, ServerClient, UPP } from '../../support/smdp-client.ts';
import { type AuthenticateWith, SigningEuicc } from '../../support/signing-euicc.ts';
import { PKI_PARTS, SERVER, testBranch } from '../../support/trust.ts';

const OTHER_EID = '89049032000000000000000000000021';
const branch = testBranch('p256');
const euicc = new SigningEuicc({ branch });

/** Up to AuthenticateClient. */
function authenticated(client: ServerClient, chip: SigningEuicc, wrong: AuthenticateWith = {}) {
  const { transactionId, serverSigned1 } = ok(client.initiate(chip));
  const outcome = client.authenticate(transactionId, chip.authenticate(serverSigned1, wrong));
  return { transactionId, outcome };
}

for (const curve of PKI_CURVES) {
  for (const protection of ['session', 'profile'] as const) {
    test(`a download on ${curve}, with keys of the ${protection} [SGP22 §5.6]`, () => {
      const own = testBranch(curve);
      const chip = new SigningEuicc({ branch: own });
      const client = new ServerClient({ protection }, { branch: own });
      const matchingId = client.order();
      const { transactionId, outcome } = authenticated(client, chip, { matchingId });
      const offer = ok(outcome);
      assert.ok(equal(offer.smdpCertificate, own.dpPb.certificate));
      const bound = ok(client.bind(transactionId, chip.prepare(offer)));
      const opened = chip.open(bound.boundProfilePackage);
      assert.equal(hex(opened.upp), hex(UPP));
      assert.equal(hex(opened.metadata.iccid), hex(emitIccid(ICCIDS[0]!)));
      assert.equal(hex(opened.configureIsdp), 'BF2400');
      const { signature } = opened.request;
      const key = { curve, publicKey: own.dpPb.publicKey };
      assert.ok(isSigned(pureCrypto, key, { signature, message: opened.signed }));
      assert.equal(client.stateOfFirst, 'downloaded');
      client.notify(chip.installed({ transactionId, iccid: opened.metadata.iccid }));
      assert.equal(client.stateOfFirst, 'installed');
    });
  }
}

test('InitiateAuthentication: each transaction and challenge is another [SGP22 §5.6.1]', () => {
  const client = new ServerClient();
  const all = Array.from({ length: 20 }, () => ok(client.initiate(euicc)));
  assert.equal(new Set(all.map(({ transactionId }) => hex(transactionId))).size, 20);
  assert.equal(new Set(all.map(({ serverSigned1 }) => hex(serverSigned1))).size, 20);
});

test('InitiateAuthentication: each error [SGP22 §5.6.1]', () => {
  const client = new ServerClient();
  assert.equal(client.initiate(euicc, 'other.example.com'), '8.8.1/3.8');
  ok(client.initiate(euicc, SERVER.toUpperCase()));
  for (const svn of [
    [1, 1, 0],
    [3, 0, 0],
  ] as const)
    assert.equal(client.initiate(new SigningEuicc({ branch, svn })), '8.8.3/3.1');
  const stranger = new SigningEuicc({ branch: testBranch('brainpoolP256r1') });
  assert.equal(client.initiate(stranger), '8.8.2/3.1');
});

test('AuthenticateClient: what the eUICC signed is checked [SGP22 §5.6.3]', () => {
  const client = new ServerClient();
  const matchingId = client.order();
  const tries: readonly (readonly [AuthenticateWith, string])[] = [
    [{ spoil: true }, '8.1/6.1'],
    [{ serverChallenge: new Uint8Array(16) }, '8.1/6.1'],
    [{ serverAddress: 'other.example.com' }, '8.1/6.1'],
    [{ transactionId: new Uint8Array(16) }, '8.10.1/3.9'],
  ];
  for (const [wrong, expected] of tries)
    assert.equal(authenticated(client, euicc, { matchingId, ...wrong }).outcome, expected);
  const { serverSigned1 } = ok(client.initiate(euicc));
  const response = euicc.authenticate(serverSigned1, { matchingId });
  assert.equal(client.authenticate(new Uint8Array(16), response), '8.10.1/3.9');
  ok(authenticated(client, euicc, { matchingId }).outcome);
});

test('AuthenticateClient: the certificates of eUICC and manufacturer [SGP22 §5.6.3]', () => {
  const client = new ServerClient();
  const matchingId = client.order();
  const [stranger] = createTestPki(PKI_PARTS, { eid: EID, server: SERVER });
  const under = (options: Partial<ConstructorParameters<typeof SigningEuicc>[0]>) =>
    authenticated(client, new SigningEuicc({ branch, ...options }), { matchingId }).outcome;
  assert.equal(under({ own: stranger!.euicc, eum: stranger!.eum }), '8.11.1/3.9');
  assert.equal(under({ own: stranger!.euicc }), '8.1.3/6.1');
  assert.equal(under({ eum: branch.dpAuth }), '8.1.2/6.1');
  const foreign = createTestPki(PKI_PARTS, { eid: '12'.repeat(16), server: SERVER })[0]!;
  const subject = {
    name: foreign.euicc.subject,
    policy: '2.23.146.1.2.1.1',
    usage: 'data',
  } as const;
  const certificate = certify(PKI_PARTS, { subject, own: branch.euicc, issuer: branch.eum });
  assert.equal(under({ own: { ...branch.euicc, certificate } }), '8.1.3/6.1');
});

test('AuthenticateClient: certificates that expired [SGP22 §5.6.3]', () => {
  const client = new ServerClient({}, { now: () => '20500101000000' });
  const matchingId = client.order();
  assert.equal(authenticated(client, euicc, { matchingId }).outcome, '8.1.2/6.3');
});

test('AuthenticateClient: which order is meant [SGP22 §5.6.3]', () => {
  const client = new ServerClient();
  assert.equal(authenticated(client, euicc, { matchingId: 'NONE' }).outcome, '8.2.6/3.8');
  assert.equal(authenticated(client, euicc).outcome, '8.1.1/3.8');
  const confirmed = client.order({ releaseFlag: false });
  assert.equal(authenticated(client, euicc, { matchingId: confirmed }).outcome, '8.2/1.2');
  client.order({ iccid: ICCIDS[1]!, eid: EID, matchingId: '' });
  for (const matchingId of [undefined, ''])
    ok(authenticated(client, euicc, { matchingId }).outcome);
  const others = client.order({ iccid: ICCIDS[2]!, eid: OTHER_EID });
  assert.equal(authenticated(client, euicc, { matchingId: others }).outcome, '8.1.1/3.8');
});

test('AuthenticateClient: what the eUICC cannot take is not offered [SGP22 §5.6.3]', () => {
  const client = new ServerClient();
  const matchingId = client.order();
  const full = new SigningEuicc({ branch, freeMemory: UPP.length - 1 });
  assert.equal(authenticated(client, full, { matchingId }).outcome, '8.1/4.8');
  const fits = new SigningEuicc({ branch, freeMemory: UPP.length });
  ok(authenticated(client, fits, { matchingId }).outcome);
  const iccid = '8988211990000000039';
  const metadata = { serviceProvider: 'a', profileName: 'b', iccid: emitIccid(iccid) };
  client.server.add({
    iccid,
    profileType: 'Ruled',
    metadata: { ...metadata, policyRules: [1] },
    upp: UPP,
  });
  const ruled = client.order({ iccid });
  const strict = new SigningEuicc({ branch, forbiddenPolicyRules: [1] });
  assert.equal(authenticated(client, strict, { matchingId: ruled }).outcome, '8.2.5/4.3');
  ok(authenticated(client, euicc, { matchingId: ruled }).outcome);
});

test('AuthenticateClient: an order has as many attempts as it has, and a time [SGP22 §5.6.3]', () => {
  const client = new ServerClient();
  const matchingId = client.order();
  for (let attempt = 0; attempt < 10; attempt++)
    ok(authenticated(client, euicc, { matchingId }).outcome);
  assert.equal(authenticated(client, euicc, { matchingId }).outcome, '8.8.5/6.4');
  const expires = '20261201115959';
  const late = client.server.order({ iccid: ICCIDS[1]!, matchingId: 'LATE', expires });
  assert.ok(typeof late !== 'string');
  assert.equal(authenticated(client, euicc, { matchingId: 'LATE' }).outcome, '8.8.5/4.10');
});

test('GetBoundProfilePackage: signature and transaction [SGP22 §5.6.2]', () => {
  const client = new ServerClient();
  const matchingId = client.order();
  const { transactionId, outcome } = authenticated(client, euicc, { matchingId });
  const offer = ok(outcome);
  assert.equal(client.bind(transactionId, euicc.prepare(offer, { spoil: true })), '8.1/6.1');
  const other = new Uint8Array(16);
  const foreign = euicc.prepare(offer, { transactionId: other });
  assert.equal(client.bind(transactionId, foreign), '8.10.1/3.9');
  assert.equal(client.bind(other, euicc.prepare(offer)), '8.10.1/3.9');
  const before = ok(client.initiate(euicc)).transactionId;
  assert.equal(client.bind(before, euicc.prepare(offer)), '8.10.1/3.9');
  ok(client.bind(transactionId, euicc.prepare(offer)));
});

test('GetBoundProfilePackage: the confirmation code, three tries [SGP22 §5.6.2]', () => {
  const client = new ServerClient();
  const matchingId = client.order({ confirmationCode: '1234' });
  const first = authenticated(client, euicc, { matchingId });
  const offer = ok(first.outcome);
  const signed = parseSmdpSigned2(offer.smdpSigned2);
  assert.ok(!isWireError(signed) && signed.confirmationCodeRequired);
  const bind = (code?: string) => client.bind(first.transactionId, euicc.prepare(offer, { code }));
  assert.equal(bind(), '8.2.7/2.2');
  assert.equal(bind('0000'), '8.2.7/3.8');
  ok(bind('1234'));
  assert.equal(bind('0001'), '8.2.7/3.8');
  assert.equal(bind('0002'), '8.2.7/6.4');
  assert.equal(bind('1234'), '8.2.7/6.4');
  // The tries are stored: they stay lost when the server starts again.
  const again = new ServerClient({}, { image: client.image });
  assert.equal(authenticated(again, euicc, { matchingId }).outcome, '8.2.7/6.4');
});

test('a further attempt: the server names the key that the package is bound to [SGP22 §5.6.3]', () => {
  const client = new ServerClient();
  const chip = new SigningEuicc({ branch });
  const matchingId = client.order();
  const first = authenticated(client, chip, { matchingId });
  ok(client.bind(first.transactionId, chip.prepare(ok(first.outcome))));
  const restarted = new ServerClient({}, { image: client.image });
  for (const keep of [true, false]) {
    const { transactionId, outcome } = authenticated(restarted, chip, { matchingId });
    const offer = ok(outcome);
    const signed = parseSmdpSigned2(offer.smdpSigned2);
    assert.ok(!isWireError(signed));
    assert.equal(hex(signed.boundKey!), hex(chip.oneTimeKey));
    const bound = ok(restarted.bind(transactionId, chip.prepare(offer, { keep })));
    assert.equal(hex(chip.open(bound.boundProfilePackage).upp), hex(UPP));
  }
});

test('after a binding no other eUICC downloads the profile [SGP22 §5.6.3]', () => {
  const client = new ServerClient();
  const matchingId = client.order();
  const { transactionId, outcome } = authenticated(client, euicc, { matchingId });
  ok(client.bind(transactionId, euicc.prepare(ok(outcome))));
  const chip = { ...branch.euicc, ...reissued(OTHER_EID) };
  const stranger = new SigningEuicc({ branch, own: chip, eid: OTHER_EID });
  assert.equal(authenticated(client, stranger, { matchingId }).outcome, '8.1.1/3.8');
});

/** The key of the branch's eUICC under another EID. */
function reissued(eid: string) {
  const name = branch.euicc.subject.map((one) =>
    one.value === EID ? { ...one, value: eid } : one,
  );
  const subject = { name, policy: '2.23.146.1.2.1.1', usage: 'data' } as const;
  return { certificate: certify(PKI_PARTS, { subject, own: branch.euicc, issuer: branch.eum }) };
}

test('CancelSession: each error, and which reasons end the order [SGP22 §5.6.5]', () => {
  const client = new ServerClient();
  const matchingId = client.order();
  const begin = () => authenticated(client, euicc, { matchingId }).transactionId;
  const transactionId = begin();
  const cancel = (with_: Partial<Parameters<SigningEuicc['cancelled']>[0]>, id = transactionId) =>
    client.cancel(id, euicc.cancelled({ transactionId, ...with_ }));
  assert.equal(cancel({}, new Uint8Array(16)), '8.10.1/3.9');
  assert.equal(cancel({ transactionId: new Uint8Array(16) }), '8.10.1/3.9');
  assert.equal(cancel({ spoil: true }), '8.1/6.1');
  assert.equal(cancel({ smdpOid: '2.999.11' }), '8.8/3.10');
  for (const reason of [CANCEL_REASON.postponed, CANCEL_REASON.timeout]) {
    const id = begin();
    assert.deepEqual(client.cancel(id, euicc.cancelled({ transactionId: id, reason })), {});
    assert.equal(client.stateOfFirst, 'released');
  }
  assert.deepEqual(cancel({ reason: CANCEL_REASON.endUserRejection }), {});
  assert.equal(client.stateOfFirst, 'error');
  assert.equal(cancel({}), '8.10.1/3.9');
  assert.equal(authenticated(client, euicc, { matchingId }).outcome, '8.2.6/3.8');
});

test('HandleNotification: always 204; what does not check out changes nothing [SGP22 §5.6.4]', () => {
  const client = new ServerClient();
  const matchingId = client.order({ eid: EID, smdsAddress: 'smds.example.com' });
  const { transactionId, outcome } = authenticated(client, euicc, { matchingId });
  ok(client.bind(transactionId, euicc.prepare(ok(outcome))));
  const iccid = emitIccid(ICCIDS[0]!);
  const before = JSON.stringify(client.server.profiles);
  client.notify(euicc.installed({ transactionId, iccid, spoil: true }));
  client.notify(euicc.installed({ transactionId: new Uint8Array(16), iccid }));
  client.notify(new Uint8Array(3));
  const { path } = ES9_FUNCTIONS.handleNotification;
  assert.equal(client.send('es9', path, '{}').status, 204);
  assert.equal(JSON.stringify(client.server.profiles), before);
  client.server.takeCalls();
  for (const _again of [1, 2]) client.notify(euicc.installed({ transactionId, iccid }));
  // The event is withdrawn, and progress is reported, once.
  assert.deepEqual(
    client.server.takeCalls().map(({ kind }) => kind),
    ['progress', 'delete-event'],
  );
  for (const [at, event] of (['enable', 'disable', 'delete'] as const).entries())
    for (const _again of [1, 2]) client.notify(euicc.changed(event, iccid, at + 2));
  client.notify(euicc.changed('enable', emitIccid('8988211990000000039'), 9));
  const { events, state } = client.server.profiles[0]!;
  assert.deepEqual(
    [state, ...events.map(({ event }) => event)],
    ['installed', 'install', 'enable', 'disable', 'delete'],
  );
});

test('HandleNotification: after an error a repeat is allowed or not [SGP22 §5.6.4]', () => {
  for (const [name, reason] of Object.entries(INSTALL_ERROR)) {
    const client = new ServerClient();
    const matchingId = client.order();
    const { transactionId, outcome } = authenticated(client, euicc, { matchingId });
    ok(client.bind(transactionId, euicc.prepare(ok(outcome))));
    const iccid = emitIccid(ICCIDS[0]!);
    client.notify(euicc.installed({ transactionId, iccid, reason }));
    const isRepeated = /Interruption|InsufficientMemory/.test(name);
    assert.equal(client.stateOfFirst, isRepeated ? 'downloaded' : 'error', name);
  }
});

test('a body that is no request of the function [SGP22 §5.2.6]', () => {
  const client = new ServerClient();
  const { path } = ES9_FUNCTIONS.initiateAuthentication;
  const answers = ['', 'null', '[]', '{', '{"euiccChallenge":7}', '{"euiccChallenge":"?"}'];
  for (const body of answers) {
    const { status, failure } = client.send('es9', path, body);
    assert.deepEqual([status, failure?.subject, failure?.reason], [200, 'function', 'invalid']);
  }
  const { failure } = client.send('es9', path, '{}');
  assert.equal(failure?.reason, 'mandatoryElementMissing');
  assert.equal(client.send('es9', '/gsma/rsp2/es9plus/none', '{}').status, 404);
  assert.equal(client.send('es9', '/gsma/rsp2/es2plus/downloadOrder', '{}').status, 404);
});
