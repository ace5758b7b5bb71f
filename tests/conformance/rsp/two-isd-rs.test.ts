/**
 * Two eUICCs in one device, their ISD-Rs under one AID, and a download into each at once: the link
 * alone tells them apart. [M-37] [SGP22 §3.1.3]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostRig } from '../../support/host-rig.ts';
import { hex, unhex } from '../../../src/base/index.ts';
import {
  download,
  type Downloaded,
  findProfile,
  enableProfile,
  listNotifications,
  readEid,
  sendNotifications,
} from '../../../src/host/lpa/index.ts';
import { EID } from '../../support/euicc-card.ts';
import { ALPHA, BETA, ICCID, World } from '../../support/lpa-world.ts';
import {
  SECOND_EID,
  SECOND_ICCID,
  stepAlone,
  stepTogether,
  Talk,
  twoEuiccs,
  type TwoLinks,
  twoWorlds,
} from '../../support/two-isd-rs.ts';

const ISD_R = 'A0000005591010FFFFFFFF8900000100';
const OLD = [
  [ALPHA, 'enabled'],
  [BETA, 'disabled'],
] as const;

function begin(world: World, wish = world.order()): Talk<Downloaded> {
  return new Talk(world, download(world.phone.parts, wish));
}

/** What is durable of one container, by key. */
function keptBy(rig: HostRig, container: string): Readonly<Record<string, string>> {
  const own = [...rig.stored].filter(([key]) => key.includes(container));
  assert.ok(own.length > 0, [...rig.stored.keys()].join(' '));
  return Object.fromEntries(own.map(([key, value]) => [key, hex(value)]));
}

/** The profile is there, whole, and its own server alone hears of it. */
function checkInstalled(world: World): void {
  const { phone } = world;
  assert.deepEqual(phone.states(), [...OLD, [world.iccid, 'disabled']]);
  assert.deepEqual(
    phone
      .hold((isdR) => sendNotifications(isdR))
      .map(({ metadata, failure }) => [
        metadata.iccid && hex(metadata.iccid).length,
        metadata.events,
        failure,
      ]),
    [[20, [0], undefined]],
  );
  assert.deepEqual(phone.hold(listNotifications), []);
  assert.equal(world.record.state, 'installed');
  assert.deepEqual(
    world.record.events.map(({ event }) => event),
    ['install'],
  );
  const profile = phone.hold((isdR) => findProfile(isdR, world.iccid));
  phone.hold((isdR) => enableProfile(isdR, profile, { refresh: true }));
  assert.deepEqual(phone.states()[2], [world.iccid, 'enabled']);
}

for (const links of [
  ['t0', 'spi'],
  ['t0', 't1'],
  ['t1', 'spi'],
] as const satisfies readonly TwoLinks[])
  test(`downloads at once over ${links.join(' and ')}: each in its own eUICC [M-37] [SGP22 §3.1.3]`, () => {
    const rig = twoEuiccs(links);
    const worlds = twoWorlds(rig, links);
    const [first, second] = worlds;
    assert.deepEqual(
      worlds.map(({ phone }) => phone.hold(readEid)),
      [EID, SECOND_EID],
    );
    const talks = worlds.map((world) => begin(world));
    while (stepTogether(rig, talks));
    assert.deepEqual(
      talks.map(({ result }) => result!.offer.iccid),
      [ICCID, SECOND_ICCID],
    );
    assert.deepEqual(
      worlds.map(({ phone }) => hex(phone.isdR.aid)),
      [ISD_R, ISD_R],
    );
    assert.ok(talks.every(({ count }) => count > 20));
    // Until a notification is sent, each waits in its own eUICC alone.
    assert.deepEqual(
      worlds.map(({ phone }) => phone.hold(listNotifications).map(({ iccid }) => iccid?.length)),
      [[10], [10]],
    );
    checkInstalled(first);
    assert.deepEqual(second.phone.states(), [...OLD, [SECOND_ICCID, 'disabled']]);
    assert.equal(second.record.state, 'downloaded');
    checkInstalled(second);
    assert.deepEqual(first.phone.states()[2], [ICCID, 'enabled']);
  });

/** APDUs of a download until its end, with nothing beside it. */
function lengthOf(): number {
  const rig = twoEuiccs(LINKS);
  const [first] = twoWorlds(rig, LINKS);
  const talk = begin(first);
  while (stepAlone(rig, talk));
  return talk.count;
}

const LINKS: TwoLinks = ['t0', 'spi'];
const LENGTH = lengthOf();
/** Early, in the session, in the package, and before its last piece. */
const CUTS = [1, 6, 0.3, 0.5, 0.7, 0.9].map((at) => (at < 1 ? Math.floor(at * LENGTH) : at));
CUTS.push(LENGTH - 1);

test('a download writes nothing in the container of the other ISD-R [M-37] [SGP22 §2.5.6]', () => {
  const rig = twoEuiccs(LINKS);
  const [first, second] = twoWorlds(rig, LINKS);
  second.phone.states();
  const before = keptBy(rig, 'second');
  const talk = begin(first);
  while (stepAlone(rig, talk));
  assert.deepEqual(keptBy(rig, 'second'), before);
  assert.deepEqual(second.phone.states(), OLD);
  assert.deepEqual(second.phone.hold(listNotifications), []);
  checkInstalled(first);
});

for (const cut of CUTS)
  test(`power of one link lost after ${cut} of ${LENGTH} APDUs: the other download ends well [M-37] [SGP22 §3.1.3]`, () => {
    const rig = twoEuiccs(LINKS);
    const [first, second] = twoWorlds(rig, LINKS);
    const talks = [begin(first), begin(second)] as const;
    while (talks[0].count < cut) stepTogether(rig, talks);
    const [lost, kept] = talks;
    // A command of each is under way.
    rig.host.terminal('t0').send(lost.command()!);
    rig.host.poll(rig.now);
    rig.powerOff('t0');
    first.phone.isdR.lost();
    while (stepAlone(rig, kept));
    assert.equal(kept.result!.offer.iccid, SECOND_ICCID);
    checkInstalled(second);
    assert.deepEqual(first.phone.states().slice(0, 2), OLD);
  });

for (const cut of CUTS)
  test(`all power lost after ${cut} of ${LENGTH} APDUs of one, the other installed: it stays whole [M-37] [SGP22 §3.1.3]`, () => {
    const rig = twoEuiccs(LINKS);
    const [first, second] = twoWorlds(rig, LINKS);
    const whole = begin(second);
    const wish = first.order();
    const torn = begin(first, wish);
    // The second is ahead by as much as it needs.
    while (torn.count < cut || whole.result === undefined) {
      if (torn.count < cut) stepTogether(rig, [torn, whole]);
      else stepAlone(rig, whole);
    }
    rig.reboot(Uint8Array.of(9, 9, 9, 9));
    for (const { phone } of [first, second]) phone.isdR.lost();
    checkInstalled(second);
    assert.deepEqual(first.phone.states(), OLD, 'nothing of the torn one is there');
    const send = () => first.phone.hold((isdR) => sendNotifications(isdR));
    if (first.record.state === 'downloaded') {
      // The package was under way: its server, and no other, hears that it was interrupted.
      assert.deepEqual(
        send().map(({ failure }) => failure),
        [undefined],
      );
      assert.deepEqual(first.phone.hold(listNotifications), []);
      assert.equal(second.record.state, 'installed');
      return;
    }
    assert.deepEqual(send(), []);
    first.phone.download(wish);
    checkInstalled(first);
  });
