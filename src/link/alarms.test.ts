/**
 * What a card end does when time passes is announced by `wakeAt`: on a quiet line nothing else
 * makes it act, and a clock that follows the alarms may stand still between them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, concat, hex, SECOND, type Time, unhex } from '../base/index.ts';
import { buildAtr, emitT1Block, emitT1PrimeBlock } from '../wire/index.ts';
import type { CardEnd } from './contract.ts';
import { createContactsCard, createSpiCard, createSwpCard, SwpPassage, transfer } from './index.ts';

/** 9,600 units of the initial rate, in T=0 and PPS. [ISO7816-3 §9.2, §10.2] */
const WAITING_TIME: Time = SECOND;
const OK = bytes(0x90, 0x00);
const SELECT = unhex('00A4040002A001');

/** A card with its upper side, which answers at once, on a line of whole runs. */
class Played {
  now: Time = 0;
  sent = '';
  readonly #card: CardEnd<number>;
  readonly #passage: SwpPassage | undefined;

  constructor(card: CardEnd<number>, passage?: SwpPassage) {
    this.#card = card;
    this.#passage = passage;
    for (const end of [card, passage]) end?.signal(0, 'power-on');
    this.#settle();
  }

  receive(run: Bytes): void {
    if (this.#passage === undefined) this.#card.receive(this.now, run);
    else this.#passage.putFrame(run);
    this.#settle();
  }

  get wakeAt(): Time | undefined {
    const wakes = [this.#card.wakeAt(), this.#passage?.wakeAt()];
    const wake = Math.min(...wakes.map((one) => one ?? Infinity));
    return wake === Infinity ? undefined : wake;
  }

  /** Lets the next alarm ring; false where there is none. */
  ring(): boolean {
    const { wakeAt } = this;
    if (wakeAt === undefined) return false;
    assert.ok(wakeAt > this.now, 'an end whose wakeAt is now has work to do');
    this.now = wakeAt;
    this.#settle();
    return true;
  }

  /** Lets as much time pass as the end says it does not need. */
  idle(): void {
    const { wakeAt } = this;
    this.now = wakeAt === undefined ? this.now + 3_600 * SECOND : wakeAt - 1;
  }

  #settle(): void {
    for (let moved = true; moved;) {
      moved = this.#move();
      for (let event = this.#card.next(); event; event = this.#card.next()) {
        moved = true;
        if (event.kind === 'header') this.#card.proceed(event.header[1] === 0xa4 ? 'in' : 'out');
        if (event.kind === 'command') {
          const answer = concat(event.apdu.subarray(5, 7), OK);
          this.#card.respond(answer, this.now, event.port);
        }
      }
    }
  }

  #move(): boolean {
    const moved = this.#passage !== undefined && transfer(this.#passage, this.#card, this.now);
    const run = this.#passage ? this.#passage.takeFrame(this.now) : this.#card.transmit(this.now);
    if (run !== undefined) this.sent += ` ${hex(run)}`;
    return moved || run !== undefined;
  }
}

interface Kind {
  readonly name: string;
  make(gapFactor?: number): Played;
  /** What a host sends, cut anywhere where `cut` is set. */
  readonly sessions: readonly (readonly Bytes[])[];
  readonly cut: boolean;
  /** After any silence: what brings a command to its answer. */
  readonly fresh: readonly Bytes[];
  readonly answer: RegExp;
}

const t1 = (pcb: number, inf: Bytes = bytes()) => emitT1Block({ nad: 0, pcb, inf }, 'lrc');
const prime = (pcb: number, inf: Bytes = bytes()) => emitT1PrimeBlock({ nad: 0x21, pcb, inf });
const contacts = (...protocols: ('t0' | 't1')[]) => ({
  make: (gapFactor?: number) =>
    new Played(
      createContactsCard({
        atr: buildAtr({ protocols }),
        t0: protocols.includes('t0') ? { port: 0 } : undefined,
        t1: protocols.includes('t1') ? { port: 1 } : undefined,
        gapFactor,
      }),
    ),
});

/** SHDLC by hand: RSET, then the controller's half of the start of HCI, held up by RNR. */
const SWP_START = ['F9', 'D1', '8081030102', 'D1'].map(unhex);

const KINDS: readonly Kind[] = [
  {
    name: 'T=0',
    ...contacts('t0'),
    sessions: [[SELECT], [unhex('00B0000002'), SELECT], [unhex('00640000'), SELECT]],
    cut: true,
    fresh: [SELECT.subarray(0, 5), SELECT.subarray(5)],
    answer: / A4 A0019000$| A4 9000$/,
  },
  {
    name: 'PPS and T=1',
    ...contacts('t0', 't1'),
    sessions: [
      [unhex('FF1101EF'), t1(0xc1, bytes(254)), t1(0x00, SELECT), t1(0x40, SELECT)],
      [unhex('FF1101EF'), t1(0x20, SELECT.subarray(0, 3)), t1(0x40, SELECT.subarray(3))],
    ],
    cut: true,
    fresh: [],
    answer: /$/,
  },
  {
    name: 'PPS and T=0',
    ...contacts('t0', 't1'),
    sessions: [[unhex('FF1001EE'), SELECT]],
    cut: true,
    fresh: [],
    answer: /$/,
  },
  {
    name: 'T=1',
    ...contacts('t1'),
    sessions: [
      [t1(0xc1, bytes(254)), t1(0x00, SELECT), t1(0x90)],
      [t1(0x20, SELECT.subarray(0, 3)), t1(0x40, SELECT.subarray(3)), t1(0xe3, bytes(1))],
    ],
    cut: true,
    fresh: [t1(0xc0), t1(0x00, SELECT)],
    answer: / 00E000E0 000004A001900035$/,
  },
  {
    name: "T=1' over SPI",
    make: (gapFactor) =>
      new Played(createSpiCard({ port: 0, historical: bytes(), ifsc: 254, gapFactor })),
    sessions: [
      [prime(0xc4), prime(0xc1, bytes(254)), prime(0x00, SELECT), prime(0x90)],
      [prime(0x20, SELECT.subarray(0, 3)), prime(0x40, SELECT.subarray(3))],
    ],
    cut: true,
    fresh: [prime(0xc0), prime(0x00, SELECT)],
    answer: / 12E000000FA8 12000004A0019000....$/,
  },
  {
    name: 'SWP, SHDLC and HCI',
    make: (gapFactor) =>
      new Played(
        createSwpCard({
          apduGate: { port: 0, atr: unhex('3B00') },
          typeA: { port: 1 },
          typeB: { port: 2 },
          gapFactor,
        }),
        new SwpPassage(),
      ),
    sessions: [SWP_START, [...SWP_START, unhex('C1')], [unhex('F9'), unhex('88'), unhex('D2')]],
    cut: false,
    fresh: [unhex('F9')],
    answer: /^ E6.* [89A-F].8103$/,
  },
];

/** Each beginning of a session, as runs, and what would have come next. */
function* beginnings(kind: Kind): Iterable<readonly [readonly Bytes[], readonly Bytes[]]> {
  for (const session of kind.sessions) {
    for (const [at, run] of session.entries()) {
      const before = session.slice(0, at);
      const after = session.slice(at + 1);
      yield [before, [run, ...after]];
      for (let cut = 1; kind.cut && cut < run.length; cut++)
        yield [
          [...before, run.subarray(0, cut)],
          [run.subarray(cut), ...after],
        ];
    }
  }
}

/** Alarms that ring before the line is looked at. */
const RINGS = [0, 1, 2, 5];

for (const kind of KINDS) {
  test(`${kind.name}: between its alarms time changes nothing`, () => {
    for (const [begun, rest] of beginnings(kind)) {
      for (const rings of RINGS) {
        const [still, passed] = [kind.make(), kind.make()];
        for (const one of [still, passed]) {
          for (const run of begun) one.receive(run);
          for (let left = rings; left > 0; left--) one.ring();
        }
        assert.equal(passed.sent, still.sent);
        passed.idle();
        for (const run of rest) {
          still.receive(run);
          passed.receive(run);
        }
        assert.equal(
          passed.sent,
          still.sent,
          `after ${begun.map(hex).join(' ')} and ${rings} alarms, then ${rest.map(hex).join(' ')}`,
        );
      }
    }
  });

  test(`${kind.name}: after a silence a fresh command is answered`, () => {
    for (const [begun] of beginnings(kind)) {
      const played = kind.make();
      for (const run of begun) played.receive(run);
      for (let rings = 0; rings < 200 && played.ring(); rings++);
      const before = played.sent.length;
      for (const run of kind.fresh) played.receive(run);
      assert.match(played.sent.slice(before), kind.answer, `after ${begun.map(hex).join(' ')}`);
    }
  });
}

test('a command of T=0 is broken off after its waiting time [ISO7816-3 §10.2]', () => {
  for (const factor of [1, 10, 100]) {
    const played = contacts('t0').make(factor);
    played.receive(unhex('00A404'));
    assert.equal(played.wakeAt, WAITING_TIME * factor + 1);
    played.ring();
    assert.equal(played.wakeAt, undefined);
    played.receive(SELECT.subarray(0, 5));
    assert.match(played.sent, / A4$/, 'P3 is that of the new command');
    const begun = played.now;
    played.receive(SELECT.subarray(5, 6));
    assert.equal(
      played.wakeAt,
      begun + WAITING_TIME * factor + 1,
      'its data may be broken off as well',
    );
  }
});

test('a PPS request is broken off after the initial waiting time [ISO7816-3 §9.2]', () => {
  const played = contacts('t0', 't1').make(10);
  played.receive(unhex('FF10'));
  assert.equal(played.wakeAt, WAITING_TIME * 10 + 1);
  played.ring();
  played.receive(SELECT.subarray(0, 5));
  assert.match(played.sent, / A4$/, 'the first offered protocol runs');
});
