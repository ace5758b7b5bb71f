import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, unhex } from '../../base/index.ts';
import { SwpPassage, SwpSlave } from './index.ts';
import { Wire } from '../wire.testing.ts';
import { PacketQueue } from './pair.testing.ts';

function pair() {
  const up = new PacketQueue();
  const slave = new SwpSlave(up, { syncId: unhex('1234') });
  const passage = new SwpPassage();
  const wire = new Wire(passage, slave);
  const runs: string[] = [];
  wire.swallow = (from, run) => {
    runs.push(`${from}${hex(run.subarray(0, 2))}`);
    return false;
  };
  for (const end of [slave, passage]) end.signal(0, 'power-on');
  wire.step();
  /** All that the external stack receives. */
  const received = (): string[] => {
    const frames: string[] = [];
    const take = () => passage.takeFrame(wire.now);
    for (let one = take(); one; one = take()) frames.push(hex(one));
    return frames;
  };
  const say = (frame: string): string[] => {
    assert.ok(passage.putFrame(unhex(frame)));
    wire.step();
    return received();
  };
  return { up, slave, passage, wire, runs, received, say };
}

test('activation goes by the first frame from outside [TS102613 §9.4]', () => {
  const alone = pair();
  assert.deepEqual(alone.say('F90400'), ['E6'], 'no ACT frame');
  assert.ok(alone.slave.up && alone.slave.fullPower);
  const itself = pair();
  assert.deepEqual(itself.say('6200'), ['69123400', '60']);
  assert.equal(itself.slave.fullPower, false);
  assert.deepEqual(itself.say('F90400'), ['E6']);
});

test('a stack that is silent for 50 ms is shown the name of the card', () => {
  for (const first of ['6201', 'F90400']) {
    const { wire, passage, received, say } = pair();
    assert.deepEqual(received(), []);
    assert.equal(passage.wakeAt(), 50_000);
    wire.now = 49_999;
    assert.deepEqual(received(), []);
    wire.now = 50_000;
    assert.deepEqual(received(), ['69123400']);
    assert.equal(passage.wakeAt(), undefined);
    assert.deepEqual(say(first), [first === '6201' ? '60' : 'E6']);
  }
});

test('the line is suspended and resumed without the stack outside [TS102613 §8.1]', () => {
  const { up, passage, wire, runs, received, say } = pair();
  say('F90400');
  received();
  wire.run();
  wire.now += 1_000;
  runs.length = 0;
  up.packets.push(bytes(0x81, 2));
  wire.step();
  assert.deepEqual(runs, ['bFF', 'a00', 'b7E80'], 'current, idle bits, the frame');
  assert.deepEqual(received(), ['808102']);
  wire.now += 1_000;
  passage.putFrame(unhex('C1'));
  wire.step();
  assert.equal(runs.at(-1), 'a007E');
});

test('a card that never becomes ready costs 64 frames of room and no time', () => {
  const passage = new SwpPassage();
  passage.signal(0, 'power-on');
  assert.equal(passage.takeFrame(50_000), undefined);
  for (let frames = 0; frames < 64; frames++) assert.ok(passage.putFrame(unhex('F90400')));
  assert.equal(passage.putFrame(unhex('F90400')), false);
  assert.notEqual(passage.transmit(0), undefined, 'ACT_POWER_MODE');
  assert.equal(passage.transmit(0), undefined);
  assert.equal(passage.wakeAt(), undefined);
});

test('no frame, one too long, and any without power are refused', () => {
  const { passage } = pair();
  assert.equal(passage.putFrame(bytes()), false);
  assert.equal(passage.putFrame(new Uint8Array(31)), false);
  passage.signal(0, 'power-off');
  assert.equal(passage.putFrame(unhex('F90400')), false);
  assert.equal(passage.wakeAt(), undefined);
});
