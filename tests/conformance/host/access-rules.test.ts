/** The rich OS applies the rules of the secure element's ARA-M to its applications. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { HostError } from '../../../src/base/index.ts';
import { createDevice, type DescriptionInput, type Device } from '../../../src/index.ts';
import { hex, unhex } from '../../../src/base/index.ts';
import { emitTlv } from '../../../src/wire/index.ts';
import { AM_SD, ese, euicc, patent } from '../../support/descriptions.ts';

const ARA = 'A00000015141434C00';
const APP = 'A0000005595052424501';
const interfaces: DescriptionInput['interfaces'] = [
  { id: 'iso', kind: 'iso', links: [{ id: 't0', protocol: 't0' }] },
  { id: 'swp', kind: 'swp', links: [{ id: 'apdu-gate', protocol: 'apdu-gate', channels: 4 }] },
  { id: 'spi', kind: 'spi', links: [{ id: 'spi', protocol: 'spi' }] },
];
const probe = { name: 'probe', aid: APP, module: 'probe' };
const master = { name: 'ARA-M', aid: ARA, module: 'access-rules', parameters: '800101' };
/** A certificate is any byte string to the rules: its hash counts. */
const WALLET = unhex('3003020101');
const OTHER = unhex('3003020102');
const hash = (name: string, of: Uint8Array) =>
  createHash(name).update(of).digest('hex').toUpperCase();

async function withDevice(
  applications: readonly object[],
  work: (device: Device) => Promise<void>,
): Promise<void> {
  const containers = [euicc, { ...ese, applications }];
  const device = await createDevice(
    { ...structuredClone(patent), interfaces, containers } as DescriptionInput,
    { seed: 'x' },
  );
  try {
    await work(device);
  } finally {
    await device.close();
  }
}

function tlv(tag: number, ...values: readonly string[]): string {
  return hex(emitTlv(tag, unhex(values.join(''))));
}

/** Stores a rule as a client without rules of its own, over SPI. */
async function store(device: Device, aid: string, of: string, access: string): Promise<void> {
  const link = device.link('spi');
  await link.transmit(`00A4040009${ARA}00`);
  const reference = tlv(0xe1, tlv(0x4f, aid), tlv(0xc1, of));
  const data = tlv(0xf0, tlv(0xe2, reference, tlv(0xe3, access)));
  const answer = await link.transmit(`80E29000${hex(Uint8Array.of(data.length / 2))}${data}`);
  assert.equal(answer.hex, '9000');
}

function open(device: Device, certificate: Uint8Array, aid = APP) {
  const [reader] = device.host.richOs({ certificates: [certificate] }).readers;
  return reader!.openSession().then((session) => session.openLogicalChannel(aid));
}

function denied(error: unknown): boolean {
  return error instanceof HostError && error.code === 'ACCESS_DENIED';
}

for (const algorithm of ['sha1', 'sha256'])
  test(`a rule by ${algorithm} lets its application in, and no other [SEAC §4.2] [M-94]`, () =>
    withDevice([master, probe], async (device) => {
      await assert.rejects(open(device, WALLET), denied, 'no rule');
      await store(device, APP, hash(algorithm, WALLET), 'D00101');
      const channel = await open(device, WALLET);
      assert.equal((await channel!.transmit('8001000002')).hex, '0F079000');
      await assert.rejects(open(device, OTHER), denied);
      await assert.rejects(open(device, WALLET, AM_SD), denied, 'another AID');
    }));

test('a filter lets some commands through [SEAC §4.2.4] [OMAPI §6.2.7]', () =>
  withDevice([master, probe], async (device) => {
    await store(device, APP, hash('sha1', WALLET), 'D00880010000FFFF0000');
    const channel = await open(device, WALLET);
    assert.equal((await channel!.transmit('8001000002')).hex, '0F079000');
    await assert.rejects(channel!.transmit('8007000004'), denied);
    assert.equal((await channel!.transmit('8001000002')).hex, '0F079000', 'the channel stays');
  }));

test('rules are read again when the refresh tag has changed, and only then [SEAC §4.2.1]', () =>
  withDevice([master, probe], async (device) => {
    const readings = () => device.trace().filter((one) => /> 8.CAFF40/.test(one.words())).length;
    await store(device, APP, hash('sha1', WALLET), 'D00101');
    await (await open(device, WALLET))!.session.close();
    const first = readings();
    assert.equal(first, 1);
    await (await open(device, WALLET))!.session.close();
    assert.equal(readings(), first);
    await store(device, APP, hash('sha1', WALLET), 'D00100');
    await assert.rejects(open(device, WALLET), denied);
    assert.equal(readings(), 2);
  }));

test('events follow the rule, or the access to commands [SEAC §3.2.1]', () =>
  withDevice([master, probe], async (device) => {
    await store(device, APP, hash('sha1', WALLET), 'D00100D10101');
    const allowed = (certificate: Uint8Array) =>
      device.host.richOs({ certificates: [certificate] }).readers[0]!.allowsEvents(APP);
    assert.equal(await allowed(WALLET), true);
    assert.equal(await allowed(OTHER), false);
    await assert.rejects(open(device, WALLET), denied, 'events alone');
  }));

test('an element without an ARA-M: denied, or allowed where the system says so [SEAC §4.2]', () =>
  withDevice([probe], async (device) => {
    await assert.rejects(open(device, WALLET), denied);
    const lenient = device.host.richOs({ certificates: [WALLET], withoutRules: 'allow' });
    const session = await lenient.readers[0]!.openSession();
    const channel = await session.openLogicalChannel(APP);
    assert.equal((await channel!.transmit('8001000002')).hex, '0F079000');
  }));

test('the basic channel is under the same rules, the default application by C0 [SEAC §6]', () =>
  withDevice([master, probe], async (device) => {
    const session = await device.host.richOs({ certificates: [WALLET] }).readers[0]!.openSession();
    await assert.rejects(session.openBasicChannel(), denied);
    await assert.rejects(session.openBasicChannel(APP), denied);
    await store(device, APP, hash('sha1', WALLET), 'D00101');
    assert.ok(await session.openBasicChannel(APP));
  }));

test('the system itself, and the TEE, are under no rules [M-94] [M-95]', () =>
  withDevice([master, probe], async (device) => {
    for (const service of [device.host.richOs(), device.host.tee()]) {
      const session = await service.readers[0]!.openSession();
      assert.ok(await session.openLogicalChannel(APP));
      await service.shutdown();
    }
  }));
