/**
 * LoadCRL: revoked certificates of servers are refused afterwards. Lists come whole, in parts, and
 * as changes. [SGP22 §5.7.12] [SGP22 §4.6]
 */
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
const REFUSED = es10.AUTHENTICATE_ERROR.invalidCertificate;
const SERVER = serialNumberOf(BRANCH.dpAuth.certificate);
const STRANGER = unhex('01');

test('a server whose certificate is revoked is refused, over resets too, until a list without it', () => {
  const card = new RspCard();
  assert.equal(errorOf(card), undefined);
  assert.deepEqual(load(card, list({ revoked: [STRANGER, SERVER] })), {});
  assert.equal(errorOf(card), REFUSED);
  assert.match(card.notes('es10-error').at(-1)!, /it is revoked/);
  card.restart();
  assert.equal(errorOf(card), REFUSED);
  assert.deepEqual(load(card, list({ number: 2 })), {});
  assert.equal(errorOf(card), undefined);
});

test('parts come in any order, each counts at once, and the older list until all are there [SGP22 §4.6.2]', () => {
  const card = new RspCard();
  assert.deepEqual(load(card, list({ number: 3, revoked: [SERVER] })), {});
  const parts = (number: number, revoked: readonly Bytes[] = []): Bytes =>
    list({ number: 4, part: [number, 3], revoked });
  assert.deepEqual(load(card, parts(3)), { missingParts: [1, 2] });
  assert.equal(errorOf(card), REFUSED);
  card.restart();
  assert.deepEqual(load(card, parts(1)), { missingParts: [2] });
  assert.equal(errorOf(card), REFUSED);
  assert.deepEqual(load(card, parts(2)), {});
  assert.equal(errorOf(card), undefined);
  assert.deepEqual(load(card, list({ number: 5, part: [2, 2], revoked: [SERVER] })), {
    missingParts: [1],
  });
  assert.equal(errorOf(card), REFUSED);
});

test('a newer list makes one of which parts are missing superfluous', () => {
  const card = new RspCard();
  const { fresherCrlAlreadyLoaded } = es10.LOAD_CRL_ERROR;
  const begun = list({ number: 4, part: [1, 2], revoked: [SERVER] });
  assert.deepEqual(load(card, begun), { missingParts: [2] });
  assert.deepEqual(load(card, list({ number: 6, part: [1, 2] })), { missingParts: [2] });
  assert.deepEqual(load(card, list({ number: 4, part: [2, 2] })), {
    error: fresherCrlAlreadyLoaded,
  });
  assert.equal(errorOf(card), REFUSED);
  assert.deepEqual(load(card, list({ number: 7 })), {});
  assert.equal(errorOf(card), undefined);
  assert.deepEqual(load(card, list({ number: 6, part: [2, 2] })), {
    error: fresherCrlAlreadyLoaded,
  });
});

test('a list of changes adds certificates to the list before it, and takes some off [RFC5280 §5.2.4]', () => {
  const card = new RspCard();
  assert.deepEqual(load(card, list({ number: 3, revoked: [STRANGER] })), {});
  assert.deepEqual(load(card, list({ number: 4, base: 2, revoked: [SERVER] })), {});
  assert.equal(errorOf(card), REFUSED);
  assert.deepEqual(load(card, list({ number: 5, base: 4, removed: [SERVER] })), {});
  assert.equal(errorOf(card), undefined);
  assert.deepEqual(load(card, list({ number: 5, base: 4 })), {
    error: es10.LOAD_CRL_ERROR.fresherCrlAlreadyLoaded,
  });
});

test('changes come in parts too, and apply when all are there', () => {
  const card = new RspCard();
  assert.deepEqual(load(card, list({ number: 3, revoked: [SERVER] })), {});
  const changes = { number: 5, base: 3 } as const;
  const first = list({ ...changes, part: [1, 2], removed: [SERVER] });
  assert.deepEqual(load(card, first), { missingParts: [2] });
  assert.equal(errorOf(card), REFUSED);
  assert.deepEqual(load(card, list({ ...changes, part: [2, 2] })), {});
  assert.equal(errorOf(card), undefined);
});

const known = (type: string, value: string, critical = true) => ({
  more: [{ type, critical, value: unhex(value) }],
});
const { totalPartialCrlNumber, partialCrlNumber, issuingDistributionPoint } = CRL_EXTENSION;
const many = Array.from({ length: 420 }, (_, at) => unhex(`40${`${at}`.padStart(14, '0')}`));

type Case = readonly [what: string, error: keyof typeof es10.LOAD_CRL_ERROR, crl: Bytes, RegExp];

/** After list 5, and part 2 of 3 of list 7. */
const ERRORS: readonly Case[] = [
  [
    'signed by another key',
    'invalidSignature',
    list({ number: 9, signedBy: BRANCH.eum }),
    /signature/,
  ],
  ['that is none', 'invalidCRLFormat', unhex('3003020105'), /version|CRL/],
  [
    'in parts without the number of one',
    'invalidCRLFormat',
    list({ number: 9, ...known(totalPartialCrlNumber, '020102') }),
    /part of no number of 2/,
  ],
  [
    'with a part beyond the last',
    'invalidCRLFormat',
    list({ number: 9, part: [3, 2] }),
    /part 3 of 2/,
  ],
  ['with a part 0', 'invalidCRLFormat', list({ number: 9, part: [0, 2] }), /part 0 of 2/],
  [
    'with a negative number of a part',
    'invalidCRLFormat',
    list({ number: 9, ...known(partialCrlNumber, '0201FF') }),
    /a number/,
  ],
  [
    'with a part of another count of parts',
    'invalidCRLFormat',
    list({ number: 7, part: [1, 2] }),
    /those of another list/,
  ],
  [
    'of changes among the parts of a whole one',
    'invalidCRLFormat',
    list({ number: 7, part: [1, 3], base: 5 }),
    /those of another list/,
  ],
  [
    'of changes of a newer one',
    'invalidCRLFormat',
    list({ number: 9, base: 9 }),
    /changes a list 9 that is not older/,
  ],
  [
    'that takes a certificate off, and is whole',
    'invalidCRLFormat',
    list({ number: 9, removed: [STRANGER] }),
    /no list of changes/,
  ],
  [
    'with a critical extension that is not known',
    'invalidCRLFormat',
    list({ number: 9, ...known('1.2.3', '0500') }),
    /1\.2\.3 is not known/,
  ],
  [
    'of some of the certificates of its issuer',
    'invalidCRLFormat',
    list({ number: 9, ...known(issuingDistributionPoint, '30038101FF') }),
    /some of the certificates/,
  ],
  [
    'of an unknown issuer',
    'verificationKeyNotFound',
    revocationList(OTHER, { number: 9, revoked: [] }),
    /no issuer/,
  ],
  ['that is older', 'fresherCrlAlreadyLoaded', list({ number: 5 }), /list 7 is there/],
  [
    'in parts that is older',
    'fresherCrlAlreadyLoaded',
    list({ number: 6, part: [1, 2] }),
    /list 7 is there/,
  ],
  [
    'with a part that is there',
    'fresherCrlAlreadyLoaded',
    list({ number: 7, part: [2, 3], revoked: [SERVER] }),
    /list 7, part 2 is there/,
  ],
  [
    'of changes of one that is not there',
    'baseCrlMissing',
    list({ number: 9, base: 6 }),
    /a list 6 or later/,
  ],
  [
    'of changes of one of which parts are missing',
    'baseCrlMissing',
    list({ number: 9, base: 7 }),
    /a list 7 or later/,
  ],
  [
    'without room for it',
    'notEnoughMemorySpace',
    list({ number: 9, revoked: many }),
    /memory|room|quota/i,
  ],
  [
    'with a part without room for it',
    'notEnoughMemorySpace',
    list({ number: 7, part: [1, 3], revoked: many }),
    /memory|room|quota/i,
  ],
  [
    'of more parts than are kept count of',
    'notEnoughMemorySpace',
    list({ number: 9, part: [1, 65] }),
    /65 parts/,
  ],
];

for (const [what, error, crl, why] of ERRORS) {
  test(`a list ${what}: ${error}, nothing changes [SGP22 §5.7.12]`, () => {
    const card = new RspCard({ quota: 6_000 });
    assert.deepEqual(load(card, list({ number: 5 })), {});
    assert.deepEqual(load(card, list({ number: 7, part: [2, 3] })), { missingParts: [1, 3] });
    const { used } = card;
    assert.deepEqual(load(card, crl), { error: es10.LOAD_CRL_ERROR[error] });
    assert.match(card.notes('es10-error').at(-1)!, why);
    assert.deepEqual(card.bench.batches, []);
    assert.equal(card.used, used);
    assert.deepEqual(load(card, list({ number: 7, part: [1, 3] })), { missingParts: [3] });
  });
}

test('a list that does not critically limit itself, or names where it is published, is taken', () => {
  const card = new RspCard();
  assert.deepEqual(load(card, list({ number: 1, ...known('1.2.3', '0500', false) })), {});
  const named = known(issuingDistributionPoint, '3005A003A10155');
  assert.deepEqual(load(card, list({ number: 2, ...named })), {});
});

test('a request without a list is incorrect data', () => {
  const card = new RspCard();
  assert.equal(card.send(unhex('BF3500')), '6A80');
  assert.equal(card.send(unhex('BF3503020101')), '6A80');
});

test('without an issuer that it trusts, an eUICC does not claim to take lists [SGP22 §5.7.8]', () => {
  const card = new RspCard({ branches: [] });
  const info = es10.parseEuiccInfo2(card.call(es10.emitEmptyRequest('getEuiccInfo2')));
  assert.ok('rspCapability' in info);
  assert.ok(!info.rspCapability.includes(es10.RSP_CAPABILITY.crlSupport));
});
