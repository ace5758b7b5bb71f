/** Downloads of an LPA from an SM-DP+, into the eUICC of a device at its links. [M-26] [M-37] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Bytes, fromUtf8, HostError, utf8 } from '../../../src/base/index.ts';
import {
  deleteProfile,
  type DownloadWish,
  enableProfile,
  findProfile,
  listNotifications,
  type LpaPost,
  NO,
  readEid,
  removeNotification,
  resetMemory,
  sendNotifications,
  setDefaultDpAddress,
} from '../../../src/host/lpa/index.ts';
import { NO_FAULTS, type ServerFaults, spoiled } from '../../../src/host/rsp-server/index.ts';
import type { OrderOptions, ProfileRecord, SmdpOptions } from '../../../src/host/smdp/index.ts';
import { emitProfilePackage } from '../../../src/wire/saip/index.ts';
import { emitIccid } from '../../../src/wire/index.ts';
import type { KeyCurve } from '../../../src/wire/x509/index.ts';
import { field } from '../../support/descriptions.ts';
import { EID } from '../../support/euicc-card.ts';
import { hostRig } from '../../support/host-rig.ts';
import { hasCode, Phone } from '../../support/lpa-phone.ts';
import { testProfile, TEST_SUBSCRIPTION } from '../../support/profile-packages.ts';
import { METADATA, ServerClient } from '../../support/rsp-server.ts';
import { describedChain, SERVER, testBranch } from '../../support/trust.ts';

/** One that the server client does not have yet. */
const ICCID = '8988211990000000039';
const REFRESH = { refresh: true };
const [ALPHA, BETA] = ['8900101000000000019', '8900102000000000018'];
const UPP = emitProfilePackage(testProfile({ ...TEST_SUBSCRIPTION, iccid: ICCID }));

interface WorldOptions {
  readonly curve?: KeyCurve;
  readonly link?: string;
  readonly blockLength?: number;
  readonly server?: Partial<SmdpOptions>;
  readonly metadata?: object;
}

/** A phone, an SM-DP+ with one profile for it, and the network between them. */
class World {
  readonly phone: Phone;
  readonly client: ServerClient;
  /** Functions that reached the server. */
  readonly calls: string[] = [];
  /** The call before which the network goes away. */
  cutBefore: number | undefined;

  constructor(options: WorldOptions = {}) {
    const { curve = 'p256', link = 't1', blockLength } = options;
    const branch = testBranch(curve);
    const containers = field.containers.map((one) => {
      if (one.kind !== 'euicc') return one;
      const { ciPublicKeys: _keys, ...rest } = one;
      return { ...rest, eid: EID, trust: [describedChain(branch)] };
    });
    this.client = new ServerClient(options.server ?? {}, { branch });
    const metadata = { ...METADATA, ...options.metadata, iccid: emitIccid(ICCID) };
    const profile = { iccid: ICCID, profileType: 'Test', metadata, upp: UPP };
    assert.ok(this.client.server.add(profile));
    this.phone = new Phone(hostRig(field, { containers }), link, {
      blockLength,
      post: (request) => this.#post(request),
    });
  }

  #post({ url, body }: LpaPost): Bytes {
    const { host, pathname } = new URL(url);
    if (this.calls.length === this.cutBefore) {
      this.cutBefore = undefined;
      throw new HostError('SERVER_UNREACHABLE', `${host}: no network`, 'repeat it');
    }
    this.calls.push(pathname.slice(pathname.lastIndexOf('/') + 1));
    const { status, body: answer } = this.client.send('es9', pathname, fromUtf8(body));
    if (status !== 200 && status !== 204)
      throw new HostError('SERVER_REFUSED', `${host} answered HTTP ${status}`, 'check it');
    return utf8(answer);
  }

  order(more: Partial<OrderOptions> = {}): DownloadWish {
    const record = this.client.server.order({ iccid: ICCID, ...more });
    assert.ok(typeof record !== 'string', String(record));
    return { address: SERVER, matchingId: record.order.matchingId! };
  }

  get record(): ProfileRecord {
    return this.client.server.profiles.find(({ iccid }) => iccid === ICCID)!;
  }

  /** What no failure may change. */
  checkUntouched(): void {
    assert.deepEqual(this.phone.states(), [
      [ALPHA, 'enabled'],
      [BETA, 'disabled'],
    ]);
  }
}

const WHOLE = ['initiateAuthentication', 'authenticateClient', 'getBoundProfilePackage'];

for (const [link, blockLength, curve] of [
  ['t0', 255, 'p256'],
  ['t1', 64, 'p256'],
  ['spi', 120, 'p256'],
  ['t1', 254, 'brainpoolP256r1'],
] as const) {
  test(`over ${link}, in blocks of ${blockLength}, on ${curve}: download, enable, back, delete [SGP22 §3.1.3]`, () => {
    const world = new World({ link, blockLength, curve });
    const { phone } = world;
    const { offer, notification } = phone.download(world.order());
    assert.deepEqual(offer, {
      iccid: ICCID,
      serviceProvider: METADATA.serviceProvider,
      profileName: METADATA.profileName,
      class: 'operational',
      policyRules: [],
      codeRequired: false,
    });
    assert.deepEqual(world.calls, WHOLE);
    assert.deepEqual(phone.states()[2], [ICCID, 'disabled']);
    assert.equal(notification.address, SERVER);
    assert.equal(world.record.state, 'downloaded');
    const send = () => phone.hold((isdR) => sendNotifications(isdR));
    assert.deepEqual(
      send().map(({ metadata, failure }) => [metadata.events, failure]),
      [[[0], undefined]],
    );
    assert.equal(world.record.state, 'installed');
    const profile = phone.hold((isdR) => findProfile(isdR, ICCID));
    phone.hold((isdR) => enableProfile(isdR, profile, REFRESH));
    assert.deepEqual(phone.states()[2], [ICCID, 'enabled']);
    const alpha = phone.hold((isdR) => findProfile(isdR, ALPHA));
    phone.hold((isdR) => enableProfile(isdR, alpha, REFRESH));
    phone.hold((isdR) => deleteProfile(isdR, profile));
    world.checkUntouched();
    assert.deepEqual(
      send().map(({ metadata }) => metadata.events),
      [[1], [2], [3]],
    );
    assert.deepEqual(phone.hold(listNotifications), []);
    assert.deepEqual(
      world.record.events.map(({ event }) => event),
      ['install', 'enable', 'disable', 'delete'],
    );
  });
}

describe('the end user decides [SGP22 §3.1.3]', () => {
  test('a profile that is put off stays ordered, and comes later', () => {
    const world = new World();
    const wish = world.order();
    world.phone.consent = new Uint8Array(0);
    assert.throws(() => world.phone.download(wish), hasCode('CANCELLED', /waits for consent/));
    assert.deepEqual(world.calls.at(-1), 'cancelSession');
    assert.equal(world.record.state, 'released');
    world.checkUntouched();
    world.phone.consent = Uint8Array.of(1);
    world.phone.download(wish);
    assert.equal(world.phone.states().length, 3);
  });

  test('a profile that is rejected is ordered no more', () => {
    const world = new World();
    const wish = world.order();
    world.phone.consent = NO;
    assert.throws(() => world.phone.download(wish), hasCode('CANCELLED', /is rejected/));
    world.checkUntouched();
    world.phone.consent = Uint8Array.of(1);
    assert.throws(
      () => world.phone.download(wish),
      hasCode('SERVER_REFUSED', /matching id: refused/),
    );
  });

  test('a confirmation code is given, requested, or missing [SGP22 §4.7]', () => {
    const world = new World();
    const wish = world.order({ confirmationCode: '4711' });
    assert.throws(
      () => world.phone.download(wish),
      hasCode('CANCELLED', /needs a confirmation code/),
    );
    world.checkUntouched();
    assert.throws(
      () => world.phone.download({ ...wish, confirmationCode: '4712' }),
      hasCode('SERVER_REFUSED', /confirmation code: refused \(8\.2\.7\/3\.8\)/),
    );
    world.checkUntouched();
    world.phone.code = '4711';
    assert.equal(world.phone.download(wish).offer.codeRequired, true);
    assert.deepEqual(
      world.phone.questions.map(({ kind }) => kind),
      ['consent', 'confirmation-code', 'consent', 'consent', 'confirmation-code'],
    );
  });

  test('the server stops codes that are guessed', () => {
    const world = new World();
    const wish = { ...world.order({ confirmationCode: '4711' }), confirmationCode: '0' };
    const refusals = [1, 2, 3].map(() => {
      try {
        return world.phone.download(wish);
      } catch (error) {
        return (error as HostError).message;
      }
    });
    assert.match(String(refusals.at(-1)), /retries exceeded \(8\.2\.7\/6\.4\)/);
    world.checkUntouched();
  });
});

describe('a server that is not right gets nothing installed [SGP22 §3.0.1]', () => {
  const faults: readonly (readonly [string, Partial<ServerFaults>, string, RegExp])[] = [
    [
      'the challenge of another session',
      { euiccChallenge: spoiled },
      'EUICC_REFUSED',
      /AuthenticateServer.*euicc challenge mismatch \(6\)/,
    ],
    [
      'a wrong first signature',
      { signature1: spoiled },
      'EUICC_REFUSED',
      /AuthenticateServer.*invalid signature \(2\)/,
    ],
    [
      'a certificate of another role',
      { authentication: ({ binding }) => binding! },
      'EUICC_REFUSED',
      /AuthenticateServer.*invalid (certificate|oid) \([15]\)/,
    ],
    [
      'a wrong second signature',
      { signature2: spoiled },
      'EUICC_REFUSED',
      /PrepareDownload.*invalid signature \(2\)/,
    ],
    [
      'a wrong signature of the package',
      { packageSignature: spoiled },
      'EUICC_REFUSED',
      /invalid signature \(2\), in initialise secure channel/,
    ],
    [
      'a wrong MAC in the third segment',
      { segment: (segment, number) => (number === 3 ? spoiled(segment) : segment) },
      'EUICC_REFUSED',
      /scp03t security error \(8\)/,
    ],
    [
      'a profile that is cut',
      { profile: (upp) => upp.subarray(0, upp.length >> 1) },
      'EUICC_REFUSED',
      /does not install the profile/,
    ],
  ];
  for (const [what, fault, code, words] of faults) {
    test(what, () => {
      const world = new World({ server: { faults: { ...NO_FAULTS, ...fault } } });
      assert.throws(() => world.phone.download(world.order()), hasCode(code, words));
      world.checkUntouched();
      const deliveries = world.phone.hold((isdR) => sendNotifications(isdR));
      assert.ok(deliveries.every(({ failure }) => failure === undefined));
      assert.deepEqual(world.phone.hold(listNotifications), []);
    });
  }

  test('it signs for another address, or has another identifier', () => {
    const world = new World({ server: { address: 'other.example' } });
    const wish = { ...world.order(), address: 'other.example' };
    const swapped = new World();
    world.phone.post = (request) =>
      swapped.phone.post!({
        ...request,
        body: utf8(fromUtf8(request.body).replace('other.example', SERVER)),
      });
    assert.throws(
      () => world.phone.download(wish),
      hasCode('SERVER_REFUSED', /not the server that was meant: it signed for the address/),
    );
    const other = new World();
    const right = other.order();
    assert.throws(
      () => other.phone.download({ ...right, oid: '2.999.11' }),
      hasCode('SERVER_REFUSED', /its certificate is for 2\.999\.10/),
    );
    other.phone.download({ ...right, oid: '2.999.10' });
    assert.equal(other.phone.states().length, 3);
  });

  test('what it sends does not read', () => {
    const world = new World();
    for (const answer of ['', '{}', 'x', '{"header":{}}', '[]']) {
      world.phone.post = () => utf8(answer);
      assert.throws(
        () => world.phone.download({ address: SERVER, matchingId: 'A' }),
        hasCode('SERVER_REFUSED', /InitiateAuthentication: the answer of .* does not read/),
      );
    }
    world.checkUntouched();
  });
});

describe('what a server refuses has subject and reason in words [SGP22 §5.2.6]', () => {
  test('an unknown token', () => {
    const world = new World();
    assert.throws(
      () => world.phone.download({ address: SERVER, matchingId: 'NONE' }),
      (error) =>
        hasCode('SERVER_REFUSED', /matching id: refused \(8\.2\.6\/3\.8\)/)(error) &&
        /token of the activation code/.test((error as HostError).next),
    );
    world.checkUntouched();
  });

  test('an order for another eUICC', () => {
    const world = new World();
    const wish = world.order({ eid: '89049032000000000000000000000021' });
    assert.throws(() => world.phone.download(wish), hasCode('SERVER_REFUSED', /8\.1\.1\/3\.8/));
  });

  test('policy rules that the eUICC forbids', () => {
    const world = new World({
      metadata: { policyRules: [1], owner: { mccMnc: emitIccid('00101').subarray(0, 3) } },
    });
    assert.throws(
      () => world.phone.download(world.order()),
      hasCode('SERVER_REFUSED', /8\.2\.5\/4\.3/),
    );
    world.checkUntouched();
  });

  test('a server without a CI in common', () => {
    const world = new World({ curve: 'brainpoolP256r1' });
    const other = new World({ curve: 'p256' });
    world.phone.post = other.phone.post;
    assert.throws(
      () => world.phone.download(other.order()),
      hasCode('SERVER_REFUSED', /8\.8\.2\/3\.1/),
    );
  });
});

test('the network goes away before each request: nothing is left, and another try succeeds', () => {
  for (let cut = 0; cut < WHOLE.length; cut++) {
    const world = new World();
    const wish = world.order();
    world.cutBefore = cut;
    assert.throws(() => world.phone.download(wish), hasCode('SERVER_UNREACHABLE', /no network/));
    world.checkUntouched();
    assert.deepEqual(world.phone.hold(listNotifications), []);
    world.phone.download(wish);
    assert.equal(world.phone.states().length, 3);
  }
});

test('a profile that is there is not installed twice', () => {
  const world = new World();
  world.phone.download(world.order());
  const again = new World();
  world.phone.post = again.phone.post;
  assert.throws(
    () => world.phone.download(again.order()),
    hasCode('EUICC_REFUSED', /iccid already exists on euicc \(9\)/),
  );
  assert.equal(world.phone.states().length, 3);
});

test('notifications wait for a server that does not take them; each is sent or removed [SGP22 §3.5]', () => {
  const world = new World();
  const { phone } = world;
  phone.download(world.order());
  const profile = phone.hold((isdR) => findProfile(isdR, ICCID));
  phone.hold((isdR) => enableProfile(isdR, profile, REFRESH));
  world.cutBefore = world.calls.length;
  const [first, second] = phone.hold((isdR) => sendNotifications(isdR));
  assert.match(first!.failure!.message, /no network/);
  assert.equal(second!.failure, undefined);
  const [waiting, ...others] = phone.hold(listNotifications);
  assert.deepEqual(others, []);
  const { sequenceNumber } = waiting!;
  assert.equal(sequenceNumber, first!.metadata.sequenceNumber);
  assert.throws(
    () => phone.hold((isdR) => removeNotification(isdR, sequenceNumber + 7)),
    hasCode('EUICC_REFUSED', /no notification with this number \(1\)/),
  );
  assert.throws(
    () => phone.hold((isdR) => sendNotifications(isdR, sequenceNumber + 7)),
    hasCode('EUICC_REFUSED', /no notification with this number/),
  );
  assert.equal(phone.hold((isdR) => sendNotifications(isdR, sequenceNumber)).length, 1);
  const alpha = phone.hold((isdR) => findProfile(isdR, ALPHA));
  phone.hold((isdR) => enableProfile(isdR, alpha, REFRESH));
  const [last] = phone.hold(listNotifications);
  phone.hold((isdR) => removeNotification(isdR, last!.sequenceNumber));
  assert.deepEqual(phone.hold(listNotifications), []);
  assert.deepEqual(
    world.record.events.map(({ event }) => event),
    ['enable', 'install'],
  );
});

test('the default SM-DP+ has the order of the EID [SGP22 §3.3.2]', () => {
  const world = new World();
  const { phone } = world;
  phone.hold((isdR) => setDefaultDpAddress(isdR, SERVER));
  const eid = phone.hold(readEid);
  world.order({ eid });
  phone.download({ address: SERVER, matchingId: '' });
  assert.deepEqual(phone.states()[2], [ICCID, 'disabled']);
});

test('a memory reset deletes what was downloaded, and what it requests alone [SGP22 §5.7.19]', () => {
  const world = new World();
  const { phone } = world;
  phone.download(world.order());
  phone.hold((isdR) => setDefaultDpAddress(isdR, SERVER));
  phone.hold((isdR) => resetMemory(isdR, ['resetDefaultSmdpAddress']));
  assert.equal(phone.states().length, 3);
  phone.hold((isdR) => resetMemory(isdR, ['deleteOperationalProfiles']));
  assert.deepEqual(phone.states(), []);
  assert.throws(
    () => phone.hold((isdR) => resetMemory(isdR, ['deleteOperationalProfiles'])),
    hasCode('EUICC_REFUSED', /nothing of that kind \(1\)/),
  );
});
