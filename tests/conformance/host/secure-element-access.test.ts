/** Applications of a rich OS and of a TEE, through the programming interface they have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostError } from '../../../src/base/index.ts';
import { createDevice, type DescriptionInput, type Device } from '../../../src/index.ts';
import { AM_SD, COMMON, patent, REAL_ISD_R } from '../../support/descriptions.ts';

const interfaces: DescriptionInput['interfaces'] = [
  { id: 'iso', kind: 'iso', links: [{ id: 't0', protocol: 't0' }] },
  { id: 'swp', kind: 'swp', links: [{ id: 'apdu-gate', protocol: 'apdu-gate', channels: 4 }] },
  { id: 'spi', kind: 'spi', links: [{ id: 'spi', protocol: 'spi' }] },
];
const EID = '80E2910006BF3E035C015A';
const CARD_DATA = '80CA006600';

async function withDevice(work: (device: Device) => Promise<void>): Promise<void> {
  const device = await createDevice({ ...structuredClone(patent), interfaces }, { seed: 'x' });
  try {
    await work(device);
  } finally {
    await device.close();
  }
}

function code(expected: string) {
  return (error: unknown) => error instanceof HostError && error.code === expected;
}

function lastDecision(device: Device): string {
  const lines = device.trace().filter(({ record }) => record.what === 'decision');
  const last = lines.at(-1)!;
  return `${last.record.where}: ${last.words()}`;
}

test('an application of the rich OS reaches the eSE by the APDU gate [M-94] [M-52] [M-74]', () =>
  withDevice(async (device) => {
    const service = device.host.richOs();
    assert.deepEqual(
      service.readers.map(({ name }) => name),
      ['eSE1', 'SIM1'],
    );
    const session = await service.readers[0]!.openSession();
    assert.equal(session.atr?.[0], 0x3b);
    const channel = await session.openLogicalChannel(COMMON);
    assert.match(lastDecision(device), /^apdu-gate: route A000000151000000 -> C30 \/ ISD/);
    assert.match(channel!.selectResponse!.hex, /^6F.*9000$/);
    assert.match((await channel!.transmit(CARD_DATA)).hex, /^66.*9000$/);
    await service.shutdown();
    assert.ok(channel!.isClosed && session.isClosed);
  }));

test('and the UICC through the modem, under the same name [M-94] [M-51]', () =>
  withDevice(async (device) => {
    const session = await device.host.richOs().readers[1]!.openSession();
    const channel = await session.openLogicalChannel(COMMON);
    assert.match(lastDecision(device), /^t0: route A000000151000000 -> C20 \/ ISD-R/);
    assert.match((await channel!.transmit(EID)).hex, /^BF3E.*9000$/);
    assert.equal(await session.openBasicChannel(), null);
  }));

test('an application of the TEE reaches the eSE by SPI, at the same time [M-95] [M-52]', () =>
  withDevice(async (device) => {
    const [tee, rich] = await Promise.all(
      [device.host.tee(), device.host.richOs()].map((one) => one.readers[0]!.openSession()),
    );
    const [a, b] = await Promise.all([
      tee!.openBasicChannel(COMMON),
      rich!.openLogicalChannel(AM_SD),
    ]);
    assert.ok(a!.isBasicChannel && !b!.isBasicChannel);
    const answers = await Promise.all([a!.transmit(CARD_DATA), b!.transmit('80CA004200')]);
    assert.match(answers[0].hex, /^66.*9000$/);
    assert.equal(answers[1].hex, '420550415945589000');
  }));

test('an application may not manage channels or select by name itself [M-94]', () =>
  withDevice(async (device) => {
    const session = await device.host.richOs().readers[0]!.openSession();
    const channel = (await session.openLogicalChannel(COMMON))!;
    const before = device.trace().length;
    for (const apdu of ['0070000001', '4070800100', `00A4040008${COMMON}00`, '01A4040000'])
      await assert.rejects(channel.transmit(apdu), code('COMMAND_FORBIDDEN'), apdu);
    const lengths = ['80E2000005AA', '80E2000002AABBCC00', '80E20000000005AA', '80CA00660001AABB'];
    for (const apdu of ['00A4', 'FFCA000000', '0060000000', '8090000000', ...lengths])
      await assert.rejects(channel.transmit(apdu), code('INPUT_INVALID'), apdu);
    assert.equal(device.trace().length, before, 'none of them reached the chip');
    assert.equal((await channel.transmit('00A4000C023F00')).hex, '6A86', 'by file it may try');
    assert.match((await channel.transmit('83CA006600')).hex, /^66.*9000$/);
  }));

test('every class but FF goes to the card, and the card answers [M-94] [M-95]', () =>
  withDevice(async (device) => {
    for (const service of [device.host.richOs(), device.host.tee()])
      for (const reader of service.readers) {
        const channel = (await (await reader.openSession()).openLogicalChannel(COMMON))!;
        for (const cla of ['20', '3F', 'A0', 'B0', 'BF']) {
          const { hex } = await channel.transmit(`${cla}CA006600`);
          assert.equal(hex, '6E00', `${reader.name}: ${cla}`);
        }
        assert.equal((await channel.transmit('A070800100')).hex, '6E00', 'no MANAGE CHANNEL');
        assert.equal(channel.isClosed, false);
        assert.notEqual((await channel.transmit(CARD_DATA)).hex, '6881', 'still open');
        await channel.session.close();
      }
  }));

test('names, P2, applications that are not there: refused by code, no channel leaks [M-94]', () =>
  withDevice(async (device) => {
    const session = await device.host.richOs().readers[0]!.openSession();
    await assert.rejects(session.openLogicalChannel('A0000001'), code('INPUT_INVALID'));
    await assert.rejects(session.openLogicalChannel(COMMON, 0x01), code('UNSUPPORTED'));
    for (let round = 0; round < 6; round++)
      await assert.rejects(
        session.openLogicalChannel('A0000009990001'),
        code('APPLICATION_UNKNOWN'),
      );
    const open = [];
    for (let round = 0; round < 3; round++) open.push(await session.openLogicalChannel(COMMON));
    assert.equal(await session.openLogicalChannel(COMMON), null, 'four channels are all there are');
    await open[1]!.close();
    await assert.rejects(open[1]!.transmit(CARD_DATA), code('CHANNEL_CLOSED'));
    assert.ok(await session.openLogicalChannel(COMMON));
    await session.closeChannels();
    assert.ok(await session.openLogicalChannel(COMMON));
    await session.close();
    await assert.rejects(session.openLogicalChannel(COMMON), code('CHANNEL_CLOSED'));
  }));

test('two applications share a reader’s channels, and close their own alone [M-94]', () =>
  withDevice(async (device) => {
    const [one, other] = [device.host.richOs(), device.host.richOs()];
    const first = await one.readers[0]!.openSession();
    const second = await other.readers[0]!.openSession();
    const basic = await first.openBasicChannel(COMMON);
    assert.ok(basic);
    assert.equal(await second.openBasicChannel(COMMON), null, 'the other application has it');
    const channel = (await second.openLogicalChannel(COMMON))!;
    await one.shutdown();
    assert.ok(first.isClosed && basic.isClosed && !second.isClosed);
    assert.match((await channel.transmit(CARD_DATA)).hex, /^66.*9000$/);
    assert.ok(await second.openBasicChannel(COMMON));
  }));

test('the basic channel has one user, and gets its default application back [M-94]', () =>
  withDevice(async (device) => {
    const reader = device.host.richOs().readers[0]!;
    const session = await reader.openSession();
    const other = await reader.openSession();
    const basic = await session.openBasicChannel();
    assert.equal(basic?.selectResponse, undefined);
    assert.equal(await other.openBasicChannel(COMMON), null);
    await basic!.close();
    const named = await other.openBasicChannel(REAL_ISD_R);
    assert.match((await named!.transmit(EID)).hex, /^BF3E.*9000$/);
    await assert.rejects(session.openBasicChannel('A0000001'), code('INPUT_INVALID'));
    await named!.close();
    assert.match(lastDecision(device), /-> C30 \/ ISD/);
    await assert.rejects(session.openBasicChannel('A0000009990001'), code('APPLICATION_UNKNOWN'));
    assert.ok(await session.openBasicChannel(COMMON));
  }));

test('a partial name goes on to the next application that fits [M-94]', () =>
  withDevice(async (device) => {
    const session = await device.host.tee().readers[0]!.openSession();
    const channel = (await session.openLogicalChannel('A000000151'))!;
    const first = channel.selectResponse!.hex;
    assert.equal(await channel.selectNext('A000000151'), true);
    assert.notEqual(channel.selectResponse!.hex, first);
    assert.equal(await channel.selectNext('A000000151'), false);
  }));

test('a chip that is pulled out takes sessions and channels with it [M-101]', () =>
  withDevice(async (device) => {
    const reader = device.host.richOs().readers[0]!;
    const session = await reader.openSession();
    const channel = (await session.openLogicalChannel(COMMON))!;
    device.host.remove();
    assert.equal(reader.isSecureElementPresent, false);
    await assert.rejects(channel.transmit(CARD_DATA), code('LINK_DOWN'));
    await assert.rejects(reader.openSession(), code('LINK_DOWN'));
    await device.host.insert();
    await assert.rejects(channel.transmit(CARD_DATA), code('CHANNEL_CLOSED'));
    const again = await (await reader.openSession()).openLogicalChannel(COMMON);
    assert.match((await again!.transmit(CARD_DATA)).hex, /^66.*9000$/);
  }));
