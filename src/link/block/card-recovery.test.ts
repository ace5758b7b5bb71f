/** The card's side of error recovery as sequence charts. [ISO7816-3 §11.6.3.2] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../base/index.ts';
import { emitT1Block, T1_INF_MAX } from '../../wire/index.ts';
import { BlockCard } from './card.ts';
import { Chart } from './chart.ts';
import { COMMAND_LENGTH_MAX } from './engine.ts';
import { type BlockTimes, type Framing, T1_FRAMING, T1_PRIME_FRAMING } from './index.ts';

const TIMES: BlockTimes = { cwt: 5_000, bwt: 1_000_000 };
const FORMS = [
  ['T=1 with LRC', T1_FRAMING.lrc],
  ['T=1 with CRC', T1_FRAMING.crc],
  ["T=1'", T1_PRIME_FRAMING],
] as const;

function card(framing: Framing, more: { ifsRequest?: number; ifsc?: number } = {}) {
  const end = new BlockCard({
    port: 0,
    framing,
    times: TIMES,
    ifsc: more.ifsc ?? 4,
    ifsd: 4,
    ifsRequest: more.ifsRequest,
    cip: framing.idleBytes ? unhex('0100010004012C000800') : undefined,
  });
  end.begin();
  return end;
}

const SCENARIOS: Readonly<Record<string, string>> = {
  'a damaged I-block is requested again [ISO7816-3 §11.6.3.2 rule 7.1]': `
    >~ I(0,0) 00A4
    < R(0) EDC
    > I(0,0) 00A4
    command 00A4
    answer 9000
    < I(0,0) 9000
    >~ I(1,0) 00B0
    < R(1) EDC
    > I(1,0) 00B0
    command 00B0`,
  'the terminal requests the answer again [ISO7816-3 §11.6.3.2 rule 7.1]': `
    > I(0,0) 00A4
    command 00A4
    answer 9000
    < I(0,0) 9000
    > R(0) EDC
    < I(0,0) 9000
    > R(0) other
    < I(0,0) 9000
    > I(1,0) 00B0
    command 00B0`,
  'R-blocks that request what was not sent end in silence [ISO7816-3 §11.6.3.2 rule 7.4.1]': `
    > I(0,0) 00A4
    command 00A4
    answer 9000
    < I(0,0) 9000
    > R(1) EDC
    < R(1) other
    > R(1)
    < R(1) other
    > R(1)
    < R(1) other
    > R(1)
    silence
    > R(0)
    < I(0,0) 9000
    > R(1)
    < R(1) other
    > I(1,0) 00B0
    command 00B0`,
  'a damaged R-block leads to the same R-block [ISO7816-3 §11.6.3.2 rule 7.2]': `
    > I(0,1) 00010203
    < R(1)
    > R(0) EDC
    < R(1)
    > I(1,0) 04
    command 0001020304`,
  "an acknowledgement in the card's chain is damaged [ISO7816-3 §11.6.3.2 rule 7.2]": `
    > I(0,0) 00A4
    command 00A4
    answer 0A0B0C0D9000
    < I(0,1) 0A0B0C0D
    >~ R(1)
    < R(1) EDC
    > R(1)
    < I(1,0) 9000`,
  "a block of the card's chain is lost": `
    > I(0,0) 00A4
    command 00A4
    answer 0A0B0C0D9000
    < I(0,1) 0A0B0C0D
    > R(0) other
    < I(0,1) 0A0B0C0D
    > R(1)
    < I(1,0) 9000`,
  'the next command is lost and the terminal requests it': `
    > I(0,0) 00A4
    command 00A4
    answer 9000
    < I(0,0) 9000
    >% I(1,0) 00B0
    > R(1) other
    < R(1) other
    > I(1,0) 00B0
    command 00B0`,
  'the very first command is lost [ISO7816-3 §11.6.3.2 rule 1]': `
    >% I(0,0) 00A4
    > R(0) other
    < R(0) other
    > I(0,0) 00A4
    command 00A4`,
  'the waiting time request was damaged [ISO7816-3 §11.6.3.2 rule 7.3]': `
    > I(0,0) 00A4
    command 00A4
    later 9000
    timeout
    < S(WTX request) 01
    > R(0) EDC
    < S(WTX request) 01
    > S(WTX response) 01
    answer 9000
    < I(0,0) 9000`,
  'the waiting time response was damaged [ISO7816-3 §11.6.3.2 rule 7.3]': `
    > I(0,0) 00A4
    command 00A4
    later 9000
    timeout
    < S(WTX request) 01
    >~ S(WTX response) 01
    < S(WTX request) 01
    > S(WTX response) 02
    < S(WTX request) 01
    > S(WTX response) 01
    answer 9000
    < I(0,0) 9000`,
  "the terminal's size was damaged": `
    >~ S(IFS request) 06
    < R(0) EDC
    > S(IFS request) 06
    < S(IFS response) 06`,
  'a size out of range is refused': `
    > S(IFS request) 00
    < R(0) other
    > S(IFS request) 010101
    < R(0) other
    > S(IFS request)
    < R(0) other
    > S(IFS request) 04
    < S(IFS response) 04`,
  'wrong sequence numbers [ISO7816-3 §11.6.3.2 rule 7.1]': `
    > I(1,0) 00A4
    < R(0) other
    > I(0,0) 00A4
    command 00A4
    answer 9000
    < I(0,0) 9000
    > I(0,0) 00A4
    < R(1) other
    > I(1,0) 00B0
    command 00B0`,
  "a command in the middle of the card's chain": `
    > I(0,0) 00A4
    command 00A4
    answer 0A0B0C0D9000
    < I(0,1) 0A0B0C0D
    > I(1,0) 00B0
    < R(1) other
    > R(1)
    < I(1,0) 9000`,
  'a wrong length ends in silence of the line, then an R-block': `
    >? I(0,0) 00A4
    timeout
    < R(0) other
    > I(0,0) 00A4
    command 00A4`,
  'reserved S-blocks and R-blocks are refused': `
    > C5
    < R(0) other
    > A0
    < R(0) other
    > 1F 00
    < R(0) other
    > I(0,0) 00A4
    command 00A4`,
  'a block larger than the card takes is refused': `
    > I(0,0) 0001020304
    < R(0) other`,
  'S-responses without a request are refused': `
    > S(WTX response) 01
    < R(0) other
    > S(ABORT response)
    < R(0) other
    > S(RESYNCH response)
    < R(0) other
    > I(0,0) 00A4
    command 00A4`,
  'after three R-blocks the card only receives [ISO7816-3 §11.6.3.2 rule 7.4.1]': `
    >~ I(0,0) 00A4
    < R(0) EDC
    >~ I(0,0) 00A4
    < R(0) EDC
    >~ I(0,0) 00A4
    < R(0) EDC
    >~ I(0,0) 00A4
    silence
    >~ I(0,0) 00A4
    silence
    > S(RESYNCH request)
    < S(RESYNCH response)
    > I(0,0) 00A4
    command 00A4`,
  'resynchronisation sets the numbers back [ISO7816-3 §11.6.3.2 rule 6]': `
    > I(0,0) 00A4
    command 00A4
    answer 9000
    < I(0,0) 9000
    > S(RESYNCH request) 00
    < R(1) other
    > S(RESYNCH request)
    < S(RESYNCH response)
    > I(0,0) 00B0
    command 00B0
    answer 9000
    < I(0,0) 9000`,
  'resynchronisation in the middle of both chains [ISO7816-3 §11.6.3.2 rule 6]': `
    > I(0,1) 00010203
    < R(1)
    > S(RESYNCH request)
    < S(RESYNCH response)
    > I(0,0) 00A4
    command 00A4
    answer 0A0B0C0D9000
    < I(0,1) 0A0B0C0D
    > S(RESYNCH request)
    < S(RESYNCH response)
    > R(0) other
    < R(0) other
    > I(0,0) 00B0
    command 00B0`,
  'resynchronisation takes the command back [ISO7816-3 §11.6.3.2 rule 6]': `
    > I(0,0) 00A4
    command 00A4
    > S(RESYNCH request)
    < S(RESYNCH response)
    abort
    answer 9000
    silence
    > I(0,0) 00B0
    command 00B0
    answer 6D00
    < I(0,0) 6D00`,
  'a command that the device has not taken yet is withdrawn without a response': `
    > I(0,0) 00A4
    > S(RESYNCH request)
    < S(RESYNCH response)
    > I(0,0) 00B0
    command 00B0`,
  'the terminal aborts its own chain [ISO7816-3 §11.6.3.2 rule 9]': `
    > I(0,1) 00010203
    < R(1)
    > S(ABORT request)
    < S(ABORT response)
    > I(1,0) 00A4
    command 00A4`,
  "the terminal aborts the card's chain [ISO7816-3 §11.6.3.2 rule 9]": `
    > I(0,0) 00A4
    command 00A4
    answer 0A0B0C0D9000
    < I(0,1) 0A0B0C0D
    > S(ABORT request)
    < S(ABORT response)
    > I(1,0) 00B0
    command 00B0
    answer 9000
    < I(1,0) 9000`,
  'the terminal gives up waiting for the answer [ISO7816-3 §11.6.3.2 rule 9]': `
    > I(0,0) 00A4
    command 00A4
    later 9000
    timeout
    < S(WTX request) 01
    > S(ABORT request)
    < S(ABORT response)
    abort
    silence
    > I(1,0) 00B0
    command 00B0
    answer 9000
    < I(0,0) 9000`,
  'sizes change while a command runs [ISO7816-3 §11.6.3.2 rule 4]': `
    > I(0,0) 00A4
    command 00A4
    > S(IFS request) 02
    < S(IFS response) 02
    answer 0A9000
    < I(0,1) 0A90
    > R(1)
    < I(1,0) 00`,
  'a terminal receives S(WTX request) before its waiting time ends [ISO7816-3 §11.6.3.2 rule 3]': `
    > I(0,0) 00A4
    command 00A4
    > R(0) other
    < S(WTX request) 01
    > S(WTX response) 01
    answer 9000
    < I(0,0) 9000`,
};

for (const [name, framing] of FORMS) {
  for (const [what, chart] of Object.entries(SCENARIOS)) {
    test(`${name} card: ${what}`, () => {
      new Chart(card(framing), framing).play(chart);
    });
  }

  test(`${name} card: its own size request survives damage [ISO7816-3 §11.6.3.2 rule 7.3]`, () => {
    new Chart(card(framing, { ifsRequest: 0x20 }), framing).play(`
      > I(0,0) 00A4
      command 00A4
      answer 9000
      < S(IFS request) 20
      > R(0) EDC
      < S(IFS request) 20
      >~ S(IFS response) 20
      < S(IFS request) 20
      > S(IFS response) 20
      < I(0,0) 9000`);
  });
}

test('T=1 card: a length byte of FF is another error, after silence [ISO7816-3 §11.3.2.3]', () => {
  const end = card(T1_FRAMING.lrc);
  end.receive(0, unhex('0000FF'));
  end.receive(0, unhex('00A4000000'));
  assert.equal(end.transmit(0), undefined);
  assert.equal(hex(end.transmit(end.wakeAt()!)!), '00820082');
});

test('T=1 card: the first block fixes the node addresses [ISO7816-3 §11.3.2.1]', () => {
  const end = card(T1_FRAMING.lrc);
  const say = (nad: number, pcb: number) => {
    end.receive(0, emitT1Block({ nad, pcb, inf: unhex('') }, 'lrc'));
    return hex(end.transmit(0)!);
  };
  assert.equal(say(0x21, 0xc0).slice(0, 4), '12E0');
  assert.equal(say(0x00, 0xc0).slice(0, 4), '1282', 'another pair is an error');
  assert.equal(say(0x21, 0xc0).slice(0, 4), '12E0');
});

test("T=1' card: bytes of an idle bus are ignored [GPSPI §6.2]", () => {
  const end = card(T1_PRIME_FRAMING);
  end.receive(0, unhex('00000000FFFFFFFF'));
  assert.equal(end.wakeAt(), undefined);
  end.receive(0, unhex('0000FF21C0000065AC'));
  assert.equal(hex(end.transmit(0)!), '12E000000FA8');
});

test('T=1 card: a command beyond any APDU is aborted by the card', () => {
  const end = card(T1_FRAMING.lrc, { ifsc: T1_INF_MAX });
  const inf = new Uint8Array(T1_INF_MAX);
  const whole = Math.floor(COMMAND_LENGTH_MAX / T1_INF_MAX);
  for (let i = 0; i < whole; i++) {
    end.receive(0, emitT1Block({ nad: 0, pcb: ((i & 1) << 6) | 0x20, inf }, 'lrc'));
    assert.equal(end.transmit(0)![1], 0x80 | (((i + 1) & 1) << 4));
  }
  end.receive(0, emitT1Block({ nad: 0, pcb: ((whole & 1) << 6) | 0x20, inf }, 'lrc'));
  const number = (whole + 1) & 1;
  new Chart(end, T1_FRAMING.lrc).play(`
    < S(ABORT request)
    > S(ABORT response)
    < R(${number})
    > I(${number},0) 00A4
    command 00A4`);
});

test('however long a pause may last, half a block is refused before the terminal gives up', () => {
  const end = new BlockCard({
    port: 0,
    framing: T1_FRAMING.lrc,
    times: { ...TIMES, gap: 1_000 * TIMES.bwt },
    ifsc: 4,
    ifsd: 4,
    ifsRequest: undefined,
    cip: undefined,
  });
  end.begin();
  end.receive(0, unhex('0000'));
  assert.equal(end.wakeAt(), 750_000);
  assert.equal(hex(end.transmit(750_000)!), '00820082');
});
