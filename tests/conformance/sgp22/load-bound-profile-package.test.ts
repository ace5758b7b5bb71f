/** LoadBoundProfilePackage: each error at its command, and nothing left behind. [SGP22 §5.7.6] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bytes, hex, isWireError, unhex } from '../../../src/base/index.ts';
import { pureCrypto } from '../../../src/crypto/index.ts';
import { isSignatureOf } from '../../../src/rsp/trust/index.ts';
import * as es10 from '../../../src/wire/es10/index.ts';
import {
  type BoundProfilePackage,
  emitBoundProfilePackage,
  segmentsOfPackage,
} from '../../../src/wire/es8/index.ts';
import { emitIccid, emitTlv } from '../../../src/wire/index.ts';
import { emitProfilePackage } from '../../../src/wire/saip/index.ts';
import { randomRuns } from '../../random-counts.ts';
import { type BindOptions, METADATA, TestServer } from '../../support/download-server.ts';
import { testProfile } from '../../support/profile-packages.ts';
import { failureOf, resultOf, RspCard, SOURCE } from '../../support/rsp-card.ts';
import { testBranch } from '../../support/trust.ts';

const BRANCH = testBranch('p256');
type Command = keyof typeof es10.BPP_COMMAND;
type Reason = keyof typeof es10.INSTALL_ERROR;

/** Loads a package with something wrong in it; the memory must be as before but for the result. */
function fails(
  bound: (server: TestServer, card: RspCard) => readonly Bytes[],
  [command, reason]: readonly [Command, Reason],
  card = new RspCard(),
): void {
  const server = new TestServer(BRANCH);
  const before = card.profiles();
  const answered = card.loadPieces(bound(server, card));
  assert.deepEqual(failureOf(answered), [command, reason]);
  assert.deepEqual(card.profiles(), before);
  const [pending] = card.pending({ events: [es10.NOTIFICATION_EVENT.install] });
  assert.equal(hex(pending!), answered.slice(0, -4));
  const signed = es10.parseProfileInstallationResult(pending!);
  assert.ok(!isWireError(signed));
  const { data, signature } = signed;
  assert.ok(isSignatureOf(pureCrypto, BRANCH.euicc, { signature, data }));
  const [words] = card.notes('bound-profile-package');
  assert.match(words!, new RegExp(`${command}, ${reason}: `));
  assert.equal(card.send(unhex('860100')), '6A88');
}

const flip = (segment: Bytes, at: number): Bytes => {
  const changed = segment.slice();
  changed[(at + changed.length) % changed.length]! ^= 1;
  return changed;
};

const crt = (changes: object): BindOptions => ({
  agreement: {
    controlReference: {
      keyType: unhex('88'),
      keyLength: unhex('10'),
      hostId: unhex('01'),
      ...changes,
    },
  },
});

const OPTIONS: readonly (readonly [string, readonly [Command, Reason], BindOptions])[] = [
  [
    'a signature by another key',
    ['initialiseSecureChannel', 'invalidSignature'],
    { signedBy: BRANCH.dpAuth },
  ],
  [
    'another transaction',
    ['initialiseSecureChannel', 'invalidTransactionId'],
    { agreement: { transactionId: unhex('55') } },
  ],
  [
    'another operation',
    ['initialiseSecureChannel', 'unsupportedRemoteOperationType'],
    { agreement: { remoteOperation: 2 } },
  ],
  [
    'keys of another kind',
    ['initialiseSecureChannel', 'unsupportedCrtValues'],
    crt({ keyType: unhex('80') }),
  ],
  [
    'keys of another length',
    ['initialiseSecureChannel', 'unsupportedCrtValues'],
    crt({ keyLength: unhex('20') }),
  ],
  [
    'a one-time key that is no point',
    ['initialiseSecureChannel', 'incorrectInputValues'],
    { agreement: { oneTimeKey: unhex(`04${'07'.repeat(64)}`) } },
  ],
  [
    'a configuration that is none',
    ['configureISDP', 'incorrectInputValues'],
    { configuration: unhex('BF2600') },
  ],
  [
    'too much data of the server',
    ['configureISDP', 'incorrectInputValues'],
    { configuration: emitTlv(0xbf24, emitTlv(0xb8, new Uint8Array(127))) },
  ],
  [
    'an icon without its type',
    ['storeMetadata', 'incorrectInputValues'],
    { metadata: { icon: unhex('89') } },
  ],
  [
    'metadata of more than 8192 bytes',
    ['storeMetadata', 'incorrectInputValues'],
    { metadata: { serviceData: new Uint8Array(8_192) } },
  ],
  [
    'policy rules that no operator may set',
    ['storeMetadata', 'pprNotAllowed'],
    { metadata: { policyRules: [es10.PPR.ppr2] } },
  ],
  [
    'an ICCID that the package has not',
    ['loadProfileElements', 'installFailedDueToDataMismatch'],
    { metadata: { iccid: emitIccid('8988211990000000013') } },
  ],
];

for (const [what, failure, options] of OPTIONS) {
  test(`a package with ${what}: ${failure[1]} [SGP22 §5.7.6]`, () => {
    fails((server, card) => segmentsOfPackage(card.bound(server, options)), failure);
  });
}

type Change = (bound: BoundProfilePackage) => BoundProfilePackage;
const CHANGES: readonly (readonly [string, readonly [Command, Reason], Change])[] = [
  [
    'a wrong MAC in ConfigureISDP',
    ['configureISDP', 'scp03tSecurityError'],
    (bound) => ({ ...bound, configureIsdp: bound.configureIsdp.map((one) => flip(one, -1)) }),
  ],
  [
    'a changed byte of the metadata',
    ['storeMetadata', 'scp03tSecurityError'],
    (bound) => ({ ...bound, storeMetadata: bound.storeMetadata.map((one) => flip(one, 20)) }),
  ],
  [
    'a wrong MAC in ReplaceSessionKeys',
    ['replaceSessionKeys', 'scp03tSecurityError'],
    (bound) => ({
      ...bound,
      replaceSessionKeys: bound.replaceSessionKeys!.map((one) => flip(one, -1)),
    }),
  ],
  [
    'a wrong MAC in the third segment of elements',
    ['loadProfileElements', 'scp03tSecurityError'],
    (bound) => ({
      ...bound,
      profileElements: bound.profileElements.map((one, at) => (at === 2 ? flip(one, -1) : one)),
    }),
  ],
  [
    'two segments exchanged',
    ['loadProfileElements', 'scp03tSecurityError'],
    ({ profileElements: [first, second, ...others], ...bound }) => ({
      ...bound,
      profileElements: [second!, first!, ...others],
    }),
  ],
  [
    'a segment that comes twice',
    ['loadProfileElements', 'scp03tSecurityError'],
    ({ profileElements: [first, ...others], ...bound }) => ({
      ...bound,
      profileElements: [first!, first!, ...others],
    }),
  ],
  [
    'a segment too short for a MAC',
    ['loadProfileElements', 'scp03tStructureError'],
    (bound) => ({ ...bound, profileElements: [unhex('860401020304')] }),
  ],
  [
    'a segment of another kind',
    ['loadProfileElements', 'scp03tStructureError'],
    (bound) => ({ ...bound, profileElements: [unhex('8709010203040506070809')] }),
  ],
  [
    'no elements',
    ['loadProfileElements', 'installFailedDueToPEProcessingError'],
    (bound) => ({ ...bound, profileElements: [] }),
  ],
];

for (const [what, failure, change] of CHANGES) {
  test(`a package with ${what}: ${failure[1]} at ${failure[0]} [SGP22 §2.6.4]`, () => {
    fails(
      (server, card) => segmentsOfPackage(change(card.bound(server, { replacesKeys: true }))),
      failure,
    );
  });
}

test('a package that ends before its elements is none [SGP22 §2.5.4]', () => {
  fails(
    (server, card) => {
      const { profileElements: _left, ...bound } = card.bound(server, { replacesKeys: true });
      return segmentsOfPackage(bound as BoundProfilePackage);
    },
    ['loadProfileElements', 'scp03tStructureError'],
  );
});

for (const [what, head] of [
  ['a package of more than a mebibyte', 'BF3683100001'],
  ['InitialiseSecureChannel of more than 512 bytes', 'BF36820400BF23820200'],
] as const) {
  test(`${what} is refused at its head [SGP22 §2.5.4]`, () => {
    const pieces = (server: TestServer, card: RspCard): readonly Bytes[] => {
      card.bound(server);
      return [unhex(head)];
    };
    fails(pieces, ['initialiseSecureChannel', 'scp03tStructureError']);
  });
}

test('a package with sequences out of order is none [SGP22 §2.5.4]', () => {
  fails(
    (server, card) => {
      const [head, configure, ...others] = segmentsOfPackage(card.bound(server));
      return [head!, others[0]!, configure!];
    },
    ['configureISDP', 'scp03tStructureError'],
  );
});

test('a profile that is there already is refused at its metadata [SGP22 §5.5.3]', () => {
  const card = new RspCard();
  card.download(new TestServer(BRANCH, 'first'));
  card.call(es10.emitRemoveNotificationRequest({ sequenceNumber: 1 }));
  card.bench.notes.length = 0;
  fails(
    (server) => segmentsOfPackage(card.bound(server)),
    ['storeMetadata', 'installFailedDueToIccidAlreadyExistsOnEuicc'],
    card,
  );
});

test('an element that cannot be installed is reported with its response [SAIP §8.10]', () => {
  const elements = testProfile();
  const source = emitProfilePackage([elements[0]!, ...elements.slice(2)]);
  const card = new RspCard();
  const server = new TestServer(BRANCH);
  const answered = card.load(card.bound(server, {}, source));
  assert.deepEqual(failureOf(answered), [
    'loadProfileElements',
    'installFailedDueToPEProcessingError',
  ]);
  const { finalResult } = resultOf(answered);
  assert.ok('reason' in finalResult && finalResult.simaResponse!.length > 0);
  assert.match(card.notes('bound-profile-package')[0]!, /segment \d+: element \d+: /);
});

test('a profile without room leaves nothing, and the result says so [M-107]', () => {
  const card = new RspCard({ quota: 9_000 });
  const used = [1, 2, 3].map((sequenceNumber) => {
    const answered = card.load(card.bound(new TestServer(BRANCH)));
    assert.deepEqual(failureOf(answered), [
      'loadProfileElements',
      'installFailedDueToInsufficientMemoryForProfile',
    ]);
    assert.deepEqual(card.profiles(), []);
    card.call(es10.emitRemoveNotificationRequest({ sequenceNumber }));
    return card.used;
  });
  assert.deepEqual(used, [used[0], used[0], used[0]]);
});

test('without a prepared download a package is refused with 6985 [SGP22 §5.7.6]', () => {
  const card = new RspCard();
  const server = new TestServer(BRANCH);
  const [head] = segmentsOfPackage(card.bound(server));
  card.challenge();
  assert.equal(card.send(head!), '6985');
  assert.deepEqual(card.notifications(), []);
});

test('while a package comes only a new session and its end are taken [SGP22 §5.7.6]', () => {
  const card = new RspCard();
  const server = new TestServer(BRANCH);
  const [head, configure, ...others] = segmentsOfPackage(card.bound(server));
  assert.equal(card.send(head!), '9000');
  assert.equal(card.send(es10.emitEmptyRequest('getEuiccInfo1')), '6985');
  assert.equal(card.send(es10.emitListNotificationRequest({})), '6985');
  assert.equal(card.loadPieces([configure!, ...others]).slice(0, 4), 'BF37');
});

for (const [what, end] of [
  ['a power cut', (card: RspCard) => card.restart()],
  ['another session', (card: RspCard) => void card.challenge()],
  [
    'the end of the session',
    (card: RspCard, { transactionId }: TestServer) => {
      const reason = es10.CANCEL_REASON.postponed;
      const answer = card.call(es10.emitCancelSessionRequest({ transactionId, reason }));
      const result = es10.parseCancelSessionResponse(answer);
      assert.ok(!isWireError(result) && !('error' in result));
    },
  ],
] as const) {
  test(`${what} at any segment is reported, and the package comes again [SGP22 §3.1.3]`, () => {
    const pieces = segmentsOfPackage(new RspCard().bound(new TestServer(BRANCH)));
    for (const stop of [1, 2, 4, pieces.length - 1]) {
      const card = new RspCard();
      const server = new TestServer(BRANCH, 'first');
      const bound = card.bound(server);
      assert.equal(card.loadPieces(segmentsOfPackage(bound).slice(0, stop)), '9000');
      end(card, server);
      assert.deepEqual(card.profiles(), [], `after ${stop}`);
      const [pending] = card.pending();
      const { finalResult } = resultOf(`${hex(pending!)}9000`);
      assert.ok('reason' in finalResult);
      assert.equal(finalResult.reason, es10.INSTALL_ERROR.installFailedDueToInterruption);
      assert.equal(card.notifications().length, 1);
      const again = new TestServer(BRANCH, 'second');
      const signed = { boundKey: server.euiccKey };
      const prepared = card.prepare(again, { signed });
      assert.ok('aid' in resultOf(card.load(again.bind(prepared, SOURCE))).finalResult);
      assert.deepEqual(again.euiccKey, server.euiccKey);
    }
  });
}

test('a package comes in blocks of any length, split anywhere [SGP22 §2.5.5]', () => {
  const blocks = fc.integer({ min: 64, max: 255 });
  fc.assert(
    fc.property(blocks, fc.integer({ min: 300, max: 9_000 }), (blockLength, step) => {
      const card = new RspCard();
      card.blockLength = blockLength;
      const whole = emitBoundProfilePackage(card.bound(new TestServer(BRANCH)));
      const pieces: Bytes[] = [];
      for (let at = 0; at < whole.length; at += step) pieces.push(whole.subarray(at, at + step));
      assert.ok('aid' in resultOf(card.loadPieces(pieces)).finalResult);
    }),
    randomRuns('download'),
  );
});

test('damaged packages are answered with a result or a status word, and leave no memory taken', () => {
  const place = fc.tuple(fc.nat(), fc.nat(255));
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 3 }), (changes) => {
      const card = new RspCard();
      const whole = emitBoundProfilePackage(card.bound(new TestServer(BRANCH)));
      const before = card.used;
      for (const [at, byte] of changes) whole[at % whole.length] = byte;
      const answered = card.loadPieces(
        Array.from({ length: Math.ceil(whole.length / 1_500) }, (_, at) =>
          whole.subarray(1_500 * at, 1_500 * (at + 1)),
        ),
      );
      assert.match(answered, /(9000|6985|6A8[08])$/);
      card.restart();
      for (const { sequenceNumber } of card.notifications())
        card.call(es10.emitRemoveNotificationRequest({ sequenceNumber }));
      // The records of the list and the counter stay, empty.
      if (card.profiles().length === 0) assert.ok(card.used < before + 100);
    }),
    randomRuns('download'),
  );
});

test('the metadata that ConfigureISDP and StoreMetadata bring are those of the profile [SGP22 §5.7.15]', () => {
  const card = new RspCard();
  const proprietaryData = unhex('800388370A');
  const configuration = emitTlv(0xbf24, emitTlv(0xb8, proprietaryData));
  card.download(new TestServer(BRANCH), {
    configuration,
    metadata: { iconType: 'png', icon: unhex('89504E47'), serviceData: unhex('3000') },
  });
  const tags = [0x5a, 0x93, 0x94, 0xb6, 0xb7, 0xb8, 0xbf22];
  const list = es10.parseProfileInfoListResponse(
    card.call(es10.emitProfileInfoListRequest({ tags })),
  );
  assert.ok(!isWireError(list) && !('error' in list));
  const [info] = list.profiles;
  assert.equal(info?.iconType, 'png');
  assert.deepEqual(info?.icon, unhex('89504E47'));
  assert.deepEqual(info?.proprietaryData, proprietaryData);
  assert.deepEqual(info?.serviceData, unhex('3000'));
  assert.deepEqual(info?.notifications, METADATA.notifications);
});
