/**
 * The operator's domain of a package has the AID of the eSE's issuer domain and privileges that
 * would be card-wide: the link decides which of the two answers, and what the privileges reach ends
 * at their container. [M-05] [M-06] [SAIP §8.6.2]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../../src/base/index.ts';
import { parseDescription, presets } from '../../../src/device/index.ts';
import { emitProfilePackage } from '../../../src/wire/saip/index.ts';
import { HostRig } from '../../support/host-rig.ts';
import { TEST_KEYS, TEST_SUBSCRIPTION, testProfile } from '../../support/profile-packages.ts';
import { Scp03Host } from '../../support/scp03-host.ts';

const SHARED = 'A000000151000000';
/** A security domain of the eSE. */
const OF_ESE = 'A000000151414D534401';
const length = (aid: string): string => hex(Uint8Array.of(aid.length / 2));
const STATUS = '80F24002';

function phone(): HostRig {
  const rig = new HostRig(parseDescription(presets.field));
  const source = hex(emitProfilePackage(testProfile({ keys: [{ ...TEST_KEYS, version: 0x30 }] })));
  const loaded = rig.device.management.changeProfile({ act: 'load', package: source });
  assert.ok(loaded?.profile, loaded?.why);
  rig.flush();
  rig.device.management.changeProfile({ act: 'enable', profile: TEST_SUBSCRIPTION.iccid });
  rig.flush();
  return rig;
}

/** SCP03 with the domain that has the shared AID on a link: both have the test keys. */
function opened(rig: HostRig, link: string) {
  const key = unhex(TEST_KEYS.enc);
  const aid = unhex(SHARED);
  const host = new Scp03Host({
    keys: { enc: key, mac: key },
    aid,
    hostChallenge: new Uint8Array(8),
  });
  rig.select(link, SHARED);
  const answer = rig.send(link, hex(host.initializeUpdate()));
  assert.match(answer, /9000$/, answer);
  host.accept(unhex(answer.slice(0, -4)));
  assert.equal(rig.send(link, hex(host.externalAuthenticate(0x01))), '9000');
  return (header: string, data: string): string =>
    rig.send(link, hex(host.wrap(unhex(header), unhex(data))));
}

test('one AID, two domains: the link decides, and each lists what is its own', () => {
  const rig = phone();
  const operator = opened(rig, 't0')('80F28002', '4F00');
  assert.match(operator, new RegExp(`^E3..4F08${SHARED}9F70010FC50382DC00`));
  assert.match(opened(rig, 't0')(STATUS, '4F00'), /^6A88/, 'no application of the eSE');
  const issuer = opened(rig, 'spi')('80F28002', '4F00');
  assert.match(issuer, new RegExp(`^E3..4F08${SHARED}9F70010F`));
  assert.notEqual(issuer, operator);
});

test('Global Lock, Global Delete and Global Registry end at the profile [GPCS §6.6.1]', () => {
  const rig = phone();
  const operator = opened(rig, 't0');
  for (const [command, data] of [
    ['80F04080', OF_ESE],
    ['80F06080', OF_ESE],
    ['80E40080', `4F${length(OF_ESE)}${OF_ESE}`],
    ['80E40000', `4F${length(OF_ESE)}${OF_ESE}`],
  ] as const) {
    assert.match(operator(command, data), /^6A88/, command);
  }
  const listed = opened(rig, 'spi')(STATUS, '4F00');
  assert.match(listed, new RegExp(`4F${length(OF_ESE)}${OF_ESE}`));
});

test('a disabled profile takes its domain with it: the name is the eSE’s alone', () => {
  const rig = phone();
  const disable = { act: 'disable', profile: TEST_SUBSCRIPTION.iccid } as const;
  rig.device.management.changeProfile(disable);
  rig.flush();
  const data = (link: string): string => {
    rig.select(link, SHARED);
    return rig.send(link, '80CA004500');
  };
  assert.match(data('t0'), /^4508.*9000$/, 'the number of the card image of the eSE');
  assert.equal(data('t0'), data('spi'));
});
