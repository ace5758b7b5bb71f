/** What holds for the ends of every protocol alike. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { type Bytes, bytes, concat, hex, unhex } from '../base/index.ts';
import { buildAtr, type CommandApdu, emitCommandApdu, parseCommandApdu } from '../wire/index.ts';
import {
  type CardEnd,
  createContactsCard,
  createContactsTerminal,
  createSpiCard,
  createSpiTerminal,
  type TerminalEnd,
} from './index.ts';
import { pattern, TestRig } from './rig.testing.ts';

const OK = bytes(0x90, 0x00);

interface Pair {
  readonly card: CardEnd<string>;
  readonly terminal: TerminalEnd;
}

const PAIRS: Readonly<Record<string, () => Pair>> = {
  'T=0': () => ({
    card: createContactsCard({ atr: buildAtr({ protocols: ['t0'] }), t0: { port: 'T0' } }),
    terminal: createContactsTerminal({ manner: 'tpdu' }),
  }),
  'T=1 with LRC': () => ({
    card: createContactsCard({ atr: buildAtr({ protocols: ['t1'] }), t1: { port: 'T1' } }),
    terminal: createContactsTerminal({ manner: 'apdu' }),
  }),
  'T=1 with CRC after PPS': () => ({
    card: createContactsCard({
      atr: buildAtr({ protocols: ['t0', 't1'], edc: 'crc', ifsc: 100 }),
      t0: { port: 'T0' },
      t1: { port: 'T1' },
    }),
    terminal: createContactsTerminal({ manner: 'apdu', requested: 't1' }),
  }),
  "T=1' over SPI": () => ({
    card: createSpiCard({ port: 'SPI', historical: unhex('8031'), ifsc: 4_089 }),
    terminal: createSpiTerminal(),
  }),
};

/** T=0: P3 counts in, and the answer is a status alone; elsewhere the data come back. */
const script = {
  direction: () => 'in' as const,
  answer: (apdu: Bytes, port: string) => {
    const { data } = parseCommandApdu(apdu) as CommandApdu;
    return port === 'T0' ? OK : concat(data, OK);
  },
};

function apdu(data: Bytes): Bytes {
  return emitCommandApdu({ cla: 0, ins: 0xd6, p1: 0, p2: 0, data, le: undefined });
}

/** Cuts every run where the numbers say. */
function cutter(cuts: readonly number[]): (run: Bytes) => Bytes[] {
  let turn = 0;
  return (run) => {
    const parts: Bytes[] = [];
    for (let at = 0; at < run.length;) {
      const take = 1 + (cuts[turn++ % cuts.length] ?? 0);
      parts.push(run.subarray(at, at + take));
      at += take;
    }
    return parts;
  };
}

for (const [name, make] of Object.entries(PAIRS)) {
  test(`${name}: the pieces in which bytes arrive change nothing`, () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 4 });
    const cuts = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 8 });
    const run = (sizes: readonly number[], split?: (run: Bytes) => Bytes[]) => {
      const { card, terminal } = make();
      const rig = new TestRig(terminal, card, script, split ? { split } : {});
      rig.powerOn();
      const results = sizes.map((size) => rig.exchange(apdu(pattern(Math.min(size, 255)))));
      return { results, events: rig.events, line: rig.line.map((one) => hex(one.bytes)) };
    };
    fc.assert(
      fc.property(lengths, cuts, (sizes, places) => {
        const whole = run(sizes);
        assert.ok(whole.results.every((result) => result.kind === 'answer'));
        assert.deepEqual(run(sizes, cutter(places)), whole);
      }),
      randomRuns('exchange'),
    );
  });

  test(`${name}: field signals mean nothing on contact links [M-78]`, () => {
    const { card, terminal } = make();
    const rig = new TestRig(terminal, card, script);
    rig.powerOn();
    for (const end of [card, terminal]) {
      end.signal(rig.now, 'field-off');
      end.signal(rig.now, 'field-on');
    }
    assert.equal(terminal.ready, true);
    assert.equal(rig.exchange(apdu(bytes())).kind, 'answer');
    assert.equal(rig.events.filter((event) => event.kind === 'reset').length, 1);
  });

  test(`${name}: after a reset during a command the link works again`, () => {
    const { card, terminal } = make();
    const rig = new TestRig(terminal, card, { ...script, cost: () => 10_000_000 });
    rig.powerOn();
    terminal.send(apdu(bytes(1)));
    while (rig.step());
    rig.reset();
    assert.equal(terminal.ready, true);
    assert.equal(terminal.result(), undefined);
    assert.deepEqual(rig.events.at(-1), { kind: 'reset' });
    const results = [1, 2, 3].map(() => rig.exchange(apdu(bytes(1))).kind);
    assert.deepEqual(results, ['answer', 'answer', 'answer']);
  });

  test(`${name}: a loss of power is reported, however late the end is polled`, () => {
    const { card, terminal } = make();
    const rig = new TestRig(terminal, card, script);
    rig.powerOn();
    for (let i = 0; i < 3; i++) {
      card.signal(rig.now, 'power-off');
      card.signal(rig.now, 'power-on');
      card.signal(rig.now, 'reset');
    }
    rig.events.length = 0;
    rig.step();
    assert.deepEqual(rig.events, [{ kind: 'down' }, { kind: 'reset' }]);
    card.signal(rig.now, 'power-off');
    card.signal(rig.now, 'power-off');
    assert.deepEqual([card.next(), card.next()], [{ kind: 'down' }, undefined]);
  });

  test(`${name}: without power both ends neither receive nor send`, () => {
    const { card, terminal } = make();
    for (const end of [card, terminal]) {
      end.receive(0, unhex('00A4040000'));
      assert.equal(end.transmit(0), undefined);
      assert.equal(end.wakeAt(), undefined);
    }
    assert.equal(card.next(), undefined);
    assert.equal(terminal.ready, false);
  });

  test(`${name}: arbitrary bytes at any moment neither throw nor hang`, () => {
    const noise = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 30 });
    fc.assert(
      fc.property(noise, fc.nat({ max: 12 }), fc.boolean(), (runs, after, flagged) => {
        const { card, terminal } = make();
        const rig = new TestRig(terminal, card, script);
        card.signal(0, 'power-on');
        terminal.signal(0, 'power-on');
        for (let i = 0; i < after; i++) rig.step();
        if (terminal.ready) terminal.send(apdu(bytes(1, 2, 3)));
        for (const run of runs) {
          const parity = flagged ? run.map((byte) => byte & 1) : undefined;
          terminal.receive(rig.now, run, parity);
          card.receive(rig.now, run, parity);
          rig.step();
          rig.now += run.length * 100_000;
        }
        rig.settle();
      }),
      randomRuns('exchange'),
    );
  });
}

for (const name of ['T=1 with LRC', 'T=1 with CRC after PPS', "T=1' over SPI"]) {
  test(`${name}: the longest extended APDUs pass both ways`, () => {
    const { card, terminal } = PAIRS[name]!();
    const data = pattern(65_535);
    const rig = new TestRig(terminal, card, { answer: () => concat(data, bytes(1), OK) });
    rig.powerOn();
    const command = emitCommandApdu({ cla: 0, ins: 0xca, p1: 0, p2: 0, data, le: 65_536 });
    assert.deepEqual(rig.exchange(command), { kind: 'answer', bytes: concat(data, bytes(1), OK) });
    const [seen] = rig.events.flatMap((event) => (event.kind === 'command' ? [event.apdu] : []));
    assert.deepEqual(seen, command);
  });
}
