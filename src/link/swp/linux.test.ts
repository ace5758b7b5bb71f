/**
 * Exchanges recorded between this SHDLC and the one of the Linux kernel 6.1 (net/nfc/hci), run in
 * user space on a line that lost frames: `>` came from Linux, `<` was the answer, `+` is a packet
 * that was given to send. Frames that the line lost are left out where they did not arrive. A REJ
 * that comes again, as Linux sends one for each frame out of order, was answered again then.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../base/index.ts';
import { Shdlc, type ShdlcOptions } from './index.ts';
import { PacketQueue } from './pair.testing.ts';

const SMALLER_WINDOW = `
  > F90400 < F90200 > E6 + 81010000 > 8081000000 < 8181010000 + 81010001 > 8981000001
  < 8A81010001 + 81010002 > 9281000002 < 9381010002 + 81010003 > 9B81000003 < 9C81010003
  + 81010004 > A481000004 < A581010004`;

const LOSSES = `
  > F90400 < E6 + 81010000 > 8081000000 < 8181010000 + 81010001 > 8981000001 < 8A81010001
  + 81010002 > 9281000002 < 9381010002 + 81010003 < 9B81010003 + 81010004 > A481000004 < CB
  < A381010004 > 9C81000003 > A481000004 + 81010005 > AD81000005 < AE81010005 + 81010006
  < B681010006 + 81010007 < BE81010007 > CD < AE81010005 < B681010006 < BE81010007 > BE81000007
  < CE > B081000006 > B881000007 + 81010008 < 8081010008 + 81010009 > 8981000009 < C8
  < 8881010009 > 8181000008 > 8981000009`;

const REJECTED = `
  > F90400 < E6 + 81010000 > 8081000000 < 8181010000 + 81010001 > 8881000001 < 8A81010001
  + 81010002 > 9081000002 < 9381010002 > C8 < 8381010000 < 8B81010001 < 9381010002 + 81010003
  > 9A81000003 < 9C81010003 + 81010004 > A281000004 < A581010004 > CA < 9581010002 < 9D81010003
  < A581010004 + 81010005 > AD81000005 < AE81010005 + 81010006 > B681000006 < B781010006
  + 81010007 < BF81010007 + 81010008 > 8781000008 < CF < 8781010008 > BF81000007 > 8781000008
  > CF < B981010007 < 8181010008 + 81010009 > 8881000009 < 8A81010009 > C8 < 8281010008
  < 8A81010009 > C8`;

/** Plays what Linux sent and looks for what was answered then; gives the packets that arrived. */
function replay(tape: string, options: ShdlcOptions = {}): string[] {
  const queue = new PacketQueue();
  const shdlc = new Shdlc(queue, options);
  shdlc.listen();
  const got: string[] = [];
  const steps = [...tape.matchAll(/([<>+]) ([0-9A-F]+)/g)];
  for (const [step, kind, text] of steps) {
    if (kind === '+') queue.packets.push(unhex(text!));
    else if (kind === '>') shdlc.receive(0, unhex(text!));
    else assert.equal(hex(shdlc.transmit(0) ?? unhex('')), text, step);
    for (let one = shdlc.next(); one; one = shdlc.next()) got.push(hex(one));
  }
  assert.equal(shdlc.transmit(0), undefined, 'nothing more is sent');
  return got;
}

const packets = (count: number) => Array.from({ length: count }, (_, i) => `8100000${i}`);

test('Linux accepts a smaller window by our RSET, and data flow', () => {
  assert.deepEqual(replay(SMALLER_WINDOW, { window: 2 }), packets(5));
});

test('Linux and this end recover from losses both ways by REJ', () => {
  assert.deepEqual(replay(LOSSES), packets(10));
  assert.deepEqual(replay(REJECTED), packets(10));
});
