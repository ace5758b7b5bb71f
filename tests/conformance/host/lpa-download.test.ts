/** Downloads of an LPA from an SM-DP+, into the eUICC of a device at its links. [M-26] [M-37] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HostError } from '../../../src/base/index.ts';
import {
  deleteProfile,
  enableProfile,
  findProfile,
  listNotifications,
  NO,
  readEid,
  removeNotification,
  resetMemory,
  sendNotifications,
  setDefaultDpAddress,
} from '../../../src/host/lpa/index.ts';
import { hasCode } from '../../support/lpa-phone.ts';
import { ALPHA, ICCID, WHOLE, World } from '../../support/lpa-world.ts';
import { METADATA } from '../../support/smdp-client.ts';
import { SERVER } from '../../support/trust.ts';

const REFRESH = { refresh: true };

for (const [link, blockLength, curve] of [
  ['t0', 255, 'p256'],
  ['t1', 64, 'p256'],
  ['spi', 120, 'p256'],
  ['t1', 254, 'brainpoolP256r1'],
] as const) {
  test(`${link}, ${blockLength} a block, ${curve}: download, switch, delete [SGP22 §3.1.3]`, () => {
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
