/** A slow command keeps its terminal waiting in time, as each protocol says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, SECOND, unhex } from '../base/index.ts';
import { buildAtr, describePcb } from '../wire/index.ts';
import { createContactsCard, createContactsTerminal } from './contacts/index.ts';
import { createSpiCard, createSpiTerminal } from './spi/index.ts';
import { TestRig } from './rig.testing.ts';

const OK = bytes(0x90, 0x00);
const APDU = unhex('00A40400');
const slow = { answer: () => OK, cost: () => 5 * SECOND };

test('T=0 sends NULL before each waiting time of one second ends [M-70]', () => {
  const card = createContactsCard({ atr: buildAtr({ protocols: ['t0'] }), t0: { port: 0 } });
  const rig = new TestRig(createContactsTerminal({ manner: 'tpdu' }), card, slow);
  rig.powerOn();
  rig.line.length = 0;
  assert.deepEqual(rig.exchange(APDU), { kind: 'answer', bytes: OK });
  const runs = rig.line.map(({ at, bytes: run }) => [at, hex(run)] as const);
  assert.deepEqual(
    runs.map(([, run]) => run),
    ['00A4040000', ...Array(6).fill('60'), '9000'],
  );
  assert.equal(runs.at(-1)![0], 5 * SECOND);
  for (let i = 1; i < runs.length; i++) assert.ok(runs[i]![0] - runs[i - 1]![0] < 1_000_000);
});

for (const [name, protocol] of [
  ['T=1', 't1'],
  ["T=1' over SPI", 'spi'],
] as const) {
  test(`${name} requests more time by S(WTX) [${protocol === 't1' ? 'M-71' : 'M-74'}]`, () => {
    const card =
      protocol === 't1'
        ? createContactsCard({ atr: buildAtr({ protocols: ['t1'] }), t1: { port: 0 } })
        : createSpiCard({ port: 0, historical: bytes(), ifsc: 254 });
    const terminal =
      protocol === 't1' ? createContactsTerminal({ manner: 'tpdu' }) : createSpiTerminal();
    const rig = new TestRig(terminal, card, slow);
    rig.powerOn();
    rig.line.length = 0;
    assert.deepEqual(rig.exchange(APDU), { kind: 'answer', bytes: OK });
    const chart = rig.line.map(({ bytes: run }) => describePcb(run[1]!));
    const turns = (rig.line.length - 2) / 2;
    const waits = Array.from({ length: turns }, () => ['S(WTX request)', 'S(WTX response)']);
    assert.deepEqual(chart, ['I(0,0)', ...waits.flat(), 'I(0,0)']);
    assert.ok(protocol === 't1' ? turns === 6 : turns === 33, `${turns} extensions`);
    assert.equal(rig.now, 5 * SECOND);
    const bwt = protocol === 't1' ? 1.6 * SECOND : 0.3 * SECOND;
    rig.line.forEach(({ at }, i) => assert.ok(i === 0 || at - rig.line[i - 1]!.at <= bwt));
  });
}

test('an upper side that has not answered yet keeps the terminal waiting too', () => {
  const card = createContactsCard({ atr: buildAtr({ protocols: ['t1'] }), t1: { port: 0 } });
  const terminal = createContactsTerminal({ manner: 'tpdu' });
  const rig = new TestRig(terminal, card, { answer: () => OK });
  rig.powerOn();
  terminal.send(APDU);
  card.receive(rig.now, terminal.transmit(rig.now)!);
  assert.equal(card.next()?.kind, 'command');
  for (let i = 0; i < 10; i++) {
    rig.now = card.wakeAt()!;
    const request = card.transmit(rig.now)!;
    assert.equal(describePcb(request[1]!), 'S(WTX request)');
    terminal.receive(rig.now, request);
    card.receive(rig.now, terminal.transmit(rig.now)!);
  }
  card.respond(OK, rig.now);
  rig.settle();
  assert.deepEqual(terminal.result(), { kind: 'answer', bytes: OK });
});
