/**
 * What happens to a chip from outside its wires is an input like any other: tamper events, removal,
 * power cycles, memory that does not read. A journal holds it, a replay does it again.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  bootRecorded,
  type Entry,
  readJournal,
  rebuildAt,
  replay,
} from '../../src/keep/journal/index.ts';
import { bytes, hex, HostError, type Image, unhex } from '../../src/base/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import { bootDevice, MANAGEMENT_READS, parseDescription } from '../../src/device/index.ts';
import { createHostDevice } from '../../src/host/index.ts';
import { createDevice, type Device, presets } from '../../src/index.ts';
import { AM_SD, COMMON } from '../support/descriptions.ts';
import { hostRig } from '../support/host-rig.ts';
import { contradictingRegistry, unreadableRegistry } from '../support/spoiled-registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'bifrons-outside-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

const SELECT = `00A4040008${COMMON}00`;
const isMute = (error: unknown): boolean =>
  error instanceof HostError && error.code === 'DEVICE_MUTE';

/** A SELECT over every link; those of one interface take turns. */
async function selectEverywhere(device: Device): Promise<string> {
  const answers: string[] = [];
  for (const link of device.links) answers.push(`${link.id} ${await link.transmit(SELECT)}`);
  return answers.join('\n');
}

/** Answers, is pulled out and put back, is tampered with, boots again and answers. */
async function life(device: Device): Promise<void> {
  const first = await selectEverywhere(device);
  if (device.host.mount === 'removable') {
    device.host.remove();
    await assert.rejects(device.links[0]!.transmit(SELECT), /out of its slot/);
    await device.host.insert();
    assert.equal(await selectEverywhere(device), first);
  }
  device.tamper('light sensor');
  assert.equal(device.mute, 'light sensor');
  for (const link of device.links) {
    await assert.rejects(link.transmit(SELECT), isMute);
    await assert.rejects(link.reset(), isMute, 'a reset of one link does not wake it');
  }
  assert.equal(device.topology().mute, 'light sensor');
  await device.host.powerCycle();
  assert.equal(device.mute, undefined);
  assert.equal(await selectEverywhere(device), first);
}

for (const [name, preset] of Object.entries(presets)) {
  test(`${name}: a tamper event and what follows replay as they were`, async () => {
    const path = join(folder, `${++files}.jsonl`);
    const device = await createDevice(preset, { seed: name, journal: path });
    await life(device);
    await device.close();
    const journal = readJournal(path);
    assert.equal(journal.ending, 'closed');
    const kinds = journal.entries.map(({ kind }) => kind);
    const tampered = kinds.indexOf('tamper');
    assert.deepEqual(kinds.slice(tampered, tampered + 2), ['tamper', 'mute']);
    assert.equal(kinds.filter((kind) => kind === 'boot').length, 2);
    const whole = replay(journal);
    assert.equal(whole.difference, undefined, JSON.stringify(whole.difference));
    assert.equal(replay(journal, { before: tampered + 2 }).device.mute, 'light sensor');
    for (let count = 0; count <= whole.commands; count++) {
      const rebuilt = rebuildAt(journal, count);
      assert.equal(rebuilt.commands, count);
      assert.equal(rebuilt.device.mute, undefined, 'the command was before the event');
    }
    const without = journal.entries.toSpliced(tampered, 1);
    const { difference } = replay({ ...journal, entries: without });
    assert.deepEqual([difference?.entry, difference?.got], [tampered, 'not mute']);
  });
}

test('a tamper event between the writes of a command and their durability replays as it was', () => {
  const entries: Entry[] = [];
  const description = parseDescription(presets.patent);
  const parts = { description, image: new Map(), seed: bytes(1), crypto: pureCrypto };
  const device = bootRecorded(parts, (entry) => entries.push(entry));
  const host = createHostDevice(device, { manner: 'apdu', seed: bytes(2) });
  const tee = host.terminal('spi');
  let now = 0;
  const until = (there: () => boolean): void => {
    for (let turns = 0; !there(); turns++) {
      assert.ok(turns < 1_000, 'the device does not answer');
      if (!host.poll(now)) now = Math.max(now, host.wakeAt() ?? now);
    }
  };
  // What the first boot writes is durable before anything is answered.
  device.durable(device.takeBatches().length);
  tee.powerOn(now);
  until(() => tee.ready);
  tee.send(unhex(SELECT));
  until(() => tee.result() !== undefined);
  tee.send(unhex('80500000081112131415161718'));
  let batches = 0;
  until(() => (batches = device.takeBatches().length) > 0);
  device.tamper(now, 'mesh');
  device.durable(batches);
  host.poll(now + 1_000);
  assert.equal(tee.result(), undefined, 'its answer is lost');
  const again = replay({ description, entries });
  assert.equal(again.difference, undefined, JSON.stringify(again.difference));
  assert.equal(again.device.mute, 'mesh');
  assert.deepEqual(plain(again.device.image()), plain(device.image()));
  const counted = rebuildAt({ description, entries }, again.commands);
  assert.equal(counted.device.mute, undefined);
  assert.deepEqual(plain(counted.device.image()), plain(device.image()), 'the try stays taken');
});

const plain = (image: Image) => [...image].map(([key, value]) => `${key} ${hex(value)}`).sort();

test('a fault while it runs, and memory that does not read, replay as mute devices', async () => {
  const rig = hostRig(presets.patent);
  for (const [image, boots] of [
    [contradictingRegistry(rig.device.image()), true],
    [unreadableRegistry(rig.device.image()), false],
  ] as const) {
    const path = join(folder, `${++files}.jsonl`);
    const { description } = rig.device;
    const device = await createDevice({ description, image }, { seed: 'x', journal: path });
    assert.equal(device.mute === undefined, boots);
    for (const link of ['t1', 'spi'])
      await device.link(link).transmit(`00A404000A${AM_SD}00`).catch(ignoreHostError);
    assert.ok(device.mute !== undefined);
    await device.close();
    const journal = readJournal(path);
    assert.equal(journal.entries.filter(({ kind }) => kind === 'mute').length, 1);
    const { difference, device: again } = replay(journal);
    assert.equal(difference, undefined, JSON.stringify(difference));
    assert.equal(again.mute, device.mute);
  }
});

test('what a replay looks at is all that management reads of a mute device', () => {
  const rig = hostRig(presets.patent);
  const { description } = rig.device;
  const image = unreadableRegistry(rig.device.image());
  const mute = bootDevice({ description, image, seed: bytes(1), crypto: pureCrypto });
  const isRead = (act: () => unknown): boolean => {
    try {
      act();
      return true;
    } catch (error) {
      ignoreHostError(error);
      return false;
    }
  };
  const reads = Object.entries(mute.management).filter(([, act]) => isRead(act as () => unknown));
  assert.deepEqual(reads.map(([name]) => name).sort(), [...MANAGEMENT_READS].sort());
});

function ignoreHostError(error: unknown): void {
  if (!(error instanceof HostError)) throw error;
}
