/** LoadCRL: revoked certificates of servers are refused afterwards. [SGP22 §5.7.12] [SGP22 §4.6] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, unhex } from '../../../src/base/index.ts';
import * as es10 from '../../../src/wire/es10/index.ts';
import { CRL_EXTENSION } from '../../../src/wire/x509/index.ts';
import { TestServer } from '../../support/download-server.ts';
import { type ListOptions, revocationList, serialNumberOf } from '../../support/revocation-list.ts';
import { RspCard } from '../../support/rsp-card.ts';
import { testBranch } from '../../support/trust.ts';

const BRANCH = testBranch('p256');
const OTHER = testBranch('brainpoolP256r1');

const load = (card: RspCard, crl: Bytes) =>
  es10.parseLoadCrlResponse(card.call(es10.emitLoadCrlRequest({ crl })));
const list = (options: Partial<ListOptions> = {}): Bytes =>
  revocationList(BRANCH, { number: 1, revoked: [], ...options });
const errorOf = (card: RspCard): number | undefined => {
  const answered = es10.parseAuthenticateServerResponse(card.authenticate(new TestServer(BRANCH)));
  return 'error' in answered ? Number(answered.error) : undefined;
};

test('a server whose certificate is revoked is refused, over resets too, until a list without it', () => {
  const card = new RspCard();
  const revoked = [unhex('01'), serialNumberOf(BRANCH.dpAuth.certificate)];
  assert.equal(errorOf(card), undefined);
  assert.deepEqual(load(card, list({ revoked })), {});
  assert.equal(errorOf(card), es10.AUTHENTICATE_ERROR.invalidCertificate);
  assert.match(card.notes('es10-error').at(-1)!, /it is revoked/);
  card.restart();
  assert.equal(errorOf(card), es10.AUTHENTICATE_ERROR.invalidCertificate);
  assert.deepEqual(load(card, list({ number: 2 })), {});
  assert.equal(errorOf(card), undefined);
});

const part = { type: CRL_EXTENSION.totalPartialCrlNumber, critical: true, value: unhex('020102') };
const ERRORS: readonly (readonly [string, keyof typeof es10.LOAD_CRL_ERROR, Bytes])[] = [
  ['signed by another key', 'invalidSignature', list({ number: 9, signedBy: BRANCH.eum })],
  ['that is none', 'invalidCRLFormat', unhex('3003020105')],
  ['in parts', 'invalidCRLFormat', list({ number: 9, more: [part] })],
  [
    'of an unknown issuer',
    'verificationKeyNotFound',
    revocationList(OTHER, { number: 9, revoked: [] }),
  ],
  ['that is not newer', 'fresherCrlAlreadyLoaded', list({ number: 5 })],
  [
    'without room for it',
    'notEnoughMemorySpace',
    list({
      number: 9,
      revoked: Array.from({ length: 420 }, (_, at) => unhex(`40${`${at}`.padStart(14, '0')}`)),
    }),
  ],
];

for (const [what, error, crl] of ERRORS) {
  test(`a list ${what}: ${error}, and the one before stays [SGP22 §5.7.12]`, () => {
    const card = new RspCard({ quota: 6_000 });
    assert.deepEqual(load(card, list({ number: 5 })), {});
    assert.deepEqual(load(card, crl), { error: es10.LOAD_CRL_ERROR[error] });
    assert.deepEqual(card.bench.batches, []);
    assert.deepEqual(load(card, list({ number: 6 })), {});
  });
}
