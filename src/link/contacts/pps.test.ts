import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, unhex } from '../../base/index.ts';
import { buildAtr, emitAtr } from '../../wire/index.ts';
import { byteByByte, TestRig } from '../rig.testing.ts';
import { type ContactsProtocol, createContactsCard, createContactsTerminal } from './index.ts';

const BOTH = buildAtr({ protocols: ['t0', 't1'] });
const OK = bytes(0x90, 0x00);

function bothProtocols(
  requested: ContactsProtocol | undefined,
  more: { negotiateRate?: boolean } = {},
) {
  const card = createContactsCard({
    atr: BOTH,
    t0: { port: 'T0' as const },
    t1: { port: 'T1' as const },
  });
  const terminal = createContactsTerminal({ manner: 'tpdu', requested, ...more });
  const rig = new TestRig<'T0' | 'T1', typeof terminal>(terminal, card, { answer: () => OK });
  return { card, terminal, rig };
}

test('without PPS the first protocol offered is in force [M-70]', () => {
  const { card, terminal, rig } = bothProtocols(undefined);
  rig.powerOn();
  assert.equal(card.active, undefined, 'the card waits for the first byte');
  rig.exchange(unhex('00A40400'));
  assert.equal(card.active, 't0');
  assert.equal(terminal.active, 't0');
  assert.deepEqual(rig.sent('terminal').map(hex), ['00A4040000']);
});

test('PPS chooses the second protocol, and a reset another time the first [M-70] [M-71]', () => {
  const { card, terminal, rig } = bothProtocols('t1');
  rig.powerOn();
  assert.deepEqual(
    rig.line.slice(1, 3).map(({ from, bytes: run }) => `${from} ${hex(run)}`),
    ['terminal FF119678', 'card FF119678'],
  );
  rig.exchange(unhex('00A40400'));
  assert.equal(card.active, 't1');
  terminal.requested = 't0';
  rig.reset();
  rig.exchange(unhex('00A40400'));
  assert.equal(card.active, 't0');
  const ports = rig.events.flatMap((event) => (event.kind === 'command' ? [event.port] : []));
  assert.deepEqual(ports, ['T1', 'T0']);
  const kinds = rig.events.map((event) => event.kind);
  assert.deepEqual(kinds, ['reset', 'command', 'reset', 'header', 'command']);
});

test('PPS may also raise the rate of the first protocol', () => {
  const { card, rig } = bothProtocols(undefined, { negotiateRate: true });
  rig.powerOn();
  assert.equal(hex(rig.sent('terminal')[0]!), 'FF109679');
  assert.equal(card.active, 't0');
  assert.equal(rig.terminal.ready, true);
});

function cardAfterAtr(atr = BOTH) {
  const card = createContactsCard({ atr, t0: { port: 0 }, t1: { port: 1 } });
  card.signal(0, 'power-on');
  assert.deepEqual(card.transmit(0), atr);
  const say = (text: string, now = 0): string | undefined => {
    card.receive(now, unhex(text));
    const answer = card.transmit(now);
    return answer && hex(answer);
  };
  return { card, say };
}

test('a rate beyond TA1 is left out of the answer: partly accepted [ISO7816-3 §9.3]', () => {
  assert.equal(cardAfterAtr().say('FF109778'), 'FF00FF');
  assert.equal(cardAfterAtr().say('FF11957B'), 'FF11957B', 'a slower rate is fine');
  assert.equal(cardAfterAtr().say('FF1111FF'), 'FF1111FF', 'so is the default');
  assert.equal(cardAfterAtr().say('FF119F71'), 'FF01FE', 'a reserved rate is not');
  assert.equal(cardAfterAtr().say('FF719600FFE7'), 'FF119678', 'PPS2, PPS3');
});

test('an invalid PPS stays unanswered, and a good one after it is answered [ISO7816-3 §9.3]', () => {
  const { card, say } = cardAfterAtr();
  assert.equal(say('FF109600'), undefined, 'wrong PCK');
  assert.equal(say('FF02FD'), undefined, 'T=2 is not offered');
  assert.equal(say('FF807F'), undefined, 'reserved bit');
  assert.equal(card.active, undefined);
  assert.equal(say('FF119678'), 'FF119678');
  assert.equal(card.active, 't1');
});

test('a damaged PPS stays unanswered', () => {
  const { card } = cardAfterAtr();
  card.receive(0, unhex('FF119678'), bytes(0, 0, 1, 0));
  assert.equal(card.transmit(0), undefined);
  assert.equal(card.active, undefined);
});

test('half a PPS is discarded after a second without bytes', () => {
  const { say } = cardAfterAtr();
  assert.equal(say('FF11'), undefined);
  assert.equal(say('FF119678', 1_100_000), 'FF119678');
});

test('a PPS after the first command is no PPS: T=0 takes it for half a header', () => {
  const { card, say } = cardAfterAtr();
  assert.equal(say('00A4040000'), undefined);
  assert.equal(card.next()?.kind, 'reset');
  assert.equal(card.next()?.kind, 'header');
  card.proceed('in');
  card.next();
  card.respond(OK, 0);
  assert.equal(hex(card.transmit(0)!), '9000');
  assert.equal(say('FF119678'), undefined);
  assert.equal(card.active, 't0');
  assert.equal(say('00'), '6E00', 'class FF is reserved');
});

test('a second PPS is no PPS: T=1 treats it as a block', () => {
  const { card, say } = cardAfterAtr();
  say('FF01FE');
  assert.equal(say('FF01FE'), undefined);
  assert.equal(card.active, 't1');
});

test('in specific mode there is no PPS [ISO7816-3 §8.3]', () => {
  const none = { ta: undefined, tb: undefined, tc: undefined };
  const atr = emitAtr({
    convention: 'direct',
    groups: [
      { ...none, protocol: undefined, ta: 0x96 },
      { ...none, protocol: 1, ta: 0x01 },
    ],
    historical: bytes(),
  });
  const { card } = cardAfterAtr(atr);
  card.receive(0, unhex('FF119678'));
  assert.equal(card.active, 't1');
  const terminal = createContactsTerminal({ manner: 'tpdu' });
  const other = createContactsCard({ atr, t1: { port: 1 } });
  const rig = new TestRig(terminal, other, { answer: () => OK });
  rig.powerOn();
  assert.equal(terminal.ready, true);
  assert.equal(terminal.active, 't1');
  assert.equal(hex(rig.sent('terminal')[0]!), '00C101FE3E', 'no PPS, straight to S(IFS)');
});

function terminalAgainst(atr: string, requested?: ContactsProtocol) {
  const terminal = createContactsTerminal({ manner: 'tpdu', requested });
  terminal.signal(0, 'power-on');
  terminal.receive(0, unhex(atr));
  return terminal;
}

test('a terminal says why a card cannot be brought up', () => {
  assert.equal(terminalAgainst('3B00', 't1').failure, 'the card does not offer T=1');
  assert.match(terminalAgainst('3C00').failure!, /^ATR: at byte 0/);
  assert.match(terminalAgainst('3B90968131FE45FF').failure!, /TCK/);
  assert.match(terminalAgainst('3B800282').failure!, /T=2, which this terminal lacks/);
  const silent = createContactsTerminal({ manner: 'tpdu' });
  silent.signal(0, 'power-on');
  const wake = silent.wakeAt()!;
  assert.ok(wake > 1_000_000 && wake < 1_100_000);
  silent.transmit(wake);
  assert.equal(silent.failure, 'no answer to reset');
});

for (const [what, answer] of [
  ['another protocol', 'FF109679'],
  ['another rate', 'FF11957B'],
  ['a wrong check', 'FF119600'],
] as const) {
  test(`a PPS answer with ${what} is refused`, () => {
    const terminal = terminalAgainst(hex(BOTH), 't1');
    assert.equal(hex(terminal.transmit(0)!), 'FF119678');
    terminal.receive(0, unhex(answer));
    assert.match(terminal.failure!, /PPS answer/);
    assert.equal(terminal.ready, false);
  });
}

test('silence after a PPS is a refusal', () => {
  const terminal = terminalAgainst(hex(BOTH), 't1');
  terminal.transmit(0);
  terminal.transmit(terminal.wakeAt()!);
  assert.equal(terminal.failure, 'the card refused the PPS');
});

test('a PPS answer without the rate keeps the default rate', () => {
  const terminal = terminalAgainst(hex(BOTH), 't1');
  terminal.transmit(0);
  terminal.receive(0, unhex('FF01FE'));
  assert.equal(terminal.active, 't1');
  assert.equal(hex(terminal.transmit(0)!), '00C101FE3E');
});

test('ATR and PPS arrive in any pieces', () => {
  const card = createContactsCard({ atr: BOTH, t0: { port: 0 }, t1: { port: 1 } });
  const terminal = createContactsTerminal({ manner: 'tpdu', requested: 't1' });
  const rig = new TestRig(
    terminal,
    card,
    { answer: () => OK },
    {
      split: byteByByte,
    },
  );
  rig.powerOn();
  assert.equal(terminal.ready, true);
  assert.equal(card.active, 't1');
});

test('power off takes the session away', () => {
  const { card, terminal, rig } = bothProtocols('t1');
  rig.powerOn();
  card.signal(5, 'power-off');
  terminal.signal(5, 'power-off');
  rig.step();
  assert.equal(terminal.ready, false);
  assert.equal(terminal.atr, undefined);
  assert.equal(card.active, undefined);
  assert.deepEqual(rig.events.at(-1), { kind: 'down' });
  assert.equal(card.wakeAt(), undefined);
  assert.equal(terminal.wakeAt(), undefined);
});
