import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RANDOM_SEED, randomCount } from '../../tests/random-counts.ts';
import { type Bytes, bytes, concat, hex, MS, SECOND, type Time, unhex } from '../base/index.ts';
import { createSwpCard, createSwpTerminal, type HciMemory, type Noise } from './index.ts';
import type { TerminalEnd } from './contract.ts';
import { pattern, testRng, TestRig } from './test-rig.ts';

const ATR = unhex('3B00');
const OK = bytes(0x90, 0);

class Keeper implements HciMemory {
  record: Bytes | undefined;

  load(): Bytes | undefined {
    return this.record;
  }

  save(record: Bytes): void {
    this.record = record;
  }
}

interface Setting {
  readonly memory?: HciMemory;
  readonly noise?: Noise;
  readonly cost?: (apdu: Bytes) => Time;
  readonly waitMs?: number;
  readonly sizeMax?: number;
  readonly gate?: number;
}

/** The chip with all three links, and a rig that looks through one of them at a time. */
function rigFor({ memory, noise, cost, ...gate }: Setting = {}) {
  const card = createSwpCard<string>({
    apduGate: { port: 'GATE', atr: ATR, ...gate },
    typeA: { port: 'A', uid: unhex('04112233445566'), historical: unhex('8031') },
    typeB: { port: 'B', pupi: unhex('01020304') },
    memory,
  });
  const swp = createSwpTerminal({ rng: testRng(1), apduGate: { gate: gate.gate } });
  const script = {
    answer: (apdu: Bytes, port: string) => concat(bytes(port.charCodeAt(0)), apdu.subarray(4), OK),
    ...(cost ? { cost } : {}),
  };
  const rig = new TestRig<string>(swp.apduGate, card, script, noise ? { noise } : {});
  return { card, swp, rig };
}

function apdu(data: Bytes): Bytes {
  return concat(bytes(0, 0xd6, 0, 0), data);
}

/** Runs the line until an end is ready, has failed, or `until` holds. */
function run(rig: TestRig<string>, end: TerminalEnd, until: () => boolean = () => false): void {
  for (let steps = 0; steps < 200_000; steps++) {
    while (rig.step());
    if (until() || end.ready || end.failure !== undefined) return;
    const wakes = [rig.terminal.wakeAt(), rig.card.wakeAt(), rig.noisy?.wakeAt()];
    const wake = Math.min(...wakes.filter((one) => one !== undefined));
    if (wake === Infinity) return;
    assert.ok(wake > rig.now, 'an end that wants to be woken now must have something to do');
    rig.now = wake;
  }
  assert.fail('the ends never came to rest');
}

function exchange(rig: TestRig<string>, end: TerminalEnd, command: Bytes): string {
  end.send(command);
  run(rig, end);
  const result = end.result();
  assert.ok(result !== undefined, 'a command has an outcome');
  return result.kind === 'answer' ? hex(result.bytes) : result.why;
}

const resets = (rig: TestRig<string>) =>
  rig.events.filter((one) => one.kind === 'reset').map((one) => one.port ?? 'all');

test('the APDU gate comes up and carries commands of any size [M-73]', () => {
  const { swp, rig } = rigFor();
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
    const { swp, rig } = rigFor();
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
function allUp(setting: Setting = {}) {
  const parts = rigFor(setting);
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
  assert.equal(swp.powered, false, 'nobody needs the wire');
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

test('a C-APDU beyond the size that the chip takes is refused at the client', () => {
  const { swp, rig } = rigFor({ sizeMax: 261 });
  rig.powerOn();
  assert.match(exchange(rig, swp.apduGate, apdu(pattern(258))), /up to 261 bytes/);
  assert.equal(exchange(rig, swp.apduGate, apdu(bytes(1))), '47019000');
});

test('the APDU gate may have the number that older products gave it', () => {
  const { swp, rig } = rigFor({ gate: 0xf0 });
  rig.powerOn();
  assert.equal(exchange(rig, swp.apduGate, apdu(bytes(1))), '47019000');
  assert.ok(swp.controller.pipes.some((pipe) => pipe.b.gate === 0xf0));
});

test('a chip that never answers is given up by EVT_ABORT, and goes on', () => {
  const { swp, rig, card } = rigFor();
  rig.powerOn();
  const { next } = card;
  const swallowed: unknown[] = [];
  card.next = () => {
    const event = next.call(card);
    if (event?.kind === 'command') swallowed.push(event);
    return event?.kind === 'command' ? undefined : event;
  };
  // Deaf above and mute below: waiting time extensions do not leave either.
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

test('pipes outlast a power cycle where the chip remembers, and are rebuilt where not', () => {
  for (const memory of [new Keeper(), undefined]) {
    const { swp, rig, card } = rigFor(memory ? { memory } : {});
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

test('the chip tells the terminal of its transactions', () => {
  const { swp, rig, card } = allUp();
  const aid = unhex('A0000000041010');
  card.tell();
  card.tell({ aid, parameters: pattern(255) });
  card.tell({ aid, parameters: bytes() });
  while (rig.step());
  assert.deepEqual(swp.nextEvent(), { kind: 'connectivity' });
  assert.deepEqual(swp.nextEvent(), { kind: 'transaction', aid, parameters: pattern(255) });
  assert.deepEqual(swp.nextEvent(), { kind: 'transaction', aid, parameters: bytes() });
  assert.equal(swp.nextEvent(), undefined);
});

test('without power the ends are deaf and mute', () => {
  const { swp, card } = rigFor();
  for (const end of [card, swp.apduGate, swp.readerA, swp.readerB]) {
    end.receive(0, unhex('7E6234'));
    assert.equal(end.transmit(0), undefined);
    assert.equal(end.wakeAt(), undefined);
  }
  assert.equal(card.next(), undefined);
  assert.equal(swp.apduGate.ready, false);
});

test('a chip without power is found to be absent', () => {
  const { swp, rig } = rigFor();
  swp.apduGate.signal(0, 'power-on');
  run(rig, swp.apduGate);
  assert.match(swp.apduGate.failure ?? '', /did not name itself/);
});

const EXCHANGES = randomCount('exchange') * 500;

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

/** Power down and up with a clean line, so that only exchanges are judged. */
function reopen({ rig, swp, card }: ReturnType<typeof rigFor>, ends: readonly TerminalEnd[]): void {
  const { noisy } = rig;
  noisy!.on = false;
  noisy!.clear();
  for (const end of ends) end.signal(rig.now, 'power-off');
  card.signal(rig.now, 'power-off');
  card.signal(rig.now, 'power-on');
  for (const end of ends) {
    end.signal(rig.now, 'power-on');
    run(rig, end);
    assert.equal(end.failure, undefined);
  }
  assert.equal(swp.powered, true);
  noisy!.on = true;
}

test(`${EXCHANGES} exchanges over the noisy wire end right, or fail as the protocol says`, () => {
  const seen = new Map<string, number>();
  const cost = (command: Bytes) => {
    const name = hex(command.subarray(4, 7));
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return command[6] === 7 ? 3 * SECOND : 0;
  };
  const parts = rigFor({ noise: MODERATE, cost });
  const { rig, swp } = parts;
  const ends = [swp.apduGate, swp.readerA, swp.readerB];
  reopen(parts, ends);
  let failures = 0;
  for (let index = 0; index < EXCHANGES; index++) {
    const turn = index % 4 === 3 ? 1 + (index % 2) : 0;
    const end = ends[turn]!;
    if (!end.ready) reopen(parts, ends);
    const name = bytes(index >> 16, (index >> 8) & 255, index & 255);
    const data = concat(name, pattern(index % 90));
    end.send(apdu(data));
    run(rig, end, () => false);
    const result = end.result();
    const runs = seen.get(hex(name)) ?? 0;
    assert.ok(runs <= 1, `exchange ${index} ran ${runs} times`);
    if (result?.kind === 'answer') {
      const link = bytes('GAB'.charCodeAt(turn));
      assert.equal(hex(result.bytes), hex(concat(link, data, OK)), `exchange ${index}`);
      assert.equal(runs, 1);
    } else {
      failures++;
    }
    seen.delete(hex(name));
  }
  assert.ok(failures <= EXCHANGES / 1_000, `${failures} failures`);
});

test('without bound to the damage nothing hangs or throws', () => {
  const noise: Noise = {
    ...MODERATE,
    rng: testRng(RANDOM_SEED + 1),
    manner: 'unlimited',
    damage: 0.3,
    drop: 0.1,
    duplicate: 0.1,
    delay: 0.1,
    delayMax: 50 * MS,
  };
  const parts = rigFor({ noise });
  const { rig, swp } = parts;
  const ends = [swp.apduGate, swp.readerA, swp.readerB];
  for (let index = 0; index < EXCHANGES / 1_000; index++) {
    const end = ends[index % 3]!;
    if (!end.ready) reopen(parts, ends);
    end.send(apdu(pattern(index % 200)));
    run(rig, end);
    assert.ok(end.result() !== undefined || end.failure !== undefined);
  }
});
