/**
 * Thousands of packets over a damaged wire, both ways at once: none is lost, doubled or out of
 * order, or the link is reset at both ends; beyond what the check finds, nothing hangs.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RANDOM_SEED, randomCount } from '../../../tests/random-counts.ts';
import { type Bytes, bytes, concat, MS, readBigEndian } from '../../base/index.ts';
import type { Noise } from '../line/index.ts';
import { pattern, testRng } from '../rig.testing.ts';
import { type ShdlcOptions, SwpMaster, SwpSlave } from './index.ts';
import { Wire } from '../wire.testing.ts';
import { PacketQueue } from './pair.testing.ts';

const PACKETS = randomCount('exchange') * 500;
const BATCH = 50;

const MODERATE: Noise = {
  rng: testRng(RANDOM_SEED),
  manner: 'crc',
  damage: 0.02,
  drop: 0.01,
  duplicate: 0.01,
  delay: 0.01,
  delayMax: 8 * MS,
  lengthField: [0, 0],
};

function packet(index: number): Bytes {
  return concat(bytes(index >> 16, (index >> 8) & 255, index & 255), pattern(index % 26));
}

function rigFor(options: ShdlcOptions, noise: Noise) {
  const down = new PacketQueue();
  const up = new PacketQueue();
  const master = new SwpMaster(down, options);
  const slave = new SwpSlave(up, { ...options, syncId: bytes(0x12, 0x34) });
  const wire = new Wire(master, slave, noise);
  wire.noisy!.on = false;
  slave.signal(0, 'power-on');
  master.signal(0, 'power-on');
  wire.run(() => master.up && slave.up);
  wire.noisy!.on = true;
  return { master, slave, down, up, wire };
}

const CASES: Readonly<Record<string, ShdlcOptions>> = {
  'window 4': {},
  'window 2': { window: 2 },
  'window 3 with selective reject': { window: 3, srej: true },
  'window 4 with selective reject': { srej: true },
};

for (const [name, options] of Object.entries(CASES)) {
  test(`${name}: ${PACKETS} packets each way through noise`, () => {
    const { master, slave, down, up, wire } = rigFor(options, MODERATE);
    const got: [number[], number[]] = [[], []];
    const collect = () => {
      for (let one = slave.next(); one; one = slave.next()) {
        assert.deepEqual(one, packet(readBigEndian(one.subarray(0, 3))));
        got[0].push(readBigEndian(one.subarray(0, 3)));
      }
      for (let one = master.next(); one; one = master.next()) {
        got[1].push(readBigEndian(one.subarray(0, 3)));
      }
    };
    const epochs = [master.epoch, slave.epoch];
    for (let index = 0; index < PACKETS; index += BATCH) {
      for (let i = index; i < index + BATCH; i++) {
        down.packets.push(packet(i));
        up.packets.push(packet(i));
      }
      wire.run(() => {
        collect();
        return got[0].length >= index + BATCH && got[1].length >= index + BATCH;
      });
    }
    assert.deepEqual([master.epoch, slave.epoch], epochs, 'no reset at this noise');
    for (const list of got) {
      assert.equal(list.length, PACKETS);
      assert.ok(list.every((value, place) => value === place));
    }
    assert.ok(wire.now > 0, 'the noise made someone wait');
  });
}

test('without bound to the damage nothing hangs or throws', () => {
  const noise: Noise = {
    ...MODERATE,
    rng: testRng(RANDOM_SEED + 1),
    manner: 'unlimited',
    damage: 0.4,
    drop: 0.2,
    duplicate: 0.2,
    delay: 0.2,
    delayMax: 100 * MS,
  };
  for (let round = 0; round < PACKETS / 500; round++) {
    const { master, slave, down, up, wire } = rigFor(round % 2 === 0 ? {} : { srej: true }, noise);
    for (let i = 0; i < 20; i++) {
      down.packets.push(packet(i));
      up.packets.push(packet(i));
    }
    wire.run(() => false, 1_000 * MS);
    while (slave.next() !== undefined);
    while (master.next() !== undefined);
    slave.signal(wire.now, 'reset');
    master.signal(wire.now, 'reset');
    wire.noisy!.clear();
    wire.run(() => false, 1_000 * MS);
  }
});
