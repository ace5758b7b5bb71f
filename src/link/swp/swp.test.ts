import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, hex, unhex } from '../../base/index.ts';
import { describeLlc, emitSwpFrame, SwpFrameReader } from '../../wire/index.ts';
import { SwpMaster, type SwpMasterOptions, SwpSlave } from './index.ts';
import { Wire } from '../wire.testing.ts';
import { PacketQueue } from './pair.testing.ts';
import { SwpTransceiver } from './transceiver.ts';

function pair(options: SwpMasterOptions = {}) {
  const down = new PacketQueue();
  const up = new PacketQueue();
  const master = new SwpMaster(down, options);
  const slave = new SwpSlave(up, { syncId: unhex('1234') });
  const wire = new Wire(master, slave);
  const chart: string[] = [];
  const readers = { a: new SwpFrameReader(), b: new SwpFrameReader() };
  wire.swallow = (from, run) => {
    readers[from].push(run);
    for (let one = readers[from].next(); one; one = readers[from].next()) {
      chart.push(`${from === 'a' ? '>' : '<'} ${describeLlc(one)}`);
    }
    return false;
  };
  const powerOn = () => {
    slave.signal(wire.now, 'power-on');
    master.signal(wire.now, 'power-on');
  };
  return { master, slave, down, up, wire, chart, powerOn };
}

test('activation is that of published captures, then the controller sets up SHDLC', () => {
  const { master, slave, wire, chart, powerOn } = pair();
  powerOn();
  wire.run();
  assert.deepEqual(chart, [
    '< ACT_SYNC_ID 1234',
    '> ACT_POWER_MODE full',
    '< ACT_READY',
    '> RSET 4',
    '< UA',
  ]);
  assert.ok(master.up && slave.up && slave.fullPower);
  assert.equal(hex(master.syncId!), '1234');
});

test('low power mode is requested and reported to the card', () => {
  const { slave, wire, chart, powerOn } = pair({ fullPower: false });
  powerOn();
  wire.run();
  assert.equal(chart[1], '> ACT_POWER_MODE low');
  assert.equal(slave.fullPower, false);
});

test('a lost ACT frame is requested again, three times at most', () => {
  for (const lost of [0, 1, 2]) {
    const { master, slave, wire, powerOn } = pair();
    let seen = 0;
    let requested = 0;
    const reader = new SwpFrameReader();
    wire.swallow = (_from, run) => {
      reader.push(run);
      const frame = reader.next();
      if (frame === undefined) return false;
      if (describeLlc(frame).endsWith('repeat')) requested++;
      return seen++ === lost;
    };
    powerOn();
    wire.run();
    assert.ok(master.up && slave.up, `frame ${lost}`);
    assert.equal(requested, 1);
  }
});

test('a card that stays silent is given up after three questions', () => {
  const { master, wire, chart } = pair();
  master.signal(0, 'power-on');
  wire.run();
  assert.equal(chart.filter((frame) => frame === '> ACT_POWER_MODE full, repeat').length, 3);
  assert.equal(master.failure, 'the card did not name itself on the wire');
  assert.equal(master.transceiver.mac.state(wire.now), 'deactivated');
});

test('a card that never becomes ready is given up', () => {
  const { master, wire, powerOn } = pair();
  const reader = new SwpFrameReader();
  wire.swallow = (_from, run) => {
    reader.push(run);
    return hex(reader.next() ?? bytes()) === '60';
  };
  powerOn();
  wire.run();
  assert.equal(master.failure, 'the card is not ready');
});

test('a card that names itself again and again is given up, though no time goes by', () => {
  const syncId = emitSwpFrame(unhex('69123400'));
  const master = new SwpMaster(new PacketQueue());
  master.signal(0, 'power-on');
  let named = 0;
  for (; named < 100 && master.failure === undefined; named++) {
    master.receive(0, syncId);
    while (master.transmit(0) !== undefined);
  }
  assert.equal(master.failure, 'the card is not ready');
  assert.equal(named, 5);
});

test('the line is suspended when it has been idle, and resumed by the end that sends', () => {
  const { master, slave, down, up, wire, powerOn } = pair();
  assert.equal(slave.mac.state(0), 'deactivated');
  powerOn();
  assert.equal(slave.mac.state(0), 'suspended');
  wire.step();
  assert.equal(slave.mac.state(0), 'activated');
  wire.run();
  wire.now += 1_000;
  assert.equal(slave.mac.state(wire.now), 'suspended');
  assert.equal(master.transceiver.mac.state(wire.now), 'suspended');
  const runs: string[] = [];
  wire.swallow = (from, run) => {
    runs.push(`${from}${hex(run.subarray(0, 2))}`);
    return false;
  };
  down.packets.push(bytes(0x81, 1));
  wire.step();
  assert.equal(hex(slave.next()!), '8101');
  assert.equal(runs[0], 'a007E', 'idle bits, then the frame');
  wire.run();
  wire.now += 1_000;
  runs.length = 0;
  up.packets.push(bytes(0x81, 2));
  wire.step();
  assert.equal(hex(master.next()!), '8102');
  assert.deepEqual(runs.slice(0, 3), ['bFF', 'a00', 'b7E81'], 'current, idle bits, the frame');
});

test('a card whose request to be resumed is lost repeats it', () => {
  const { master, up, wire, powerOn } = pair();
  powerOn();
  wire.run();
  wire.now += 1_000;
  let losses = 1;
  wire.swallow = (from) => from === 'b' && losses-- > 0;
  up.packets.push(bytes(0x81, 3));
  let got: Bytes | undefined;
  wire.run(() => (got = master.next()) !== undefined);
  assert.equal(hex(got!), '8103');
});

test('a frame whose line is not resumed in three tries is dropped, and SHDLC sends it again', () => {
  const { master, up, wire, powerOn } = pair();
  powerOn();
  wire.run();
  wire.now += 1_000;
  let wishes = 0;
  wire.swallow = (from, run) => from === 'b' && run[0] === 0xff && ++wishes <= 3;
  const from = wire.now;
  up.packets.push(bytes(0x81, 4));
  let got: Bytes | undefined;
  wire.run(() => (got = master.next()) !== undefined);
  assert.equal(hex(got!), '8104');
  assert.equal(wishes, 4);
  assert.equal(wire.now - from, 20_000, 'after T2');
});

test('deactivation stops both ends; activation starts both again', () => {
  const { master, slave, down, wire, powerOn } = pair();
  powerOn();
  wire.run();
  down.packets.push(bytes(0x81, 1));
  for (const end of [slave, master]) end.signal(wire.now, 'power-off');
  assert.equal(master.transmit(wire.now), undefined);
  assert.equal(master.wakeAt(), undefined);
  assert.equal(slave.wakeAt(), undefined);
  const epochs = [master.epoch, slave.epoch];
  powerOn();
  wire.run();
  assert.ok(master.up && slave.up);
  assert.ok(master.epoch > epochs[0]! && slave.epoch > epochs[1]!);
});

test('a card that restarts by itself is activated again', () => {
  const { master, slave, down, wire, powerOn } = pair();
  powerOn();
  wire.run();
  slave.signal(wire.now, 'reset');
  wire.run();
  assert.ok(master.up && slave.up);
  down.packets.push(bytes(0x81, 1));
  wire.run();
  assert.equal(hex(slave.next()!), '8101');
});

test('without RSET from the controller the card sends its own', () => {
  const slave = new SwpSlave(new PacketQueue(), { syncId: unhex('1234') });
  const outside = new SwpTransceiver();
  const wire = new Wire(outside, slave);
  slave.signal(0, 'power-on');
  outside.signal(0, 'power-on');
  const frames: Bytes[] = [];
  const collect = () => {
    for (let one = outside.takeFrame(); one; one = outside.takeFrame()) frames.push(one);
    return frames.length > 0;
  };
  wire.run(collect);
  assert.deepEqual(
    frames.map((frame) => describeLlc(frame)),
    ['RSET 4'],
  );
  assert.ok(outside.putFrame(bytes(0xe6)));
  wire.step();
  assert.ok(slave.up);
  assert.equal(outside.putFrame(new Uint8Array(31)), false);
  assert.equal(outside.putFrame(bytes()), false);
});
