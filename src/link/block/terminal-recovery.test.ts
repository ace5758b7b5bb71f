/** The terminal's side of error recovery as sequence charts. [ISO7816-3 §11.6.3.2] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emitT1Block, PCB, T1_INF_MAX } from '../../wire/index.ts';
import { Chart } from './chart.ts';
import { RESPONSE_LENGTH_MAX } from './engine.ts';
import { type BlockTimes, type Framing, T1_FRAMING, T1_PRIME_FRAMING } from './index.ts';
import { BlockTerminal } from './terminal.ts';

const TIMES: BlockTimes = { cwt: 5_000, bwt: 1_000_000 };
const FORMS = [
  ['T=1 with LRC', T1_FRAMING.lrc],
  ['T=1 with CRC', T1_FRAMING.crc],
  ["T=1'", T1_PRIME_FRAMING],
] as const;

function terminal(framing: Framing, more: { ifsd?: number; opening?: readonly number[] } = {}) {
  const end = new BlockTerminal({
    framing,
    times: TIMES,
    ifsc: 4,
    ifsd: more.ifsd ?? 32,
    ifsdInitial: 32,
    opening: more.opening ?? [],
    onCip: (record) => (record.length === 1 ? { ifsc: record[0]!, bwt: 2_000_000 } : 'too long'),
  });
  end.begin();
  return end;
}

const SCENARIOS: Readonly<Record<string, string>> = {
  'the card requests a damaged I-block [ISO7816-3 §11.6.3.2 rule 7.1]': `
    send 00A4
    > I(0,0) 00A4
    < R(0) EDC
    > I(0,0) 00A4
    < I(0,0) 9000
    result 9000`,
  'a damaged I-block is requested again [ISO7816-3 §11.6.3.2 rule 7.1]': `
    send 00A4
    > I(0,0) 00A4
    <~ I(0,0) 9000
    > R(0) EDC
    < I(0,0) 9000
    result 9000
    send 00B0
    > I(1,0) 00B0
    <~ I(1,0) 9000
    > R(1) EDC
    < I(1,0) 9000
    result 9000`,
  'silence is another error [ISO7816-3 §11.6.3.2 rule 7.1]': `
    send 00A4
    > I(0,0) 00A4
    timeout
    > R(0) other
    < R(0) other
    > I(0,0) 00A4
    < I(0,0) 9000
    result 9000`,
  'a damaged acknowledgement [ISO7816-3 §11.6.3.2 rule 7.2]': `
    send 0001020304
    > I(0,1) 00010203
    <~ R(1)
    > R(0) EDC
    < R(1)
    > I(1,0) 04
    < I(0,0) 9000
    result 9000`,
  'the same R-block goes out again [ISO7816-3 §11.6.3.2 rule 7.2]': `
    send 00A4
    > I(0,0) 00A4
    <~ I(0,1) 0A0B
    > R(0) EDC
    < R(1) EDC
    > R(0) EDC
    < I(0,1) 0A0B
    > R(1)
    < R(1) EDC
    > R(1)
    < I(1,0) 9000
    result 0A0B9000`,
  "a block of the terminal's chain is lost": `
    send 0001020304
    > I(0,1) 00010203
    < R(1)
    > I(1,0) 04
    timeout
    > R(0) other
    < R(1)
    > I(1,0) 04
    < I(0,0) 9000
    result 9000`,
  'the size request is damaged, or its answer [ISO7816-3 §11.6.3.2 rule 7.3]': `
    ready
    send 00A4
    > I(0,0) 00A4
    <~ S(IFS request) 08
    > R(0) EDC
    < S(IFS request) 08
    > S(IFS response) 08
    < S(IFS request) 08
    > S(IFS response) 08
    < I(0,0) 9000
    result 9000`,
  'the waiting time request is damaged': `
    send 00A4
    > I(0,0) 00A4
    <~ S(WTX request) 02
    > R(0) EDC
    < S(WTX request) 02
    > S(WTX response) 02
    < I(0,0) 9000
    result 9000`,
  'wrong sequence numbers [ISO7816-3 §11.6.3.2 rule 7.1]': `
    send 00A4
    > I(0,0) 00A4
    < I(1,0) 9000
    > R(0) other
    < I(0,0) 9000
    result 9000`,
  'an answer before the command is whole': `
    send 0001020304
    > I(0,1) 00010203
    < I(0,0) 9000
    > R(0) other
    < R(1)
    > I(1,0) 04
    < I(0,0) 9000
    result 9000`,
  'blocks that make no sense': `
    send 00A4
    > I(0,0) 00A4
    < S(RESYNCH request)
    > R(0) other
    < C5
    > R(0) other
    < I(0,0) 9000
    result 9000`,
  'a response without a request': `
    send 00A4
    > I(0,0) 00A4
    < S(IFS response) 20
    > R(0) other
    < I(0,0) 9000
    result 9000`,
  'a wrong length': `
    send 00A4
    > I(0,0) 00A4
    <? I(0,0) 9000
    timeout
    > R(0) other
    < I(0,0) 9000
    result 9000`,
  'three useless answers lead to S(RESYNCH) [ISO7816-3 §11.6.3.2 rule 7.4.2]': `
    send 00A4
    > I(0,0) 00A4
    timeout
    > R(0) other
    <~ I(0,0) 9000
    > R(0) other
    timeout
    > S(RESYNCH request)
    < S(RESYNCH response)
    failed
    ready
    send 00B0
    > I(0,0) 00B0
    < I(0,0) 9000
    result 9000`,
  'a command that cannot have been executed starts again [ISO7816-3 §11.6.3.2 rule 6]': `
    send 0001020304
    > I(0,1) 00010203
    timeout
    > R(0) other
    timeout
    > R(0) other
    timeout
    > S(RESYNCH request)
    <~ S(RESYNCH response)
    > S(RESYNCH request)
    < S(RESYNCH response)
    > I(0,1) 00010203
    < R(1)
    > I(1,0) 04
    < I(0,0) 9000
    result 9000`,
  "the card aborts the terminal's chain [ISO7816-3 §11.6.3.2 rule 9]": `
    send 0001020304
    > I(0,1) 00010203
    < S(ABORT request)
    > S(ABORT response)
    < R(1)
    failed
    send 00A4
    > I(1,0) 00A4
    < I(0,0) 9000
    result 9000`,
  'the card aborts its own chain [ISO7816-3 §11.6.3.2 rule 9]': `
    send 00A4
    > I(0,0) 00A4
    < I(0,1) 0A0B
    > R(1)
    < S(ABORT request)
    > S(ABORT response)
    < R(1)
    failed
    send 00B0
    > I(1,0) 00B0
    < I(1,0) 9000
    result 9000`,
  'a damaged abort is requested again [ISO7816-3 §11.6.3.2 rule 9]': `
    send 0001020304
    > I(0,1) 00010203
    <~ S(ABORT request)
    > R(0) EDC
    < S(ABORT request)
    > S(ABORT response)
    <~ R(1)
    > R(0) EDC
    < R(1)
    failed
    ready`,
};

for (const [name, framing] of FORMS) {
  for (const [what, chart] of Object.entries(SCENARIOS)) {
    test(`${name} terminal: ${what}`, () => {
      new Chart(terminal(framing), framing).play(chart);
    });
  }

  test(`${name} terminal: three S(RESYNCH) are the end [ISO7816-3 §11.6.3.2 rule 6.4]`, () => {
    const chart = new Chart(terminal(framing), framing).play(`
      send 0001020304
      > I(0,1) 00010203
      timeout
      > R(0) other
      timeout
      > R(0) other
      timeout`);
    for (let i = 0; i < 3; i++) chart.play('> S(RESYNCH request)\ntimeout');
    chart.play('silence\nfailed\ndead');
  });

  test(`${name} terminal: its size is announced again after S(RESYNCH)`, () => {
    new Chart(terminal(framing, { ifsd: 0x40 }), framing).play(`
      > S(IFS request) 40
      <~ S(IFS response) 40
      > S(IFS request) 40
      < S(IFS response) 41
      > S(IFS request) 40
      < S(IFS response) 40
      send 00A4
      > I(0,0) 00A4
      timeout
      > R(0) other
      timeout
      > R(0) other
      timeout
      > S(RESYNCH request)
      < S(RESYNCH response)
      > S(IFS request) 40
      < S(IFS response) 40
      failed
      ready`);
  });
}

test("T=1' terminal: opening, and a software reset when S(RESYNCH) is of no help", () => {
  const opening = [PCB.S_CIP, PCB.S_RESYNCH];
  const end = terminal(T1_PRIME_FRAMING, { ifsd: 0x0ff9, opening });
  const chart = new Chart(end, T1_PRIME_FRAMING).play(`
    > S(CIP request)
    <~ S(CIP response) 06
    > S(CIP request)
    < S(CIP response) 06
    > S(RESYNCH request)
    < S(RESYNCH response)
    > S(IFS request) 0FF9
    < S(IFS response) 0FF9
    ready
    send 00010203040506
    > I(0,1) 000102030405
    timeout
    > R(0) other
    timeout
    > R(0) other
    timeout`);
  for (let i = 0; i < 3; i++) chart.play('> S(RESYNCH request)\ntimeout');
  chart.play(`
    > S(SWR request)
    < S(SWR response)
    > S(CIP request)
    < S(CIP response) 08
    > S(RESYNCH request)
    < S(RESYNCH response)
    > S(IFS request) 0FF9
    < S(IFS response) 0FF9
    > I(0,0) 00010203040506
    < I(0,0) 9000
    result 9000`);
});

test("T=1' terminal: after a software reset that goes unanswered the card is given up", () => {
  const end = terminal(T1_PRIME_FRAMING, { opening: [PCB.S_CIP] });
  const chart = new Chart(end, T1_PRIME_FRAMING);
  for (const request of ['CIP', 'RESYNCH', 'SWR']) {
    for (let i = 0; i < 3; i++) chart.play(`> S(${request} request)\ntimeout`);
  }
  chart.play('silence\ndead');
});

test("T=1' terminal: a record it cannot read is requested again, then given up", () => {
  const end = terminal(T1_PRIME_FRAMING, { opening: [PCB.S_CIP] });
  const chart = new Chart(end, T1_PRIME_FRAMING);
  for (let i = 0; i < 3; i++) chart.play('> S(CIP request)\n< S(CIP response) 0102');
  chart.play('> S(RESYNCH request)\n< S(RESYNCH response)\n> S(CIP request)');
  assert.equal(end.ready, false);
});

test('T=1 terminal: an answer beyond any APDU is aborted by the terminal', () => {
  const end = terminal(T1_FRAMING.lrc, { ifsd: T1_INF_MAX });
  new Chart(end, T1_FRAMING.lrc).play(`
    > S(IFS request) FE
    < S(IFS response) FE
    send 00A4
    > I(0,0) 00A4`);
  const inf = new Uint8Array(T1_INF_MAX);
  const whole = Math.floor(RESPONSE_LENGTH_MAX / T1_INF_MAX);
  for (let i = 0; i <= whole; i++) {
    end.receive(0, emitT1Block({ nad: 0, pcb: ((i & 1) << 6) | 0x20, inf }, 'lrc'));
    if (i < whole) assert.equal(end.transmit(0)![1], 0x80 | (((i + 1) & 1) << 4));
  }
  new Chart(end, T1_FRAMING.lrc).play(`
    > S(ABORT request)
    <~ S(ABORT response)
    > S(ABORT request)
    < S(ABORT response)
    failed
    ready
    send 00B0
    > I(1,0) 00B0`);
});

test('S(WTX) stretches one waiting time only', () => {
  const end = terminal(T1_FRAMING.lrc);
  const chart = new Chart(end, T1_FRAMING.lrc).play(`
    send 00A4
    > I(0,0) 00A4
    < S(WTX request) 0A
    > S(WTX response) 0A`);
  assert.equal(end.wakeAt(), 10_000_000);
  chart.play(`
    timeout
    > R(0) other`);
  assert.equal(end.wakeAt(), 11_000_000);
});
