/**
 * A fault, or a tamper event, stops one device and is recorded in its trace; other devices of the
 * process go on as if nothing had been.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, Fault, hex, type Image, unhex } from '../../src/base/index.ts';
import type { LinkPlugin, TerminalEnd } from '../../src/link/index.ts';
import { AM_SD, COMMON, interfacesOf, patent, REAL_ISD_R } from '../support/descriptions.ts';
import { type HostRig, hostRig } from '../support/host-rig.ts';
import { kernelRig } from '../support/kernel-rig.ts';
import { contradictingRegistry, registryOf } from '../support/spoiled-registry.ts';

const LINKS = ['t0', 't1', 'spi'] as const;
const changes = { interfaces: interfacesOf(...LINKS) };

function device(image?: Image): HostRig {
  return hostRig(patent, changes, image ? { image } : {});
}

/** A device whose memory holds a registry that contradicts itself. */
function contradicting(): HostRig {
  return device(contradictingRegistry(device().device.image()));
}

/** What several entities do with a device, as answers. */
function life(rig: HostRig): readonly string[] {
  return LINKS.flatMap((link) => [
    rig.select(link, COMMON),
    rig.send(link, '80CA006600'),
    rig.select(link, REAL_ISD_R),
    rig.send(link, '80E2910003BF2D0000'),
  ]);
}

function assertMute(rig: HostRig, why: RegExp): void {
  assert.match(rig.device.mute ?? 'not mute', why);
  for (const link of LINKS) {
    assert.throws(() => rig.powerOn(link), link);
  }
}

test('an assertion inside one device mutes it, keeps its trace, and leaves others alone', () => {
  const [before, hit, after] = [device(), contradicting(), device()];
  const expected = life(device());
  assert.deepEqual(life(before), expected);
  const kept = registryOf(hit.stored);
  assert.match(hit.select('t0', COMMON), /9000$/);
  assert.throws(() => hit.select('spi', AM_SD));
  assertMute(hit, /selected by itself is an entity/);
  const reported = hit.traceLines();
  assert.ok(reported.some((line) => line.startsWith('spi: > 00A40400') && line.endsWith(AM_SD)));
  assert.match(reported.at(-1)!, /^device: .*selected by itself is an entity/);
  assert.deepEqual(registryOf(hit.stored), kept);
  assert.deepEqual(life(after), expected);
  assert.deepEqual(life(before), expected, 'a device that ran before goes on');
  assert.equal(before.device.mute, undefined);
});

test('after a fault the store is as it was, and a sound image boots again', () => {
  const hit = contradicting();
  const before = new Map(hit.stored);
  assert.throws(() => hit.select('spi', AM_SD));
  assert.ok(hit.device.mute !== undefined);
  hit.flush();
  assert.deepEqual(hit.stored, before);
  assert.deepEqual(new Map(hit.device.image()), before);
  assert.deepEqual(life(device()), life(device(new Map())));
});

test('what a command wrote before its fault is undone, but for the try it took', () => {
  const rig = kernelRig();
  const { nvm } = rig.containers['B']!.services;
  const cell = nvm.cell('note', { emit: (one: Bytes) => one, parse: (one) => one }, unhex('00'));
  const tries = nvm.counter('tries', 3);
  rig.containers['B']!.on.set(0x20, () => {
    tries.set(2);
    cell.set(unhex('01'));
    nvm.writePoint();
    cell.set(unhex('02'));
    throw new Fault('scripted');
  });
  rig.send('spi', `00A4040008${COMMON}`);
  const before = rig.memory.image();
  assert.throws(() => rig.send('spi', '00200000'), /scripted/);
  const batches = rig.kernel.abandon();
  const keys = batches.flatMap((one) => one.writes.map(({ key }) => key));
  assert.deepEqual(keys, ['container.B/n/tries']);
  assert.equal(hex(cell.get()), '00');
  const image = new Map(rig.memory.image());
  assert.ok(image.delete('container.B/n/tries'));
  assert.deepEqual(image, new Map(before));
});

/** A plug-in card end, with a fault at the moment that is chosen. */
function faulty(where: 'receive' | 'next' | 'wakeAt'): LinkPlugin {
  const fail = (): never => {
    throw new Error(`fault in ${where}`);
  };
  const quiet = { receive: () => {}, transmit: () => undefined, signal: () => {} };
  let armed = false;
  const card = {
    ...quiet,
    signal: () => {
      armed = true;
    },
    receive: where === 'receive' ? fail : quiet.receive,
    wakeAt: () => (where === 'wakeAt' && armed ? fail() : undefined),
    next: () => (where === 'next' && armed ? fail() : undefined),
    proceed: () => {},
    respond: () => {},
  };
  const terminal: TerminalEnd = {
    ...quiet,
    send: () => {},
    result: () => undefined,
    wakeAt: () => undefined,
    atr: undefined,
    ready: false,
    failure: undefined,
  };
  return { name: 'faulty', card: () => card, terminal: () => terminal };
}

for (const where of ['receive', 'next', 'wakeAt'] as const) {
  test(`a link end that fails in ${where} mutes its device and throws to no caller`, () => {
    const plugin = faulty(where);
    const uart = {
      id: 'uart',
      kind: 'proprietary',
      plugin: plugin.name,
      links: [{ id: 'uart', protocol: 'proprietary' }],
    };
    const interfaces = [...changes.interfaces, uart];
    const rig = hostRig(patent, { interfaces }, { plugins: [plugin] });
    const other = device();
    assert.match(rig.select('spi', COMMON), /9000$/);
    const line = rig.device.line('uart');
    line.signal(rig.now, 'power-on');
    line.receive(rig.now, unhex('00'));
    line.wakeAt();
    rig.device.poll(rig.now);
    assertMute(rig, new RegExp(`fault in ${where}`));
    assert.equal(rig.device.wakeAt(), undefined);
    assert.match(other.select('spi', COMMON), /9000$/);
  });
}

test('a tamper event mutes all containers of one device until its next boot', () => {
  const [hit, other] = [device(), device()];
  for (const link of LINKS) assert.match(hit.select(link, COMMON), /9000$/);
  hit.device.tamper(hit.now, 'light sensor');
  assertMute(hit, /^light sensor$/);
  const record = hit.device.trace.since(0).find((one) => one.what === 'tamper');
  assert.deepEqual(record?.operands, ['light sensor']);
  hit.device.tamper(hit.now, 'voltage');
  assert.equal(hit.device.mute, 'light sensor', 'the first event is the one that is reported');
  assert.deepEqual(life(other), life(device()));
  assert.deepEqual(life(device(hit.stored)), life(device()), 'the next boot is as any other');
});

test('a tamper event in the middle of a command: its batches stay, its answer is lost', () => {
  const rig = device();
  rig.select('spi', COMMON);
  rig.host.terminal('spi').send(unhex('80500000081112131415161718'));
  let batches = rig.device.takeBatches();
  for (let turns = 0; batches.length === 0 && turns < 10; turns++) {
    rig.host.poll(rig.now);
    batches = rig.device.takeBatches();
  }
  assert.equal(batches.length, 1, 'the sequence counter is on its way to the store');
  rig.device.tamper(rig.now, 'mesh');
  rig.device.durable(1);
  rig.host.poll(rig.now);
  assert.equal(rig.host.terminal('spi').result(), undefined);
  const [{ writes }] = batches as [{ writes: readonly { key: string; value: Bytes }[] }];
  assert.deepEqual(hex(rig.device.image().get(writes[0]!.key)!), hex(writes[0]!.value));
});
