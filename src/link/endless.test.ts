/**
 * A card that never answers, and a peer that says nothing but "wait": no end is held without end.
 * All in virtual time.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, SECOND, unhex } from '../base/index.ts';
import { buildAtr, emitT1Block, PCB } from '../wire/index.ts';
import { createContactsCard, createContactsTerminal } from './contacts/index.ts';
import type { CardEnd, TerminalEnd } from './contract.ts';
import { createNfcReader } from './contactless/index.ts';
import { createSpiCard, createSpiTerminal } from './spi/index.ts';
import { createT1Terminal } from './t1/index.ts';
import { playedChip } from './played-chip.testing.ts';
import { TestRig } from './rig.testing.ts';
import { apdu, exchange, OK, run, swpRig } from './swp-rig.testing.ts';
import { LONGEST_WAIT } from './wait-bound.ts';

const APDU = unhex('00A40400');

/** Holds each command back from the device until this returns true. */
function swallowCommands<Port>(card: CardEnd<Port>): () => void {
  const { next } = card;
  card.next = () => {
    const event = next.call(card);
    return event?.kind === 'command' ? undefined : event;
  };
  return () => {
    card.next = next;
  };
}

/** Ten minutes, and what recovery takes. */
function assertBounded(now: number, from: number): void {
  assert.ok(now - from >= LONGEST_WAIT && now - from < LONGEST_WAIT + 30 * SECOND, `${now - from}`);
}

const CONTACTS: readonly (readonly [string, () => [TerminalEnd, CardEnd<number>], RegExp])[] = [
  [
    'T=0',
    () => [
      createContactsTerminal({ manner: 'tpdu' }),
      createContactsCard({ atr: buildAtr({ protocols: ['t0'] }), t0: { port: 0 } }),
    ],
    /sends nothing but NULL/,
  ],
  [
    'T=1',
    () => [
      createContactsTerminal({ manner: 'tpdu' }),
      createContactsCard({ atr: buildAtr({ protocols: ['t1'] }), t1: { port: 0 } }),
    ],
    /more time without end; the session is resynchronised/,
  ],
  [
    "T=1' over SPI",
    () => [createSpiTerminal(), createSpiCard({ port: 0, historical: bytes(), ifsc: 254 })],
    /more time without end; the session is resynchronised/,
  ],
];

for (const [name, ends, why] of CONTACTS) {
  test(`${name}: a card that never answers is given up after ten minutes`, () => {
    const [terminal, card] = ends();
    const rig = new TestRig(terminal, card, { answer: () => OK });
    rig.powerOn();
    const answers = swallowCommands(card);
    const from = rig.now;
    const result = rig.exchange(APDU);
    assert.match(result.kind === 'failed' ? result.why : '', why);
    assertBounded(rig.now, from);
    answers();
    if (!terminal.ready) rig.reset();
    assert.deepEqual(rig.exchange(APDU), { kind: 'answer', bytes: OK });
  });
}

/** A terminal of T=1 before a card that gets no request in time. */
function hurried() {
  const terminal = createT1Terminal({ edc: 'lrc', ifsc: 32, times: { cwt: 1_000, bwt: SECOND } });
  terminal.begin();
  const message = (pcb: number, inf = '') => {
    terminal.receive(0, emitT1Block({ nad: 0, pcb, inf: unhex(inf) }, 'lrc'));
    const block = terminal.transmit(0);
    return block === undefined ? undefined : block[1];
  };
  assert.equal(terminal.transmit(0)?.[1], PCB.S_IFS);
  message(PCB.S_IFS | PCB.S_RESPONSE, 'FE');
  terminal.send(APDU);
  terminal.transmit(0);
  return { terminal, message };
}

for (const [what, pcb, inf] of [
  ['S(WTX)', PCB.S_WTX, '01'],
  ['S(IFS)', PCB.S_IFS, '20'],
  ['S(ABORT)', PCB.S_ABORT, ''],
] as const) {
  test(`T=1: ${what} again and again, without time going by, ends in S(RESYNCH)`, () => {
    const { terminal, message } = hurried();
    let answer: number | undefined;
    for (let times = 0; times < 200_000 && answer !== PCB.S_RESYNCH; times++) {
      answer = message(pcb, inf);
    }
    assert.equal(answer, PCB.S_RESYNCH);
    assert.equal(message(PCB.S_RESYNCH | PCB.S_RESPONSE), PCB.S_IFS);
    message(PCB.S_IFS | PCB.S_RESPONSE, 'FE');
    const result = terminal.result();
    assert.match(result?.kind === 'failed' ? result.why : '', /more time without end/);
  });
}

test('T=1: a chain of empty blocks ends in S(RESYNCH)', () => {
  const { message } = hurried();
  let answer: number | undefined;
  for (let number = 0; number < 200_000 && answer !== PCB.S_RESYNCH; number++) {
    answer = message(PCB.I_MORE | ((number & 1) << 6));
  }
  assert.equal(answer, PCB.S_RESYNCH);
});

for (const type of ['A', 'B'] as const) {
  test(`type ${type}: S(WTX) for a chip that never answers ends after ten minutes`, () => {
    const { swp, card, rig } = swpRig();
    const reader = type === 'A' ? swp.readerA : swp.readerB;
    card.signal(0, 'power-on');
    reader.signal(0, 'power-on');
    run(rig, reader);
    const answers = swallowCommands(card);
    const from = rig.now;
    reader.send(apdu(bytes(1)));
    run(rig, reader);
    const result = reader.result();
    assert.equal(result?.kind === 'failed' && result.why, 'the card does not answer');
    assertBounded(rig.now, from);
    while (rig.step());
    assert.deepEqual(
      rig.events.at(-1),
      { kind: 'reset', port: type },
      'the reset is reported to the chip',
    );
    answers();
    reader.signal(rig.now, 'reset');
    run(rig, reader);
    assert.equal(exchange(rig, reader, apdu(bytes(2))), `${hex(bytes(type.charCodeAt(0)))}029000`);
  });
}

test('APDU gate: EVT_WTX for a chip that never answers ends after ten minutes', () => {
  const { swp, card, rig } = swpRig();
  rig.powerOn();
  const answers = swallowCommands(card);
  const from = rig.now;
  const why = exchange(rig, swp.apduGate, apdu(bytes(1)));
  assert.equal(why, 'the chip requests time without end; its session was reset');
  assertBounded(rig.now, from);
  answers();
  assert.equal(exchange(rig, swp.apduGate, apdu(bytes(2))), '47029000');
});

test('APDU gate: a chip that takes the pipe away and builds none is given up', () => {
  const { swp, rig } = playedChip();
  const from = rig.wire.now;
  assert.equal(rig.ask(1, '14'), '00');
  rig.wire.run(() => swp.apduGate.failure !== undefined);
  assert.equal(swp.apduGate.failure, 'the chip has no APDU gate');
  assert.ok(rig.wire.now - from <= 21 * SECOND);
});

test('APDU gate: a chip that says nothing at all is given up, and EVT_ABORT three times', () => {
  const { swp, rig } = playedChip();
  const from = rig.wire.now;
  swp.apduGate.send(APDU);
  rig.wire.run(() => swp.apduGate.failure !== undefined);
  assert.equal(swp.apduGate.failure, 'the chip does not answer EVT_ABORT');
  const result = swp.apduGate.result();
  assert.match(result?.kind === 'failed' ? result.why : '', /did not answer in time/);
  assert.equal(rig.received().filter((one) => one.includes('event 11')).length, 3);
  assert.ok(rig.wire.now - from <= 2 * SECOND);
});

test('a reader before a card that answers every request and never gets on gives up', () => {
  for (const type of ['A', 'B'] as const) {
    const reader = createNfcReader(type);
    reader.signal(0, 'power-on');
    let now = 0;
    for (let steps = 0; steps < 100_000 && reader.failure === undefined; steps++) {
      if (reader.transmit(now) !== undefined) reader.receive(now, unhex('0400'));
      else now = Math.max(now, reader.wakeAt() ?? now);
    }
    assert.equal(reader.failure, 'no card of this type in the field');
    assert.ok(now <= 21 * SECOND);
  }
});
