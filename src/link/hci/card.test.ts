import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, hex } from '../../base/index.ts';
import { HCP_TYPE, SHDLC } from '../../wire/index.ts';
import type { CardEvent } from '../contract.ts';
import { SwpPassage } from '../swp/index.ts';
import { Wire } from '../wire.testing.ts';
import {
  type GateEvent,
  HciCard,
  type HciApplication,
  type HciCardOptions,
  type HciMemory,
} from './index.ts';
import { HcpPeer, PeerRig } from '../hci-peer.testing.ts';

class StubApplication implements HciApplication<string> {
  readonly id = 0x90;
  readonly port = 'RF';
  readonly requested = {
    gate: 0x90,
    host: 0,
    hostGate: 0x23,
    parameters: [{ index: 1, value: bytes(2) }],
  };
  readonly log: string[] = [];

  clear(): void {
    this.log.push('clear');
  }

  onPipe(open: boolean): void {
    this.log.push(open ? 'open' : 'closed');
  }

  onEvent(_now: number, { instruction, data }: GateEvent): void {
    this.log.push(`${instruction} ${hex(data)}`);
  }

  takeEvent(): GateEvent | undefined {
    return undefined;
  }

  wakeAt(): undefined {
    return undefined;
  }

  next(): CardEvent<string> | undefined {
    return undefined;
  }

  respond(): void {}
}

class Keeper implements HciMemory {
  record: Bytes | undefined;
  durable = true;

  load(): Bytes | undefined {
    return this.record;
  }

  save(record: Bytes): void {
    this.record = record;
  }
}

function rigFor(options: Partial<HciCardOptions<string>> = {}) {
  const application = new StubApplication();
  const card = new HciCard({ applications: [application], syncId: bytes(0x12, 0x34), ...options });
  return { application, card, rig: new PeerRig(new HcpPeer('master'), card) };
}

/** Answers what the chip requests, from a table of messages in words; gives the chart. */
function play(rig: PeerRig<HciCard<string>>, answers: Readonly<Record<string, string>>): string[] {
  const chart: string[] = [];
  rig.wire.run(() => {
    for (const one of rig.received()) {
      chart.push(one);
      const pipe = Number.parseInt(one.slice(5, 7), 16);
      const answer = answers[one] ?? (one.includes('ANY_') ? '80' : undefined);
      if (answer !== undefined && !one.includes('event')) rig.peer.send(pipe, answer);
    }
    return rig.other.started;
  });
  return chart;
}

const NEW = {
  'pipe 01: ANY_GET_PARAMETER 01': '80FFFFFFFFFFFFFFFF',
  'pipe 01: ADM_CLEAR_ALL_PIPE 1234': '80',
  'pipe 01: ADM_CREATE_PIPE 900023': '80C090002302',
};

const SEQUENCE = [
  'pipe 01: ANY_OPEN_PIPE',
  'pipe 01: ANY_GET_PARAMETER 01',
  'pipe 01: ADM_CLEAR_ALL_PIPE 1234',
  'pipe 01: ANY_OPEN_PIPE',
  'pipe 01: ANY_SET_PARAMETER 0301',
  'pipe 01: ANY_SET_PARAMETER 060300',
  'pipe 01: ADM_CREATE_PIPE 900023',
  'pipe 02: ANY_OPEN_PIPE',
  'pipe 02: ANY_SET_PARAMETER 0102',
  'pipe 01: ANY_SET_PARAMETER 01424946524F4E0001',
];

test('a chip that is new to the controller builds its pipes and names its session', () => {
  const { application, rig } = rigFor();
  rig.powerOn();
  assert.deepEqual(play(rig, NEW), SEQUENCE);
  assert.equal(application.log.at(-1), 'open');
});

test('without memory the pipes are rebuilt at each start', () => {
  const { rig } = rigFor();
  rig.powerOn();
  play(rig, NEW);
  rig.powerOff();
  rig.powerOn();
  const known = { ...NEW, 'pipe 01: ANY_GET_PARAMETER 01': '80424946524F4E0001' };
  assert.deepEqual(play(rig, known), SEQUENCE);
});

test('an equal session identity keeps the pipes over power cycles, another rebuilds them', () => {
  const { application, rig } = rigFor({ memory: new Keeper() });
  rig.powerOn();
  play(rig, NEW);
  rig.powerOff();
  application.log.length = 0;
  rig.powerOn();
  const known = { ...NEW, 'pipe 01: ANY_GET_PARAMETER 01': '80424946524F4E0001' };
  assert.deepEqual(play(rig, known), SEQUENCE.slice(0, 2));
  assert.deepEqual(application.log, ['clear', 'open']);
  rig.peer.send(2, '5300');
  rig.wire.run();
  assert.equal(application.log.at(-1), '19 00', 'the pipe is in use at once');
  rig.powerOff();
  rig.powerOn();
  const chart = play(rig, NEW);
  assert.equal(chart.at(-1), 'pipe 01: ANY_SET_PARAMETER 01424946524F4E0002', 'a new session');
  assert.deepEqual(chart.slice(0, -1), SEQUENCE.slice(0, -1));
});

test('a pipe that the controller notifies later is kept too', () => {
  const memory = new Keeper();
  const { card, rig } = rigFor({ memory });
  rig.powerOn();
  play(rig, NEW);
  assert.equal(rig.ask(1, '120131C09910'), '03', 'no such gate');
  assert.equal(rig.ask(1, '120131C09010'), '00');
  assert.equal(rig.ask(0x10, '03'), '0000');
  const before = card.host.table;
  rig.powerOff();
  rig.powerOn();
  assert.deepEqual(card.host.table, before);
  play(rig, { ...NEW, 'pipe 01: ANY_GET_PARAMETER 01': '80424946524F4E0001' });
  assert.equal(rig.ask(1, '1310'), '00');
  assert.deepEqual(
    card.host.table.map((row) => row.pipe),
    [2],
  );
  assert.equal(rig.ask(1, '150101'), '02');
  assert.equal(rig.ask(1, '1500'), '00', 'all pipes of the controller');
  assert.deepEqual(card.host.table, []);
});

test('a notified pipe has a dynamic number, and takes it from one that had it [TS102622 §4.4]', () => {
  const { card, application, rig } = rigFor();
  rig.powerOn();
  play(rig, NEW);
  const before = card.host.table;
  for (const pipe of ['00', '01', '70', '7F', '80', 'FF'])
    assert.equal(rig.ask(1, `120131C090${pipe}`), '02', pipe);
  assert.equal(rig.ask(1, '03'), '0000', 'the static pipe is still there');
  assert.deepEqual(card.host.table, before);
  application.log.length = 0;
  assert.equal(rig.ask(1, '120131C09002'), '00');
  assert.equal(application.log.at(-1), 'closed');
  assert.equal(card.host.table.find((row) => row.pipe === 2)?.gate, 0x90);
});

test('a pipe notified before the session is confirmed is kept too [M-107]', () => {
  const memory = new Keeper();
  const { card, rig } = rigFor({ memory });
  rig.powerOn();
  play(rig, NEW);
  rig.powerOff();
  rig.powerOn();
  assert.equal(rig.ask(1, '120131C09010'), '00');
  assert.equal(card.started, false);
  rig.powerOff();
  rig.powerOn();
  assert.deepEqual(
    card.host.table.map((row) => row.pipe),
    [2, 0x10],
  );
});

test('the answer to what changes the pipes waits until memory would show it [M-107]', () => {
  const memory = new Keeper();
  const { card, rig } = rigFor({ memory });
  rig.powerOn();
  play(rig, NEW);
  rig.peer.got.length = 0;
  memory.durable = false;
  rig.peer.send(1, '120131C09010');
  rig.wire.run();
  assert.deepEqual(rig.received(), []);
  assert.equal(card.host.table.length, 2, 'the pipe is on its way to memory');
  memory.durable = true;
  rig.wire.run();
  assert.deepEqual(rig.received(), ['pipe 01: ANY_OK']);
});

test('a controller that answers nothing gets the request five times', () => {
  const { card, rig } = rigFor();
  rig.powerOn();
  rig.wire.run();
  assert.equal(card.started, false);
  assert.equal(rig.received().filter((one) => one.endsWith('ANY_OPEN_PIPE')).length, 5);
  assert.equal(card.wakeAt(), undefined, 'and then left alone');
});

test('a data link that is reset during the start restarts it at once', () => {
  const { card, rig } = rigFor();
  rig.powerOn();
  rig.wire.run(() => rig.peer.got.length > 0);
  assert.deepEqual(rig.received(), ['pipe 01: ANY_OPEN_PIPE']);
  const before = rig.wire.now;
  rig.peer.end.shdlc.open();
  const chart = play(rig, NEW);
  assert.deepEqual(chart, SEQUENCE);
  assert.ok(card.started && rig.wire.now - before < 500_000, 'no answer was waited for');
});

test('loopback, identity and link management answer at the chip too', () => {
  const { rig } = rigFor({ identity: { vendor: bytes(0x42) } });
  rig.powerOn();
  play(rig, NEW);
  assert.equal(rig.ask(1, '12010400'), '02', 'five bytes are needed');
  assert.equal(rig.ask(1, '120104C00410'), '00');
  rig.ask(0x10, '03');
  rig.peer.got.length = 0;
  rig.peer.send(0x10, '42AABB');
  rig.wire.run();
  assert.equal(rig.peer.got[0]?.message.type, HCP_TYPE.EVENT);
  assert.equal(hex(rig.peer.got[0]!.message.data), 'AABB');
  rig.ask(1, '120105C00511');
  rig.ask(0x11, '03');
  assert.equal(rig.ask(0x11, '0204'), '0042');
  rig.ask(0, '03');
  assert.equal(rig.ask(0, '0201'), '000000');
  assert.equal(rig.ask(0x33, '03'), '01');
});

test('a controller that sends requests and never reads is held back by RNR, and answers do not pile up', () => {
  const card = new HciCard<string>({ applications: [], syncId: bytes(1, 2) });
  const outside = new SwpPassage();
  const wire = new Wire(outside, card);
  for (const end of [card, outside]) end.signal(0, 'power-on');
  const received: string[] = [];
  const say = (...frame: number[]) => {
    outside.putFrame(Uint8Array.from(frame));
    wire.step();
    for (let one = outside.takeFrame(0); one; one = outside.takeFrame(0)) received.push(hex(one));
  };
  say(SHDLC.RSET);
  let most = 0;
  for (let number = 0; number < 500; number++) {
    say(SHDLC.I | ((number & 7) << 3), 0x81, 0x03);
    most = Math.max(most, card.host.backlog);
  }
  assert.equal(most, 9);
  assert.equal(received.slice(0, 8).join(' '), 'E6 808103 89818000 92818000 9B818000 C6 C1 C4');
  assert.ok(
    received.slice(8).every((frame) => frame === 'D5'),
    'thirteen were taken, and none more',
  );
});

test('without power nothing is sent; power on is signalled', () => {
  const { card, rig } = rigFor();
  rig.powerOn();
  assert.deepEqual(card.next(), { kind: 'reset' });
  assert.equal(card.next(), undefined);
  rig.powerOff();
  assert.deepEqual(card.next(), { kind: 'down' });
  assert.equal(card.transmit(rig.wire.now), undefined);
  assert.equal(card.wakeAt(), undefined);
});
