/**
 * AuthenticateServer, PrepareDownload and CancelSession: what is signed, and each error.
 * [SGP22 §5.7.13] [SGP22 §5.7.5] [SGP22 §5.7.14]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, concat, isWireError, unhex } from '../../../src/base/index.ts';
import { pureCrypto } from '../../../src/crypto/index.ts';
import { certify, nameOf } from '../../../src/host/pki/index.ts';
import { isSignatureOf } from '../../../src/rsp/trust/index.ts';
import * as es10 from '../../../src/wire/es10/index.ts';
import { CERTIFICATE_ROLE } from '../../../src/wire/x509/index.ts';
import { CTX_PARAMS, TestServer } from '../../support/download-server.ts';
import { RspCard } from '../../support/rsp-card.ts';
import { PKI_PARTS, SERVER, testBranch } from '../../support/trust.ts';

const BRANCH = testBranch('p256');
const OTHER = testBranch('brainpoolP256r1');

function ok<T extends object>(parsed: T): Exclude<T, { error: unknown } | { wireError: true }> {
  assert.ok(!isWireError(parsed) && !('error' in parsed), JSON.stringify(parsed));
  return parsed as Exclude<T, { error: unknown } | { wireError: true }>;
}

const signs = (signature: Bytes, ...data: readonly Bytes[]): boolean =>
  isSignatureOf(pureCrypto, BRANCH.euicc, { signature, data: concat(...data) });

test('AuthenticateServer signs what the server sent, and brings both certificates [SGP22 §5.7.13]', () => {
  const card = new RspCard();
  const server = new TestServer(BRANCH);
  const result = ok(es10.parseAuthenticateServerResponse(card.authenticate(server)));
  assert.ok(signs(result.euiccSignature1, result.euiccSigned1));
  assert.deepEqual(result.euiccCertificate, BRANCH.euicc.certificate);
  assert.deepEqual(result.eumCertificate, BRANCH.eum.certificate);
  const signed = ok(es10.parseEuiccSigned1(result.euiccSigned1));
  assert.deepEqual(signed.transactionId, server.transactionId);
  assert.equal(signed.serverAddress, SERVER);
  assert.deepEqual(signed.ctxParams1, es10.emitCtxParams1(CTX_PARAMS));
  const info = card.call(es10.emitEmptyRequest('getEuiccInfo2'));
  assert.deepEqual(signed.euiccInfo2, info);
  const { rspCapability, uiccCapability } = ok(es10.parseEuiccInfo2(info));
  const { additionalProfile, crlSupport, testProfileSupport } = es10.RSP_CAPABILITY;
  assert.deepEqual(rspCapability, [additionalProfile, crlSupport, testProfileSupport]);
  assert.ok(uiccCapability.includes(1) && !uiccCapability.includes(14));
});

test('PrepareDownload signs its key together with what the server signed [SGP22 §5.7.5]', () => {
  const card = new RspCard();
  const server = new TestServer(BRANCH);
  const hash = unhex('5A'.repeat(32));
  const request = server.prepare(card.authenticate(server), {
    request: { confirmationCodeHash: hash },
  });
  const { smdpSignature2 } = ok(es10.parsePrepareDownloadRequest(request));
  const result = ok(es10.parsePrepareDownloadResponse(card.call(request)));
  const behind = es10.emitSignature(smdpSignature2);
  assert.ok(signs(result.euiccSignature2, result.euiccSigned2, behind));
  const signed = ok(es10.parseEuiccSigned2(result.euiccSigned2));
  assert.deepEqual(signed.confirmationCodeHash, hash);
  assert.ok(pureCrypto.curve('p256').isOnCurve(signed.oneTimeKey));
});

const SUBJECT = {
  name: nameOf({ organization: 'Bifrons TEST, not for production', commonName: 'other' }),
  policy: CERTIFICATE_ROLE['dp-auth'],
  usage: 'data',
  oid: '2.999.11',
} as const;
const certified = (more: object, role = SUBJECT): Bytes => {
  const subject = { ...role, ...more };
  const { dpAuth: own, ci: issuer } = BRANCH;
  return certify(PKI_PARTS, { subject, own, issuer });
};
const damaged = BRANCH.dpAuth.certificate.slice();
damaged[damaged.length - 1]! ^= 1;
const { oid: _oid, ...ANONYMOUS } = SUBJECT;

type AuthenticateChange = Parameters<TestServer['authenticate']>[1];
const AUTHENTICATE_ERRORS: readonly (readonly [
  what: string,
  error: keyof typeof es10.AUTHENTICATE_ERROR,
  changes: AuthenticateChange,
])[] = [
  ['a damaged certificate', 'invalidCertificate', { request: { serverCertificate: damaged } }],
  [
    'the certificate of an issuer',
    'invalidOid',
    { request: { serverCertificate: BRANCH.eum.certificate } },
  ],
  [
    'a certificate for binding profiles',
    'invalidOid',
    { request: { serverCertificate: BRANCH.dpPb.certificate } },
  ],
  [
    'a certificate without an object identifier',
    'invalidOid',
    {
      request: {
        serverCertificate: certify(PKI_PARTS, {
          subject: ANONYMOUS,
          own: BRANCH.dpAuth,
          issuer: BRANCH.ci,
        }),
      },
    },
  ],
  [
    'a certificate whose key may not sign',
    'invalidCertificate',
    { request: { serverCertificate: certified({ usage: 'issuer' }) } },
  ],
  [
    'a certificate on another curve',
    'unsupportedCurve',
    { request: { serverCertificate: OTHER.dpAuth.certificate } },
  ],
  ['a signature by another key', 'invalidSignature', { signedBy: BRANCH.dpPb }],
  [
    'a signature that is too short',
    'invalidSignature',
    { request: { serverSignature1: unhex('00'.repeat(63)) } },
  ],
  [
    'another challenge',
    'euiccChallengeMismatch',
    { signed: { euiccChallenge: unhex('11'.repeat(16)) } },
  ],
  ['an issuer that is not known', 'ciPKUnknown', { request: { ciKeyId: unhex('22'.repeat(20)) } }],
];

for (const [what, error, changes] of AUTHENTICATE_ERRORS) {
  test(`AuthenticateServer with ${what}: ${error}, and no session stays [SGP22 §5.7.13]`, () => {
    const card = new RspCard();
    const server = new TestServer(BRANCH);
    const { transactionId } = server;
    const challenge = card.challenge();
    const answered = card.call(server.authenticate(challenge, changes));
    assert.deepEqual(es10.parseAuthenticateServerResponse(answered), {
      transactionId,
      error: es10.AUTHENTICATE_ERROR[error],
    });
    assert.match(card.notes('es10-error').at(-1)!, new RegExp(`^AuthenticateServer ${error}: `));
    assert.deepEqual(card.bench.batches, []);
    const again = card.call(server.authenticate(challenge));
    assert.deepEqual(es10.parseAuthenticateServerResponse(again), {
      transactionId,
      error: es10.AUTHENTICATE_ERROR.noSessionContext,
    });
  });
}

test('a challenge is used once, and only by the card session that got it [SGP22 §3.0.1]', () => {
  const card = new RspCard();
  const server = new TestServer(BRANCH);
  const { transactionId } = server;
  const error = es10.AUTHENTICATE_ERROR.noSessionContext;
  const request = server.authenticate(card.challenge());
  ok(es10.parseAuthenticateServerResponse(card.call(request)));
  const replayed = es10.parseAuthenticateServerResponse(card.call(request));
  assert.deepEqual(replayed, { transactionId, error });
  const challenge = card.challenge();
  card.session = card.bench.session();
  card.select();
  const elsewhere = card.call(server.authenticate(challenge));
  assert.deepEqual(es10.parseAuthenticateServerResponse(elsewhere), { transactionId, error });
});

test('a certificate that has expired is invalid where the eUICC has a time [SGP22 §2.6.7]', () => {
  const card = new RspCard({ config: { time: '20500101000000' } });
  const result = es10.parseAuthenticateServerResponse(card.authenticate(new TestServer(BRANCH)));
  assert.ok('error' in result && result.error === es10.AUTHENTICATE_ERROR.invalidCertificate);
});

const PREPARE_ERRORS: readonly (readonly [
  what: string,
  error: keyof typeof es10.DOWNLOAD_ERROR,
  changes: Parameters<TestServer['prepare']>[1],
])[] = [
  [
    'the certificate for authentication',
    'invalidCertificate',
    { request: { smdpCertificate: BRANCH.dpAuth.certificate } },
  ],
  [
    'the certificate of another server',
    'invalidCertificate',
    { request: { smdpCertificate: certified({ policy: CERTIFICATE_ROLE['dp-pb'] }) } },
  ],
  [
    'a certificate on another curve',
    'unsupportedCurve',
    { request: { smdpCertificate: OTHER.dpPb.certificate } },
  ],
  ['a signature by another key', 'invalidSignature', { signedBy: BRANCH.dpAuth }],
  [
    'another transaction',
    'invalidTransactionId',
    { signed: { transactionId: unhex('33'.repeat(16)) } },
  ],
];

for (const [what, error, changes] of PREPARE_ERRORS) {
  test(`PrepareDownload with ${what}: ${error} [SGP22 §5.7.5]`, () => {
    const card = new RspCard();
    const server = new TestServer(BRANCH);
    const answered = es10.parsePrepareDownloadResponse(card.prepare(server, changes));
    assert.ok('error' in answered);
    assert.equal(answered.error, es10.DOWNLOAD_ERROR[error]);
    assert.match(card.notes('es10-error').at(-1)!, new RegExp(`^PrepareDownload ${error}: `));
    assert.deepEqual(card.bench.batches, []);
  });
}

test('PrepareDownload without an authenticated server: noSessionContext [SGP22 §5.7.5]', () => {
  const card = new RspCard();
  const server = new TestServer(BRANCH);
  const request = server.prepare(card.authenticate(server));
  card.challenge();
  const answered = es10.parsePrepareDownloadResponse(card.call(request));
  assert.ok('error' in answered);
  assert.equal(answered.error, es10.DOWNLOAD_ERROR.noSessionContext);
});

/** What PrepareDownload gives a server, which may have bound a package to a key. */
const keysOf =
  (card: RspCard) =>
  (server: TestServer, boundKey?: Bytes): Bytes => {
    const signed = boundKey === undefined ? {} : { boundKey };
    const prepared = ok(es10.parsePrepareDownloadResponse(card.prepare(server, { signed })));
    return ok(es10.parseEuiccSigned2(prepared.euiccSigned2)).oneTimeKey;
  };

test('the key stays for a server that has bound a package to it, and for no other [SGP22 §3.1.3]', () => {
  const card = new RspCard();
  const keyOf = keysOf(card);
  const first = keyOf(new TestServer(BRANCH, 'first'));
  assert.deepEqual(keyOf(new TestServer(BRANCH, 'second'), first), first);
  card.restart();
  assert.deepEqual(keyOf(new TestServer(BRANCH, 'third'), first), first);
  assert.notDeepEqual(
    keyOf(new TestServer(BRANCH, 'fourth'), unhex(`04${'01'.repeat(64)}`)),
    first,
  );
  assert.notDeepEqual(keyOf(new TestServer(BRANCH, 'fifth'), first), first);
});

const cancel = (card: RspCard, transactionId: Bytes, reason: number) =>
  es10.parseCancelSessionResponse(
    card.call(es10.emitCancelSessionRequest({ transactionId, reason })),
  );

test('CancelSession drops the key of its own server, and no other’s [SGP22 §5.7.14]', () => {
  const card = new RspCard();
  const keyOf = keysOf(card);
  const { endUserRejection, postponed } = es10.CANCEL_REASON;
  const kept = new TestServer(BRANCH, 'kept');
  const key = keyOf(kept);
  ok(cancel(card, kept.transactionId, postponed));
  const rejected = new TestServer(BRANCH, 'rejected');
  ok(
    es10.parseAuthenticateServerResponse(
      card.authenticate(rejected, { request: { serverCertificate: certified({}) } }),
    ),
  );
  ok(cancel(card, rejected.transactionId, endUserRejection));
  const again = new TestServer(BRANCH, 'again');
  assert.deepEqual(keyOf(again, key), key);
  ok(cancel(card, again.transactionId, endUserRejection));
  assert.notDeepEqual(keyOf(new TestServer(BRANCH, 'last'), key), key);
});

for (const [name, reason] of Object.entries(es10.CANCEL_REASON)) {
  test(`CancelSession: ${name} is signed, and the session is over [SGP22 §5.7.14]`, () => {
    const card = new RspCard();
    const server = new TestServer(BRANCH);
    const { transactionId } = server;
    card.authenticate(server);
    const result = ok(cancel(card, transactionId, reason));
    assert.ok(signs(result.signature, result.signed));
    const signed = es10.parseEuiccCancelSessionSigned(result.signed);
    assert.deepEqual(signed, { transactionId, smdpOid: '2.999.10', reason });
    const error = es10.CANCEL_ERROR.invalidTransactionId;
    assert.deepEqual(cancel(card, transactionId, reason), { error });
  });
}

test('CancelSession of another transaction, or for an unknown reason, is an error [SGP22 §5.7.14]', () => {
  const card = new RspCard();
  const server = new TestServer(BRANCH);
  card.authenticate(server);
  const { invalidTransactionId, undefinedError } = es10.CANCEL_ERROR;
  assert.deepEqual(cancel(card, unhex('44'.repeat(16)), 0), { error: invalidTransactionId });
  assert.deepEqual(cancel(card, server.transactionId, 6), { error: undefinedError });
  ok(cancel(card, server.transactionId, 0));
});

test('a request that is no request is answered by 6A80 and changes nothing', () => {
  for (const request of ['BF3800', 'BF2100', 'BF4100', 'BF3300', 'BF3400', 'BF38023000']) {
    const card = new RspCard();
    card.authenticate(new TestServer(BRANCH));
    assert.equal(card.send(unhex(request)), '6A80', request);
    assert.deepEqual(card.bench.batches, []);
  }
});
