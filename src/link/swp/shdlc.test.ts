import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, hex, SECOND } from '../../base/index.ts';
import { SHDLC } from '../../wire/index.ts';
import type { ShdlcOptions } from './index.ts';
import { Wire } from '../wire.testing.ts';
import { ShdlcSide } from './pair.testing.ts';

function pair(a: ShdlcOptions = {}, b: ShdlcOptions = {}) {
  const left = new ShdlcSide(a);
  const right = new ShdlcSide(b);
  return { left, right, wire: new Wire(left, right) };
}

/** Both ends with the link set up and the charts empty. */
function opened(a: ShdlcOptions = {}, b: ShdlcOptions = {}) {
  const parts = pair(a, b);
  parts.left.shdlc.open();
  parts.wire.run();
  parts.left.sent.length = 0;
  parts.right.sent.length = 0;
  return parts;
}

function numbered(count: number): Bytes[] {
  return Array.from({ length: count }, (_, i) => bytes(i, i));
}

const texts = (packets: readonly Bytes[]) => packets.map((packet) => hex(packet));

test('RSET and UA set the link up from either side', () => {
  const { left, right, wire } = pair();
  left.shdlc.open();
  wire.run();
  assert.deepEqual(left.sent, ['RSET 4']);
  assert.deepEqual(right.sent, ['UA']);
  assert.ok(left.shdlc.up && right.shdlc.up);
});

test('when both send RSET at once, both confirm and nothing more is sent', () => {
  const { left, right, wire } = pair();
  left.shdlc.open();
  right.shdlc.open();
  wire.run();
  left.send(bytes(1));
  right.send(bytes(2));
  wire.run();
  assert.deepEqual(left.got, ['02']);
  assert.deepEqual(right.got, ['01']);
  assert.equal(left.sent.filter((frame) => frame.startsWith('RSET')).length, 1);
});

for (const [what, ours, theirs] of [
  ['the smaller window and no selective reject win', { window: 4, srej: true }, { window: 2 }],
  ['each end may reduce another parameter', { window: 2, srej: true }, { window: 4 }],
] as const) {
  test(`${what}, from either end`, () => {
    for (const first of ['left', 'right', 'both']) {
      const { left, right, wire } = pair(ours, theirs);
      if (first !== 'right') left.shdlc.open();
      if (first !== 'left') right.shdlc.open();
      wire.run();
      assert.ok(left.shdlc.up && right.shdlc.up, first);
      assert.deepEqual([left.shdlc.window, right.shdlc.window], [2, 2], first);
      assert.deepEqual([left.shdlc.srej, right.shdlc.srej], [false, false], first);
    }
  });
}

test('a second RSET with other values before any frame is agreed on [TS102613 §10.5]', () => {
  const { right, wire } = pair({}, { srej: true });
  const { shdlc } = right;
  for (const [reset, window, srej] of [
    [bytes(SHDLC.RSET, 4, 1), 4, true],
    [bytes(SHDLC.RSET, 2, 0), 2, false],
    [bytes(SHDLC.RSET), 4, false],
  ] as const) {
    shdlc.receive(wire.now, reset);
    assert.equal(hex(shdlc.transmit(wire.now)!), 'E6');
    assert.deepEqual([shdlc.window, shdlc.srej], [window, srej]);
  }
  for (const packet of numbered(6)) right.send(packet);
  shdlc.receive(wire.now, bytes(SHDLC.RSET, 3, 0));
  const sent = Array.from({ length: 6 }, () => shdlc.transmit(wire.now)).filter(Boolean);
  assert.equal(sent.length, 1 + 3, 'UA, and a window of three');
});

test('a lost RSET is sent again after T3, and a lost UA is repeated', () => {
  const { left, right, wire } = pair();
  let losses = 2;
  wire.swallow = () => losses-- > 0;
  left.shdlc.open();
  wire.run();
  assert.deepEqual(left.sent, ['RSET 4', 'RSET 4', 'RSET 4']);
  assert.deepEqual(right.sent, ['UA']);
  const again = pair();
  let uas = 1;
  again.wire.swallow = (from) => from === 'b' && uas-- > 0;
  again.left.shdlc.open();
  again.right.send(bytes(7));
  again.wire.run();
  assert.deepEqual(again.left.got, ['07'], 'what the half open end sent is kept');
});

test('a peer that never answers makes the link fail after five RSET', () => {
  const { left, wire } = pair();
  wire.swallow = () => true;
  left.shdlc.open();
  wire.run();
  assert.equal(left.shdlc.state, 'failed');
  assert.equal(left.sent.length, 5);
  assert.equal(wire.now, 25_000);
});

test('a link given up comes back by the RSET of a peer that wakes late', () => {
  const { left, right, wire } = pair();
  let mute = true;
  wire.swallow = () => mute;
  left.shdlc.open();
  wire.run();
  assert.equal(left.shdlc.state, 'failed');
  mute = false;
  right.shdlc.open();
  wire.run();
  assert.ok(left.shdlc.up && right.shdlc.up);
});

test('a slow peer is given more time to answer, and our acknowledgements leave as ever', () => {
  const { left, right, wire } = pair({ gapFactor: 10 });
  let losses = 1;
  wire.swallow = (from) => from === 'a' && losses-- > 0;
  left.shdlc.open();
  wire.run();
  assert.equal(wire.now, 50_000, 'T3');
  losses = 1;
  const sent = wire.now;
  left.send(bytes(1));
  wire.run(() => right.got.length > 0);
  assert.equal(wire.now - sent, 200_000, 'T2');
  right.send(bytes(2));
  const got = wire.now;
  wire.run(() => left.sent.at(-1) === 'RR(1)');
  assert.equal(wire.now - got, 5_000, 'T1');
});

test('a window is filled, no more, and acknowledged before it stands still', () => {
  for (const window of [2, 3, 4]) {
    const { left, right, wire } = opened({ window }, { window });
    left.send(...numbered(10));
    let most = 0;
    let outstanding = 0;
    wire.swallow = (from) => {
      outstanding = from === 'a' ? outstanding + 1 : 0;
      most = Math.max(most, outstanding);
      return false;
    };
    wire.step();
    assert.equal(most, window);
    assert.deepEqual(right.got, texts(numbered(10)));
    assert.equal(wire.now, 0, 'without a timer');
  }
});

test('an acknowledgement rides on data, or leaves alone after T1', () => {
  const { left, right, wire } = opened();
  left.send(bytes(1));
  wire.step();
  right.send(bytes(2));
  wire.step();
  assert.deepEqual(right.sent, ['I(0,1) +1']);
  const before = wire.now;
  wire.run();
  assert.equal(wire.now - before, 5_000);
  assert.deepEqual(left.sent, ['I(0,0) +1', 'RR(1)']);
});

test('T1 is that of the agreed window, requested by either end [TS102613 §10.6.3]', () => {
  // In a window of 2 one frame is answered at once.
  for (const window of [3, 4]) {
    const { left, right, wire } = opened({ window }, {});
    for (const [from, to] of [[left, right] as const, [right, left] as const]) {
      const since = wire.now;
      from.send(bytes(1));
      wire.run(() => to.sent.at(-1)?.startsWith('RR') === true);
      assert.equal(wire.now - since, 1_250 * window);
    }
  }
});

test('a lost frame is requested once by REJ, and all from it on come again', () => {
  const { left, right, wire } = opened();
  let seen = 0;
  wire.swallow = (from) => from === 'a' && ++seen === 2;
  left.send(...numbered(4));
  wire.run();
  assert.deepEqual(right.got, texts(numbered(4)));
  assert.equal(right.sent.filter((frame) => frame === 'REJ(1)').length, 1);
  assert.deepEqual(left.sent.slice(0, 7), [
    'I(0,0) +2',
    'I(1,0) +2',
    'I(2,0) +2',
    'I(3,0) +2',
    'I(1,0) +2',
    'I(2,0) +2',
    'I(3,0) +2',
  ]);
});

test('a REJ for each frame out of order is answered once, or frames would multiply', () => {
  const { left, right, wire } = opened();
  right.shdlc.receive = () => {};
  left.send(...numbered(4));
  wire.step();
  for (let times = 0; times < 3; times++) {
    left.receive(wire.now, bytes(SHDLC.REJ));
    wire.step();
  }
  assert.equal(left.sent.length, 8, 'four, and the four again');
  wire.run(() => left.sent.length > 8);
  assert.equal(wire.now, 20_000, 'T2 expires without a request');
  wire.step();
  left.receive(wire.now, bytes(SHDLC.REJ));
  wire.step();
  assert.equal(left.sent.length, 16, 'what was repeated by T2 may be rejected again');
});

test('with selective reject the lost frame alone comes again', () => {
  const { left, right, wire } = opened({ srej: true }, { srej: true });
  let seen = 0;
  wire.swallow = (from) => from === 'a' && ++seen === 2;
  left.send(...numbered(4));
  wire.run();
  assert.deepEqual(right.got, texts(numbered(4)));
  assert.deepEqual(left.sent, ['I(0,0) +2', 'I(1,0) +2', 'I(2,0) +2', 'I(3,0) +2', 'I(1,0) +2']);
  assert.equal(right.sent[0], 'SREJ(1)');
});

test('two lost frames are requested one after the other by SREJ', () => {
  const { left, right, wire } = opened({ srej: true }, { srej: true });
  let seen = 0;
  wire.swallow = (from) => from === 'a' && [1, 3].includes(++seen);
  left.send(...numbered(4));
  wire.run();
  assert.deepEqual(right.got, texts(numbered(4)));
  assert.deepEqual(right.sent.slice(0, 2), ['SREJ(0)', 'SREJ(2)']);
});

test('the last frame lost, or its acknowledgement, is sent again after T2', () => {
  for (const lost of ['a', 'b'] as const) {
    const { left, right, wire } = opened({ times: { t2: 10_000 } });
    let losses = 1;
    wire.swallow = (from) => from === lost && losses-- > 0;
    left.send(bytes(9));
    wire.run();
    assert.deepEqual(right.got, ['09'], 'once only');
    assert.deepEqual(left.sent, ['I(0,0) +1', 'I(0,0) +1']);
    assert.equal(right.sent.at(-1), 'RR(1)');
  }
});

test('a frame that comes twice is taken once', () => {
  const { left, right, wire } = opened();
  left.send(bytes(1));
  wire.step();
  right.receive(wire.now, bytes(SHDLC.I, 1));
  wire.step();
  assert.deepEqual(right.got, ['01']);
  assert.deepEqual(right.sent, ['RR(1)']);
});

test('numbers wrap modulo 8 for as long as one likes', () => {
  const { left, right, wire } = opened();
  const many = numbered(100);
  left.send(...many);
  right.send(...many);
  wire.run();
  assert.deepEqual(right.got, texts(many));
  assert.deepEqual(left.got, texts(many));
});

test('RNR holds the peer back, RR lets it go on', () => {
  const { left, right, wire } = opened();
  right.shdlc.busy = true;
  wire.step();
  left.send(...numbered(3));
  wire.run(() => false, 9 * SECOND);
  assert.deepEqual(right.sent, ['RNR(0)']);
  assert.deepEqual(left.sent, []);
  right.shdlc.busy = false;
  wire.run();
  assert.deepEqual(right.got, texts(numbered(3)));
});

test('an RR that ends a busy time is repeated until an I-frame shows that it arrived', () => {
  const { left, right, wire } = opened();
  right.shdlc.busy = true;
  wire.step();
  let losses = 2;
  wire.swallow = (from) => from === 'b' && losses-- > 0;
  right.shdlc.busy = false;
  wire.run();
  assert.equal(right.sent.filter((frame) => frame === 'RR(0)').length, 3);
  assert.equal(left.sent[0], 'I(0,0) +0', 'an empty one, there being nothing to say');
  assert.deepEqual(right.got, []);
});

test('frames sent before an RNR arrived are not taken, and come again after it', () => {
  const { left, right, wire } = opened();
  left.send(...numbered(4));
  right.shdlc.busy = true;
  wire.run(() => false, SECOND);
  assert.deepEqual(right.got, []);
  right.shdlc.busy = false;
  wire.run();
  assert.deepEqual(right.got, texts(numbered(4)));
});

test('a REJ ends a busy time as an RR does', () => {
  for (const kind of [SHDLC.REJ, SHDLC.SREJ]) {
    const { left, right, wire } = opened();
    left.send(...numbered(2));
    left.transmit(wire.now);
    left.receive(wire.now, bytes(SHDLC.RNR));
    wire.run(() => false, SECOND);
    assert.deepEqual(right.got, []);
    left.receive(wire.now, bytes(kind));
    wire.run();
    assert.deepEqual(right.got, texts(numbered(2)));
  }
});

test('a peer that holds frames back for ten seconds has its link reset', () => {
  const { left, right, wire } = opened();
  left.send(bytes(0));
  wire.run();
  left.sent.length = 0;
  right.got.length = 0;
  right.shdlc.busy = true;
  wire.step();
  wire.run(() => false, 60 * SECOND);
  assert.deepEqual(left.sent, [], 'nothing waits, so no sender is blocked');
  left.send(bytes(1));
  right.shdlc.busy = false;
  right.shdlc.busy = true;
  wire.step();
  const since = wire.now;
  wire.run(() => right.got.length > 0);
  assert.deepEqual(left.sent, ['RSET 4', 'I(0,0) +1']);
  assert.equal(wire.now - since, 10 * SECOND);
});

test('ten repetitions without an acknowledgement reset the link, and both ends report lost data', () => {
  const { left, right, wire } = opened();
  left.send(bytes(0));
  wire.run();
  const epochs = [left.shdlc.epoch, right.shdlc.epoch];
  let mute = true;
  wire.swallow = (from, frame) => mute && from === 'a' && (frame[0]! & 0xc0) === 0x80;
  left.send(bytes(1));
  wire.run();
  assert.ok(left.sent.includes('RSET 4'));
  assert.ok(left.shdlc.epoch > epochs[0]! && right.shdlc.epoch > epochs[1]!);
  mute = false;
  left.send(bytes(2));
  wire.run();
  assert.deepEqual(right.got, ['00', '02']);
});

test('acknowledgements of frames never sent, and foreign control bytes, change nothing', () => {
  const { left, right, wire } = opened();
  left.send(bytes(1));
  for (const frame of ['C5', 'CD', 'D5', 'DD', 'E0', 'E6', '40', '00', '60', 'C100']) {
    left.receive(wire.now, Uint8Array.from(Buffer.from(frame, 'hex')));
  }
  left.receive(wire.now, bytes());
  wire.run();
  assert.deepEqual(right.got, ['01']);
  assert.ok(left.shdlc.up);
});
