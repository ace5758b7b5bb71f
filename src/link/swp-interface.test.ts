import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, concat, hex, MS, SECOND, unhex } from '../base/index.ts';
import { playedChip } from './played-chip.testing.ts';
import { pattern, type TestRig } from './rig.testing.ts';
import {
  apdu,
  ATR,
  exchange,
  Keeper,
  OK,
  run,
  swpRig,
  type SwpSetting,
} from './swp-rig.testing.ts';

const resets = (rig: TestRig<string>) =>
  rig.events.filter((one) => one.kind === 'reset').map((one) => one.port ?? 'all');

test('the APDU gate comes up and carries commands of any size [M-73]', () => {
  const { swp, rig } = swpRig();
  rig.powerOn();
  assert.equal(swp.apduGate.failure, undefined);
  assert.equal(hex(swp.apduGate.atr!), hex(ATR));
  for (const length of [0, 1, 23, 24, 25, 28, 255, 1_000, 60_000]) {
    const right = hex(concat(bytes(0x47), pattern(length), OK));
    assert.equal(exchange(rig, swp.apduGate, apdu(pattern(length))), right);
  }
});

for (const type of ['A', 'B'] as const) {
  test(`a reader of type ${type} reaches the chip by a link of its own [M-72]`, () => {
    const { swp, rig } = swpRig();
    const reader = type === 'A' ? swp.readerA : swp.readerB;
    rig.card.signal(0, 'power-on');
    reader.signal(0, 'power-on');
    run(rig, reader);
    assert.equal(reader.failure, undefined);
    const atr = type === 'A' ? '3B8280018031B2' : '3B888001000000000081A10029';
    assert.equal(hex(reader.atr!), atr);
    for (const length of [0, 1, 250, 254, 1_000, 60_000]) {
      const right = hex(concat(bytes(type.charCodeAt(0)), pattern(length), OK));
      assert.equal(exchange(rig, reader, apdu(pattern(length))), right);
    }
  });
}

/** All three links up on one wire. */
function allUp(setting: SwpSetting = {}) {
  const parts = swpRig(setting);
  const { swp, rig } = parts;
  rig.powerOn();
  for (const reader of [swp.readerA, swp.readerB]) {
    reader.signal(rig.now, 'power-on');
    run(rig, reader);
    assert.equal(reader.failure, undefined);
  }
  rig.events.length = 0;
  return parts;
}

test('three links share one wire, each by its own port [M-76]', () => {
  const { swp, rig } = allUp();
  assert.equal(exchange(rig, swp.apduGate, apdu(bytes(1))), '47019000');
  assert.equal(exchange(rig, swp.readerA, apdu(bytes(2))), '41029000');
  assert.equal(exchange(rig, swp.readerB, apdu(bytes(3))), '42039000');
  assert.equal(exchange(rig, swp.apduGate, apdu(bytes(4))), '47049000');
  assert.deepEqual(resets(rig), []);
});

test('three commands at once are answered each to its own', () => {
  const { swp, rig } = allUp({ cost: () => 700 * MS });
  const ends = [swp.apduGate, swp.readerA, swp.readerB];
  for (const [place, end] of ends.entries()) end.send(apdu(bytes(place)));
  const answers = ends.map((end) => {
    run(rig, end);
    const result = end.result();
    return result?.kind === 'answer' && hex(result.bytes);
  });
  assert.deepEqual(answers, ['47009000', '41019000', '42029000']);
});

test('EVT_ABORT resets the session of the APDU gate, and no other', () => {
  const { swp, rig } = allUp();
  swp.apduGate.signal(rig.now, 'reset');
  assert.equal(swp.apduGate.atr, undefined);
  run(rig, swp.apduGate);
  assert.equal(hex(swp.apduGate.atr!), hex(ATR));
  assert.deepEqual(resets(rig), ['GATE']);
  assert.ok(swp.readerA.ready && swp.readerB.ready);
  assert.equal(exchange(rig, swp.readerA, apdu(bytes(2))), '41029000');
});

test('leaving the field ends the session of that type, and no other', () => {
  const { swp, rig } = allUp();
  swp.readerA.signal(rig.now, 'reset');
  run(rig, swp.readerA);
  assert.deepEqual(resets(rig), ['A', 'A'], 'gone, and there again');
  swp.readerA.signal(rig.now, 'power-off');
  while (rig.step());
  assert.deepEqual(resets(rig), ['A', 'A', 'A']);
  assert.equal(swp.readerA.ready, false);
  assert.equal(exchange(rig, swp.readerB, apdu(bytes(3))), '42039000');
  assert.equal(swp.powered, true);
  swp.readerB.signal(rig.now, 'power-off');
  swp.apduGate.signal(rig.now, 'power-off');
  assert.equal(swp.powered, false, 'no link needs the wire');
});

test('the field lost in mid-command: the command is void, the next session works', () => {
  const { swp, rig } = allUp({ cost: () => SECOND });
  swp.readerA.send(apdu(bytes(1)));
  while (rig.step());
  assert.equal(rig.events.at(-1)?.kind, 'command');
  swp.readerA.signal(rig.now, 'reset');
  while (rig.step());
  assert.deepEqual(resets(rig), ['A']);
  run(rig, swp.readerA);
  assert.equal(swp.readerA.result(), undefined);
  assert.equal(exchange(rig, swp.readerA, apdu(bytes(7))), '41079000');
});

test('a command that takes long keeps each client waiting as its link says', () => {
  const { swp, rig } = allUp({ cost: () => 30 * SECOND, waitMs: 500 });
  assert.equal(exchange(rig, swp.apduGate, apdu(bytes(1))), '47019000');
  assert.equal(exchange(rig, swp.readerA, apdu(bytes(2))), '41029000');
  assert.equal(exchange(rig, swp.readerB, apdu(bytes(3))), '42039000');
});

test('a client that ends is reported to the chip, while others keep the wire', () => {
  const { swp, rig } = playedChip();
  swp.readerA.signal(rig.wire.now, 'power-on');
  swp.apduGate.signal(rig.wire.now, 'power-off');
  rig.wire.run(() => false, SECOND);
  const events = rig.received().filter((one) => one.includes('event'));
  assert.deepEqual(events, ['pipe 02: event 21']);
  swp.apduGate.signal(rig.wire.now, 'power-on');
  swp.apduGate.signal(rig.wire.now, 'power-off');
  rig.wire.run(() => false, SECOND);
  assert.deepEqual(
    rig.received().filter((one) => one.includes('event')),
    [],
    'nothing was begun',
  );
});

test('a C-APDU beyond the size that the chip takes is refused at the client', () => {
  const { swp, rig } = swpRig({ sizeMax: 261 });
  rig.powerOn();
  assert.match(exchange(rig, swp.apduGate, apdu(pattern(258))), /up to 261 bytes/);
  assert.equal(exchange(rig, swp.apduGate, apdu(bytes(1))), '47019000');
});

test('the APDU gate may have the number that older products gave it', () => {
  const { swp, rig } = swpRig({ gate: 0xf0 });
  rig.powerOn();
  assert.equal(exchange(rig, swp.apduGate, apdu(bytes(1))), '47019000');
  assert.ok(swp.controller.pipes.some((pipe) => pipe.b.gate === 0xf0));
});

test('a chip that never answers is given up by EVT_ABORT, and goes on', () => {
  const { swp, rig, card } = swpRig();
  rig.powerOn();
  const { next } = card;
  const swallowed: unknown[] = [];
  card.next = () => {
    const event = next.call(card);
    if (event?.kind === 'command') swallowed.push(event);
    return event?.kind === 'command' ? undefined : event;
  };
  // It neither receives nor sends: waiting time extensions do not leave either.
  const { transmit } = card;
  swp.apduGate.send(apdu(bytes(1)));
  while (rig.step());
  card.transmit = () => undefined;
  const before = rig.now;
  rig.now += 1_400 * MS;
  while (rig.step());
  card.transmit = transmit;
  card.next = next;
  run(rig, swp.apduGate);
  const result = swp.apduGate.result();
  assert.equal(swallowed.length, 1);
  assert.ok(rig.now > before);
  assert.match(result?.kind === 'failed' ? result.why : '', /did not answer in time/);
  assert.equal(exchange(rig, swp.apduGate, apdu(bytes(2))), '47029000');
});

test('pipes outlast a power cycle where the chip keeps them, and are rebuilt where not', () => {
  for (const memory of [new Keeper(), undefined]) {
    const { swp, rig, card } = swpRig(memory ? { memory } : {});
    rig.powerOn();
    assert.equal(exchange(rig, swp.apduGate, apdu(bytes(1))), '47019000');
    const pipes = swp.controller.pipes;
    for (let cycle = 0; cycle < 3; cycle++) {
      swp.apduGate.signal(rig.now, 'power-off');
      card.signal(rig.now, 'power-off');
      while (rig.step());
      card.signal(rig.now, 'power-on');
      swp.apduGate.signal(rig.now, 'power-on');
      run(rig, swp.apduGate);
      assert.equal(exchange(rig, swp.apduGate, apdu(bytes(1))), '47019000');
      const same = swp.controller.pipes.every((pipe) => pipes.includes(pipe));
      assert.equal(same, memory !== undefined, 'the very same pipes');
      assert.equal(swp.controller.pipes.length, 4);
    }
  }
});

test('the chip reports its transactions to the terminal', () => {
  const { swp, rig, card } = allUp();
  const aid = unhex('A0000000041010');
  card.report();
  card.report({ aid, parameters: pattern(255) });
  card.report({ aid, parameters: bytes() });
  while (rig.step());
  assert.deepEqual(swp.nextEvent(), { kind: 'connectivity' });
  assert.deepEqual(swp.nextEvent(), { kind: 'transaction', aid, parameters: pattern(255) });
  assert.deepEqual(swp.nextEvent(), { kind: 'transaction', aid, parameters: bytes() });
  assert.equal(swp.nextEvent(), undefined);
});

test('a client that returns over a wire with power has output at once', () => {
  const { swp, rig } = allUp();
  swp.apduGate.signal(rig.now, 'power-off');
  while (rig.step());
  swp.apduGate.signal(rig.now, 'power-on');
  assert.equal(swp.wakeAt(), 0);
  run(rig, swp.apduGate);
  assert.equal(swp.apduGate.failure, undefined);
  assert.ok(swp.apduGate.ready);
});

test('without power the ends neither receive nor send', () => {
  const { swp, card } = swpRig();
  for (const end of [card, swp.apduGate, swp.readerA, swp.readerB]) {
    end.receive(0, unhex('7E6234'));
    assert.equal(end.transmit(0), undefined);
    assert.equal(end.wakeAt(), undefined);
  }
  assert.equal(card.next(), undefined);
  assert.equal(swp.apduGate.ready, false);
});

test('a chip without power is found to be absent', () => {
  const { swp, rig } = swpRig();
  swp.apduGate.signal(0, 'power-on');
  run(rig, swp.apduGate);
  assert.match(swp.apduGate.failure ?? '', /did not name itself/);
});
