/**
 * Memory that no device wrote: any stored value of any device changed, cut or taken from another
 * place. The device comes up and answers, or it is mute and says why; nothing else ever comes of
 * it, and the memory of one that does not come up stays as it was found.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStates } from '../../src/keep/state-diff/index.ts';
import { bytes, type Bytes, HostError, type Image, unhex } from '../../src/base/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import { createDevice } from '../../src/index.ts';
import {
  bootDevice,
  type Description,
  type DeviceCore,
  parseDescription,
  presets,
} from '../../src/device/index.ts';
import { randomCount, RANDOM_SEED } from '../random-counts.ts';
import { Random } from '../sim/random.ts';
import { COMMON } from '../support/descriptions.ts';
import { HostRig } from '../support/host-rig.ts';
import { openSecureChannel } from '../support/secure-channel.ts';
import { writtenDevice } from '../support/written-device.ts';
import { mutate } from './mutate.ts';

const outside = { ...presets.patent.pairing, where: 'outside' };
const DEVICES: Readonly<Record<string, object>> = {
  ...presets,
  'pairing outside': { ...presets.patent, pairing: outside },
};
const SEED = bytes(1, 2, 3, 4);

interface Written {
  readonly description: Description;
  readonly image: Image;
}

function written(document: object): Written {
  const description = parseDescription(structuredClone(document));
  return { description, image: writtenDevice(description) };
}

/** A value that was changed, is another record's, or is nothing. */
function spoil(image: Image, key: string, random: Random): Bytes {
  const value = image.get(key)!;
  const other = random.of([...image.values()]);
  if (random.onceIn(8)) return other;
  if (random.onceIn(16)) return bytes();
  return mutate(value, other, random);
}

/** What entities do with the device; true when it was mute in the end. */
function live(rig: HostRig): boolean {
  const { description, links, management } = rig.device;
  for (const { id } of links) {
    try {
      rig.powerOn(id);
      rig.select(id, COMMON);
      for (const one of description.containers)
        rig.select(id, one.kind === 'euicc' ? one.isdR.aid : one.isd.aid);
      for (const apdu of ['80E2910003BF2D0000', '80E2910003BF3C0000', '80CA006600', '80CA00E000'])
        rig.send(id, apdu);
      openSecureChannel(rig, id).send('80F24002', '4F00');
    } catch (error) {
      // A link beside another of its interface, a card without keys, or one that does not answer.
      assert.ok(error instanceof Error && !(error instanceof HostError), String(error));
      assert.ok(!(error instanceof TypeError || error instanceof RangeError), String(error));
    }
  }
  management.containers();
  management.aliases();
  management.deviceLocks();
  management.ruling();
  rig.device.records();
  return rig.device.mute !== undefined;
}

/** The pairing data outside the operating system may be refused by name while it runs. */
function readPairing({ management }: DeviceCore): void {
  try {
    management.links();
    management.pairingRules();
  } catch (error) {
    assert.ok(error instanceof HostError && error.code.startsWith('PAIRING_'), String(error));
  }
}

type Verdict = 'answers' | 'mute at boot' | 'mute later';

function judge({ description, image }: Written, sound: Image): Verdict {
  const before = new Map(image);
  const rig = new HostRig(description, { image, seed: SEED });
  const { device } = rig;
  const atBoot = device.mute !== undefined;
  const isMute = live(rig);
  readPairing(device);
  compareStates({ description, image: sound }, { description, image });
  assert.deepEqual(image, before, 'the image it was booted from was changed');
  if (!isMute) return 'answers';
  const last = device.trace.since(0).findLast(({ where }) => where === 'device');
  assert.ok(['fault', 'damage'].includes(last?.what ?? ''), 'the trace says why');
  assert.equal(last?.operands[0], device.mute);
  for (const { interface: wire } of device.links) assertSilent(device, wire);
  if (!atBoot) return 'mute later';
  assert.ok(device.damage !== undefined, device.mute);
  assert.deepEqual(device.takeBatches(), []);
  assert.deepEqual(device.image(), before);
  return 'mute at boot';
}

function assertSilent(device: DeviceCore, wire: string): void {
  const line = device.line(wire);
  line.signal(0, 'power-on');
  line.receive(0, unhex('00A40400'));
  assert.equal(device.poll(0), false);
  assert.equal(line.transmit(0), undefined);
  assert.equal(line.wakeAt(), undefined);
}

for (const [name, document] of Object.entries(DEVICES)) {
  test(`memory of ${name}, spoiled record by record: it answers, or is mute and says why`, () => {
    const { description, image } = written(document);
    const random = new Random(RANDOM_SEED, 77);
    const seen = new Map<Verdict, number>();
    for (const key of image.keys()) {
      for (let round = 0; round < randomCount('memory'); round++) {
        const value = spoil(image, key, random);
        const spoiled = new Map(image).set(key, value);
        let verdict: Verdict;
        try {
          verdict = judge({ description, image: spoiled }, image);
        } catch (error) {
          const text = Buffer.from(value).toString('hex');
          throw new Error(`${name}: ${key} = ${text}`, { cause: error });
        }
        seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
      }
    }
    const counts = ['answers', 'mute at boot'].map((one) => seen.get(one as Verdict) ?? 0);
    assert.ok(
      counts.every((count) => count > image.size),
      `${name}: ${JSON.stringify([...seen])}`,
    );
  });
}

test('damage is named by owner and key; other devices of the process go on', async () => {
  const { description, image } = written(presets.patent);
  const bad: readonly (readonly [key: string, value: Bytes, reported: RegExp])[] = [
    ['container.C30/p/registry/c/1', bytes(0xe3), /^C30 registry\/1: /],
    ['container.C30/p/registry/c/index', bytes(0, 0, 0, 9), /^C30: .*no entry 9/],
    ['container.C30/p/content/p/1/c/keys', bytes(0xe0, 1), /^C30 content\/1\/keys: /],
    ['container.C30/p/content/p/1/n/sequence/48', bytes(1), /^C30 .*sequence\/48: a counter/],
    ['container.C30/r/file', bytes(9, 9, 9, 9, 9, 9), /^C30 file: the length of a region/],
    ['container.C30/a/heap', bytes(1), /^C30 heap: the length of an arena/],
    ['container.C20/c/profiles/enabled', bytes(0, 9, 0, 0, 0, 0), /^C20: .*names none/],
    ['os/c/pairing', bytes(0x5b, 0x5d), /^os pairing: link t0 is assigned to no container/],
    ['os/c/ruling', unhex('7B7D'), /^os ruling: expected rules and reach/],
    ['os/c/device-locks', unhex('37'), /^os device-locks: /],
    ['os/c/aliases', unhex('4142'), /^os aliases: /],
  ];
  const other = await createDevice(presets.patent);
  for (const [key, value, reported] of bad) {
    const spoiled = new Map(image).set(key, value);
    const device = await createDevice({ description, image: spoiled });
    assert.match(device.mute ?? 'not mute', reported);
    await assert.rejects(device.link('spi').transmit('00A40400'), (error: unknown) => {
      assert.ok(error instanceof HostError);
      assert.equal(error.code, 'MEMORY_DAMAGED');
      assert.match(error.next, /state restore NAME.*state reset/);
      return true;
    });
    await assert.rejects(device.host.powerCycle(), /does not read/);
    assert.deepEqual((await device.snapshot()).image, spoiled, 'it can be kept as it is');
    await device.close();
    assert.match(String(await other.link('spi').transmit('00A40400')), /9000$/);
  }
  await other.close();
});

test('what is wrong with a description is an error, whatever memory holds', () => {
  const { image } = written(presets.patent);
  const rules = [{ link: 't0', container: 'C20' }];
  const unpaired = parseDescription({ ...presets.patent, pairing: { where: 'os', rules } });
  const spoiled = new Map(image).set('os/c/ruling', bytes(1));
  spoiled.delete('os/c/pairing');
  for (const held of [new Map(), spoiled]) {
    assert.throws(
      () => bootDevice({ description: unpaired, image: held, seed: SEED, crypto: pureCrypto }),
      (error: unknown) => error instanceof HostError && error.code === 'PAIRING_UNASSIGNED',
    );
  }
});
