/**
 * Two eUICCs in one device, their ISD-Rs under one AID, and a download into each at once: the link
 * alone distinguishes them. [M-37] [SGP22 §3.1.3]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostRig } from '../../support/host-rig.ts';
import { hex } from '../../../src/base/index.ts';
import {
  download,
  type Downloaded,
  findProfile,
  enableProfile,
  listNotifications,
  readEid,
  sendNotifications,
} from '../../../src/host/lpa/index.ts';
import { INSTALL_ERROR } from '../../../src/wire/es10/index.ts';
import { EID } from '../../support/euicc-card.ts';
import { ALPHA, BETA, ICCID, type World } from '../../support/lpa-world.ts';
import {
  SECOND_EID,
  SECOND_ICCID,
  stepAlone,
  stepTogether,
  Exchange,
  twoEuiccs,
  type TwoLinks,
  twoWorlds,
} from '../../support/two-isd-rs.ts';

const ISD_R = 'A0000005591010FFFFFFFF8900000100';
const INTERRUPTION = INSTALL_ERROR.installFailedDueToInterruption;
const OLD = [
  [ALPHA, 'enabled'],
  [BETA, 'disabled'],
] as const;

function begin(world: World, wish = world.order()): Exchange<Downloaded> {
  return new Exchange(world, download(world.phone.parts, wish));
}

/** What is durable of one container, by key. */
function keptBy(rig: HostRig, container: string): Readonly<Record<string, string>> {
  const own = [...rig.stored].filter(([key]) => key.includes(container));
  assert.ok(own.length > 0, [...rig.stored.keys()].join(' '));
  return Object.fromEntries(own.map(([key, value]) => [key, hex(value)]));
}

/** The profile is there, whole, and its own server alone receives the result. */
function checkInstalled(world: World, interruptions = 0): void {
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
    world.record.events.map(({ event, error }) => [event, error?.reason]),
    [
      ...Array.from({ length: interruptions }, () => ['install', INTERRUPTION]),
      ['install', undefined],
    ],
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
  test(`downloads over ${links.join(' and ')}: each in its eUICC [M-37] [SGP22 §3.1.3]`, () => {
    const rig = twoEuiccs(links);
    const worlds = twoWorlds(rig, links);
    const [first, second] = worlds;
    assert.deepEqual(
      worlds.map(({ phone }) => phone.hold(readEid)),
      [EID, SECOND_EID],
    );
    const exchanges = worlds.map((world) => begin(world));
    while (stepTogether(rig, exchanges));
    assert.deepEqual(
      exchanges.map(({ result }) => result!.offer.iccid),
      [ICCID, SECOND_ICCID],
    );
    assert.deepEqual(
      worlds.map(({ phone }) => hex(phone.isdR.aid)),
      [ISD_R, ISD_R],
    );
    assert.ok(exchanges.every(({ count }) => count > 20));
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
  const exchange = begin(first);
  while (stepAlone(rig, exchange));
  return exchange.count;
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
  const exchange = begin(first);
  while (stepAlone(rig, exchange));
  assert.deepEqual(keptBy(rig, 'second'), before);
  assert.deepEqual(second.phone.states(), OLD);
  assert.deepEqual(second.phone.hold(listNotifications), []);
  checkInstalled(first);
});

for (const cut of CUTS)
  test(`one link cut at APDU ${cut} of ${LENGTH}: the other ends [M-37] [SGP22 §3.1.3]`, () => {
    const rig = twoEuiccs(LINKS);
    const [first, second] = twoWorlds(rig, LINKS);
    const exchanges = [begin(first), begin(second)] as const;
    while (exchanges[0].count < cut) stepTogether(rig, exchanges);
    const [lost, kept] = exchanges;
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
  test(`power cut at APDU ${cut} of ${LENGTH}: the installed stays [M-37] [SGP22 §3.1.3]`, () => {
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
    // A package under way is reported as interrupted, to its own server alone, and may come again.
    const reports = first.record.state === 'downloaded' ? 1 : 0;
    assert.equal(send().filter(({ failure }) => failure === undefined).length, reports);
    assert.deepEqual(first.phone.hold(listNotifications), []);
    assert.equal(second.record.events.length, 1);
    first.phone.download(wish);
    checkInstalled(first, reports);
  });
