/** An LPA at the links of a device: the eUICC's functions as an end user has them. [M-26] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, isWireError, unhex } from '../../../src/base/index.ts';
import {
  disableProfile,
  enableProfile,
  findProfile,
  listProfiles,
  readAddresses,
  readChip,
  setDefaultDpAddress,
  setNickname,
} from '../../../src/host/lpa/index.ts';
import * as es10 from '../../../src/wire/es10/index.ts';
import { euicc, field, interfacesOf, patent, REAL_ISD_R } from '../../support/descriptions.ts';
import { hostRig } from '../../support/host-rig.ts';
import { hasCode, Phone } from '../../support/lpa-phone.ts';
import { trustingContainers } from '../../support/lpa-world.ts';

const [ALPHA, BETA] = ['8900101000000000019', '8900102000000000018'];
const REFRESH = { refresh: true };

for (const link of ['t0', 't1', 'spi', 'apdu-gate']) {
  test(`over ${link}, chip, list, switch and names, in blocks of each length [SGP22 §5.7]`, () => {
    for (const blockLength of [64, 120, 254, 255]) {
      const phone = new Phone(hostRig(field), link, { blockLength });
      const chip = phone.hold(readChip);
      assert.equal(chip.eid, '89049032000000000000000000250035');
      assert.equal(hex(chip.isdR), 'A0000005591010FFFFFFFF8900000100');
      assert.deepEqual(chip.template?.svn, [2, 5, 0]);
      assert.deepEqual(chip.info2?.svn, [2, 5, 0]);
      assert.equal(chip.info1?.verificationKeys.length, 2);
      assert.ok(chip.resources!.memory > 1_000_000);
      assert.deepEqual(phone.states(), [
        [ALPHA, 'enabled'],
        [BETA, 'disabled'],
      ]);
      const beta = phone.hold((isdR) => findProfile(isdR, 'Beta subscription'));
      phone.hold((isdR) => enableProfile(isdR, beta, REFRESH));
      assert.equal(phone.resets, 1);
      assert.deepEqual(phone.states(), [
        [ALPHA, 'disabled'],
        [BETA, 'enabled'],
      ]);
      phone.hold((isdR) => disableProfile(isdR, beta, REFRESH));
      const nickname = 'n'.repeat(64);
      phone.hold((isdR) => setNickname(isdR, beta, nickname));
      assert.equal(phone.hold((isdR) => findProfile(isdR, nickname)).state, 'disabled');
      const address = `${'dp.'.repeat(80)}example`;
      phone.hold((isdR) => setDefaultDpAddress(isdR, address));
      assert.equal(phone.hold(readAddresses).defaultDp, address);
      const blocks = phone.sent.filter((one) => /^8[1-3]E2/.test(one));
      assert.ok(blocks.every((one) => one.length / 2 <= 6 + blockLength));
      assert.equal(
        blocks.some((one) => one.slice(4, 6) === '11'),
        blockLength < 254,
      );
    }
  });
}

test('the channel is closed at the end, and is one of its own while the modem has channel 0', () => {
  const rig = hostRig(field);
  const phone = new Phone(rig, 't1');
  for (let i = 0; i < 30; i++) {
    assert.equal(phone.states().length, 2);
    phone.hold((isdR) => isdR.close());
  }
  for (let number = 1; number <= 19; number++)
    assert.equal(rig.send('t1', '0070000001'), `${hex(Uint8Array.of(number))}9000`);
});

test('where no channel is free, the basic one can be used [SGP22 §5.7.1]', () => {
  const rig = hostRig(field);
  for (let number = 1; number <= 19; number++) rig.send('t1', '0070000001');
  const phone = new Phone(rig, 't1');
  assert.throws(() => phone.states(), hasCode('CHANNEL_UNAVAILABLE', /no logical channel: 6A81/));
  const other = new Phone(rig, 't1', { channel: 'basic' });
  assert.equal(other.states().length, 2);
});

test('an ISD-R with another AID is found by it, or by that of a known maker', () => {
  const rig = hostRig(patent);
  const lost = new Phone(rig, 't1');
  assert.throws(
    () => lost.states(),
    hasCode('APPLICATION_UNKNOWN', /no ISD-R with the AID A0000005591/),
  );
  const found = new Phone(rig, 't1', { aids: [unhex(REAL_ISD_R)] });
  assert.equal(found.states().length, 2);
  const known = 'A06573746B6D65FFFF4953442D522030';
  const renamed = hostRig(patent, {
    aliases: [],
    containers: patent.containers.map((one) =>
      one === euicc ? { ...one, isdR: { aid: known } } : one,
    ),
  });
  const phone = new Phone(renamed, 't1');
  assert.equal(phone.states().length, 2);
  assert.equal(hex(phone.isdR.aid), known);
});

test('what the eUICC refuses has its reason in words, and nothing is changed [SGP22 §5.7.16]', () => {
  const phone = new Phone(hostRig(field), 't0');
  const [alpha, beta] = phone.hold(listProfiles);
  assert.throws(
    () => phone.hold((isdR) => enableProfile(isdR, alpha!, REFRESH)),
    hasCode('EUICC_REFUSED', /EnableProfile: the profile is enabled already \(2\)/),
  );
  assert.throws(
    () => phone.hold((isdR) => disableProfile(isdR, beta!, REFRESH)),
    hasCode('EUICC_REFUSED', /the profile is not enabled \(2\)/),
  );
  const gone = { iccid: unhex('98000000000000000099') };
  assert.throws(
    () => phone.hold((isdR) => setNickname(isdR, gone, 'x')),
    hasCode('EUICC_REFUSED', /no such profile \(1\)/),
  );
  assert.throws(
    () => phone.hold((isdR) => setNickname(isdR, alpha!, 'n'.repeat(65))),
    hasCode('CARD_REFUSED', /SetNickname: the card answered 6A80/),
  );
  assert.throws(
    () => phone.hold((isdR) => findProfile(isdR, 'none')),
    hasCode('PROFILE_UNKNOWN', /no profile has .* none/),
  );
  phone.hold((isdR) => setNickname(isdR, alpha!, 'same'));
  phone.hold((isdR) => setNickname(isdR, beta!, 'same'));
  assert.throws(
    () => phone.hold((isdR) => findProfile(isdR, 'same')),
    hasCode('PROFILE_UNKNOWN', /more than one/),
  );
  assert.equal(phone.resets, 0);
  assert.deepEqual(phone.states(), [
    [ALPHA, 'enabled'],
    [BETA, 'disabled'],
  ]);
});

test('a list of notifications of more than 64 KiB comes whole, over each protocol [SGP22 §5.7.10]', () => {
  const address = 'dp.example.com';
  const [first, ...others] = trustingContainers('p256');
  assert.ok(first?.kind === 'euicc' && first.profiles !== undefined);
  const profiles = first.profiles.map((one) => ({
    ...one,
    notifications: [{ events: ['enable', 'disable'], address }],
  }));
  const rig = hostRig(field, {
    interfaces: interfacesOf('t0', 't1', 'spi'),
    containers: [{ ...first, profiles }, ...others],
  });
  const phone = new Phone(rig, 't1');
  for (let at = 0; at < 32; at++) {
    const off = phone.hold(listProfiles).find(({ state }) => state === 'disabled')!;
    phone.hold((isdR) => enableProfile(isdR, off, { refresh: false }));
  }
  const request = es10.emitRetrieveNotificationsRequest({});
  for (const link of ['t0', 't1', 'spi']) {
    const lpa = new Phone(rig, link);
    const answer = lpa.hold((isdR) => isdR.send('RetrieveNotificationsList', request));
    assert.ok(answer.length > 0x10000, String(answer.length));
    const list = es10.parseRetrieveNotificationsResponse(answer);
    assert.ok(!isWireError(list) && 'notifications' in list);
    assert.equal(list.notifications.length, 64);
  }
});
