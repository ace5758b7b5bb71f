/** Clients that send APDUs: the host itself, any computer, external NFC readers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, HostError } from '../../../src/base/index.ts';
import { createDevice, type Device, presets } from '../../../src/index.ts';
import { COMMON } from '../../support/descriptions.ts';

const SELECT = `00A4040008${COMMON}00`;

async function inHost(
  kind: keyof typeof presets,
  work: (device: Device) => Promise<void>,
): Promise<void> {
  const device = await createDevice(presets[kind], { seed: 'x' });
  try {
    await work(device);
  } finally {
    await device.close();
  }
}

function lastRoute(device: Device): string {
  const last = device.trace().findLast(({ record }) => record.what === 'decision')!;
  return `${last.record.where} ${last.words().split(':')[0]}`;
}

test('a remote server reaches the chip through the modem: its packets enter there [M-90]', () =>
  inHost('phone', async (device) => {
    const server = device.host.remoteServer();
    const [selected, data] = await server.send([SELECT, '80CA006600']);
    assert.match(selected!.hex, /^6F.*9000$/);
    assert.ok(data !== undefined);
    assert.match(lastRoute(device), /^t0 route A000000151000000 -> euicc/);
    const failed = await server.send(['00A4040008A00000099900000100', SELECT]);
    assert.deepEqual(failed.map(String), ['6A82']);
  }));

test('an NFC device reaches the eSE by type A and by type B [M-91] [M-96] [M-72] [M-73]', () =>
  inHost('phone', async (device) => {
    const reader = device.host.nfcReader();
    assert.deepEqual(reader.types, ['A', 'B']);
    for (const [type, link] of [
      ['A', 'swp-a'],
      ['B', 'swp-b'],
    ] as const) {
      const atr = await reader.enter(type);
      assert.deepEqual([...atr.subarray(0, 1), ...atr.subarray(2, 4)], [0x3b, 0x80, 0x01]);
      assert.match((await reader.transmit(SELECT)).hex, /^6F.*9000$/);
      assert.match(lastRoute(device), new RegExp(`^${link} route A000000151000000 -> ese / ISD`));
    }
    await reader.leave();
    assert.ok(device.links.every((one) => one.atr === undefined));
  }));

test('an application keeps its channel while the wire carries a field [M-96] [M-106]', () =>
  inHost('phone', async (device) => {
    const { host } = device;
    const session = await host.richOs().readers[0]!.openSession();
    assert.equal(session.reader.link, 'apdu-gate');
    const channel = await session.openLogicalChannel(COMMON);
    const reader = host.nfcReader();
    for (const type of reader.types) {
      await reader.enter(type);
      assert.equal((await reader.transmit('00B0950000')).hex, '6D00');
      assert.match(String(await channel?.transmit('80CA006600')), /^66.*9000$/, type);
    }
    await reader.leave();
    assert.match(String(await channel?.transmit('80CA006600')), /^66.*9000$/);
    const [swpA, swpB] = ['swp-a', 'swp-b'].map((id) => device.link(id));
    await swpA!.powerOn();
    await swpB!.powerOn();
    assert.equal(swpA!.atr, undefined, 'the host is in one field at a time');
  }));

test('each leaving of the field ends the sessions of the reader, and no others [M-96]', () =>
  inHost('phone', async (device) => {
    const reader = device.host.nfcReader();
    const tee = await (await device.host.tee().readers[0]!.openSession()).openBasicChannel(COMMON);
    await reader.enter('A');
    assert.equal((await reader.transmit('0070000001')).hex, '019000');
    await reader.enter('A');
    assert.equal((await reader.transmit('01CA006600')).sw, 0x6881);
    await reader.leave();
    assert.match((await tee!.transmit('80CA006600')).hex, /^66.*9000$/);
  }));

test('a reader of a type that the host does not answer is refused by name [M-91]', () =>
  inHost('car', async (device) => {
    const reader = device.host.nfcReader();
    await reader.enter('A');
    await assert.rejects(
      reader.enter('B'),
      (error: unknown) =>
        error instanceof HostError && error.code === 'LINK_UNKNOWN' && error.next === 'use type A',
    );
    assert.match((await reader.transmit(SELECT)).hex, /9000$/, 'it is still in the other field');
  }));

test('a modem’s channels are common to its lines, its settings belong to one [M-93]', () =>
  inHost('phone', async (device) => {
    const [one, other] = [device.host.modem('t0'), device.host.modem('t0')];
    assert.deepEqual(await one.at('AT+CMEE=1'), ['OK']);
    assert.deepEqual(await one.at('AT+CCHO="A000000151000000"'), ['+CCHO: 1', 'OK']);
    assert.equal((await other.at('AT+CGLA=1,10,"80CA006600"')).at(-1), 'OK');
    assert.deepEqual(await other.at('AT+CCHC=2'), ['ERROR']);
    assert.deepEqual(await one.at('AT+CCHC=2'), ['+CME ERROR: 21']);
    assert.deepEqual(await other.at('AT+CCHC=1'), ['OK']);
    assert.deepEqual(await one.at('AT+CCHC=1'), ['+CME ERROR: 21']);
  }));

test('a modem without its chip says so, and has lost what was open [M-101] [M-93]', () =>
  inHost('computer', async (device) => {
    const description = structuredClone(presets.computer);
    const seated = await createDevice(
      { ...description, host: { ...description.host, clients: { t0: 'modem' } } },
      { seed: 'x' },
    );
    const modem = seated.host.modem('t0');
    assert.deepEqual(await modem.at('AT+CMEE=2'), ['OK']);
    assert.deepEqual(await modem.at('AT+CCHO="A000000151000000"'), ['+CCHO: 1', 'OK']);
    seated.host.remove();
    assert.deepEqual(await modem.at('AT'), ['OK'], 'the modem itself is there');
    assert.deepEqual(await modem.at('AT+CSIM=10,"0070000001"'), ['+CME ERROR: SIM not inserted']);
    await seated.host.insert();
    assert.deepEqual(await modem.at('AT+CCHC=1'), ['+CME ERROR: invalid index']);
    assert.deepEqual(await modem.at('AT+CSIM=10,"0070000001"'), ['+CSIM: 6,"019000"', 'OK']);
    await seated.close();
    assert.throws(() => device.host.modem(), /no modem sits in this host/);
  }));

test('the host machine itself is a client, on a bus of its own [M-92]', () =>
  inHost('meter', async (device) => {
    const host = device.host.client('host');
    assert.equal(host.id, 'spi');
    assert.match((await host.transmit(SELECT)).hex, /^6F.*9000$/);
    assert.match(lastRoute(device), /^spi route A000000151000000 -> ese/);
  }));

test('any computer that reaches a link is one, by contacts or by the bus [M-93]', () =>
  inHost('computer', async (device) => {
    for (const link of ['t0', 't1']) {
      const computer = device.host.client('computer', link);
      assert.equal((await computer.powerOn())[0], 0x3b);
      assert.match((await computer.transmit(SELECT)).hex, /^6F.*9000$/);
      assert.match(lastRoute(device), new RegExp(`^${link} route A000000151000000 -> euicc`));
    }
  }));

test('each link has an answer to reset of its own [M-106]', () =>
  inHost('phone', async (device) => {
    const reported: string[] = [];
    for (const { link } of device.host.clients)
      reported.push(hex(await device.link(link).powerOn()));
    // T=0 and T=1 of one ISO interface have one ATR; all others differ.
    assert.equal(reported.length, 6);
    assert.equal(new Set(reported).size, 5);
  }));

test('an unknown client is an error that names the clients of the host [M-100]', () =>
  inHost('meter', async (device) => {
    for (const ask of ['tee', 'nfcReader', 'richOs'] as const)
      assert.throws(
        () => device.host[ask](),
        (error: unknown) =>
          error instanceof HostError &&
          error.code === 'LINK_UNKNOWN' &&
          error.next === 'use one of: modem at t0, host at spi',
      );
    assert.throws(() => device.host.modem('spi'), /no modem sits at spi/);
  }));
