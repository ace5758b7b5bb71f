/** Host devices: ten kinds, each with its wiring, and a chip that is fixed in it or not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostError, unhex } from '../../../src/base/index.ts';
import { HOST_KINDS, parseDescription, presets } from '../../../src/device/index.ts';
import { createDevice } from '../../../src/index.ts';
import { COMMON, patent } from '../../support/descriptions.ts';
import { hostRig } from '../../support/host-rig.ts';

/** Who sits where, by kind: the wiring as a person would say it. */
const WIRING: Readonly<Record<(typeof HOST_KINDS)[number], string>> = {
  phone:
    'soldered: modem t0, modem t1, nfc-reader swp-a, nfc-reader swp-b, rich-os apdu-gate, tee spi',
  car: 'soldered: modem t1, nfc-reader swp-a, host spi',
  meter: 'soldered: modem t0, host spi',
  'slot-machine': 'removable: host t1, computer spi',
  tv: 'removable: host t0, rich-os apdu-gate',
  tablet: 'soldered: modem t0, modem t1, nfc-reader swp-a, rich-os apdu-gate, tee spi',
  laptop: 'integrated: modem t1, nfc-reader swp-b, rich-os apdu-gate, tee spi',
  watch: 'soldered: modem t0, nfc-reader swp-a, nfc-reader swp-b, rich-os apdu-gate',
  computer: 'removable: computer t0, computer t1, nfc-reader swp-a, nfc-reader swp-b',
  'modem-with-ise': 'integrated: modem t0, modem t1, host spi',
};

function code(expected: string) {
  return (error: unknown) => error instanceof HostError && error.code === expected;
}

for (const kind of HOST_KINDS) {
  test(`a ${kind} embeds the chip; each client reaches its link’s container [M-14] [M-100]`, () => {
    const rig = hostRig(presets[kind]);
    const clients = rig.host.terminals.map((terminal) => `${terminal.client} ${terminal.link}`);
    assert.equal(`${rig.host.mount}: ${clients.join(', ')}`, WIRING[kind]);
    for (const { id, family } of rig.device.links) {
      assert.match(rig.select(id, COMMON), /^6F.*9000$/, id);
      const container = family === 'iso7816-3' ? 'euicc' : 'ese';
      const decision = rig.lastDecision();
      assert.ok(decision.startsWith(`${id}: route ${COMMON} -> ${container} / `), decision);
    }
  });
}

test('every host’s chip has identities of its own [M-100]', () => {
  const chips = HOST_KINDS.map((kind) => parseDescription(presets[kind]).containers);
  const names = chips.flatMap(([euicc, ese]) => [
    euicc?.kind === 'euicc' && euicc.eid,
    ese?.kind === 'globalplatform' && ese.cin,
  ]);
  assert.equal(new Set(names).size, 2 * HOST_KINDS.length);
  for (const name of names.filter((one) => one && one.length === 32))
    assert.equal(BigInt(name as string) % 97n, 1n, `${name}: check digits`);
});

test('an iSE is part of an element with other functions, such as a baseband modem [M-102]', async () => {
  const device = await createDevice(presets['modem-with-ise']);
  assert.equal(device.description.formFactor, 'iSE');
  assert.deepEqual(device.host.functions, ['baseband modem']);
  assert.equal(device.host.mount, 'integrated');
  assert.throws(() => device.host.remove(), code('CHIP_FIXED'));
  assert.deepEqual(await device.host.modem().at('AT'), ['OK']);
  await device.close();
});

test('a soldered chip cannot be taken out of its machine, a removable one can [M-101]', async () => {
  const meter = await createDevice(presets.meter);
  assert.throws(() => meter.host.remove(), code('CHIP_FIXED'));
  assert.match((await meter.host.client('host').transmit(`00A4040008${COMMON}00`)).hex, /9000$/);
  await meter.close();
  const machine = await createDevice(presets['slot-machine']);
  machine.host.remove();
  assert.equal(machine.host.present, false);
  await machine.close();
});

test('removal is an event: at once, for every link [M-101]', async () => {
  const device = await createDevice(presets.computer, { seed: 'x' });
  const select = `00A4040008${COMMON}00`;
  const link = device.link('t1');
  assert.equal((await link.transmit('0070000001')).hex, '019000');
  device.host.remove();
  for (const one of device.links) {
    await assert.rejects(one.transmit(select), code('LINK_DOWN'), one.id);
    assert.equal(one.atr, undefined);
  }
  await device.host.insert();
  assert.equal((await link.transmit('01CA006600')).sw, 0x6881, 'sessions are new');
  assert.match((await link.transmit(select)).hex, /9000$/);
  await device.close();
});

test('pulled out in mid-command: the answer is lost, what was written stays [M-101] [M-104]', () => {
  const rig = hostRig(patent);
  const nickname = '80E2910013BF29105A0A980001010000000000F190024E3100';
  rig.select('t1', COMMON);
  const terminal = rig.host.terminal('t1');
  terminal.send(unhex(nickname));
  rig.host.poll(rig.now);
  const batches = rig.device.takeBatches();
  assert.ok(batches.length > 0, 'the answer waits for what the command wrote');
  rig.host.remove(rig.now);
  rig.device.durable(batches.length);
  rig.host.poll(rig.now);
  assert.deepEqual(terminal.result(), { kind: 'failed', why: 'the chip is out of its slot' });
  rig.host.insert(rig.now);
  rig.select('t1', COMMON);
  assert.match(rig.send('t1', '80E2910003BF2D0000'), /90024E31/);
});

test('the clients of a host are of known kinds and on links of the device [M-100]', () => {
  const host = { kind: 'phone', mount: 'soldered', clients: { t9: 'modem' } };
  assert.throws(() => hostRig(patent, { host }), code('DESCRIPTION_INVALID'));
  const stranger = { ...host, clients: { t0: 'postman' } };
  assert.throws(() => hostRig(patent, { host: stranger }), code('DESCRIPTION_INVALID'));
});

test('without a word about its host a chip lies in a slot [M-14]', () => {
  const rig = hostRig(patent);
  assert.equal(rig.host.mount, 'removable');
  rig.select('spi', COMMON);
  rig.host.remove(rig.now);
  assert.equal(rig.host.terminal('spi').powered, false);
  rig.host.insert(rig.now);
  assert.match(rig.select('spi', COMMON), /9000$/);
});
