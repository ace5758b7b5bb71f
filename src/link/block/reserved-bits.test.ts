/** Control bytes and node addresses that the standard reserves are errors at the card. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, unhex } from '../../base/index.ts';
import { BlockCard } from './card.ts';
import { Chart } from './chart.ts';
import { type BlockTimes, type Framing, T1_FRAMING, T1_PRIME_FRAMING } from './index.ts';

const TIMES: BlockTimes = { cwt: 5_000, bwt: 1_000_000 };
const FORMS = [
  ['T=1 with LRC', T1_FRAMING.lrc],
  ['T=1 with CRC', T1_FRAMING.crc],
  ["T=1'", T1_PRIME_FRAMING],
] as const;

function card(framing: Framing): BlockCard<number> {
  const end = new BlockCard({
    port: 0,
    framing,
    times: TIMES,
    ifsc: 254,
    ifsd: 254,
    ifsRequest: undefined,
    cip: framing.idleBytes ? unhex('0100010004012C000800') : undefined,
  });
  end.begin();
  return end;
}

/** One command is answered: the card has sent I(0,0), and awaits I(1). */
const ANSWERED = `
  > I(0,0) 00A4
  command 00A4
  answer 9000
  < I(0,0) 9000`;

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => hex(bytes(from + i)));

/** Control bytes of R-blocks that there are. */
const RECEIPTS = ['80', '81', '82', '90', '91', '92'];
/** Control bytes that a terminal may not send at all: what is left of the I- and S-blocks. */
const INFORMATION = ['00', '20', '40', '60'];
const REQUESTS = ['C0', 'C1', 'C2'];
const DIALECT = ['C4', 'C6', 'CF'];

for (const [name, framing] of FORMS) {
  test(`${name}: reserved bits of an R-block are an error [ISO7816-3 §11.3.2.2]`, () => {
    for (const pcb of range(0x80, 0xc0).filter((one) => !RECEIPTS.includes(one))) {
      new Chart(card(framing), framing).play(`${ANSWERED}
        > ${pcb}
        < R(1) other
        > R(0)
        < I(0,0) 9000`);
    }
    for (const pcb of ['80', '81', '82']) {
      new Chart(card(framing), framing).play(`${ANSWERED}
        > ${pcb}
        < I(0,0) 9000`);
    }
  });

  test(`${name}: reserved bits of an I- or S-block are an error [ISO7816-3 §11.3.2.2]`, () => {
    const known = [...INFORMATION, ...REQUESTS, ...(framing.idleBytes ? DIALECT : [])];
    const reserved = [...range(0, 0x80), ...range(0xc0, 0x100)].filter(
      (one) => !known.includes(one),
    );
    for (const pcb of reserved) {
      new Chart(card(framing), framing).play(`${ANSWERED}
        > ${pcb}
        < R(1) other
        > I(1,0) 00B0
        command 00B0`);
    }
  });
}

for (const [name, framing] of FORMS) {
  test(`${name}: S(IFS) names a size that there is, in the form for it [ISO7816-3 §11.4.2]`, () => {
    const sizes = framing.idleBytes ? ['01', 'FE', '00FF', '0FF9'] : ['01', '20', 'FE'];
    for (const size of sizes) {
      new Chart(card(framing), framing).play(`
        > S(IFS request) ${size}
        < S(IFS response) ${size}`);
    }
    const wrong = ['', '00', 'FF', '0000', '0FFA', 'FFFF', '000100'];
    for (const size of framing.idleBytes ? wrong : [...wrong, '0020', '00FF']) {
      new Chart(card(framing), framing).play(`
        > S(IFS request) ${size}
        < R(0) other`);
    }
  });
}

for (const edc of ['lrc', 'crc'] as const) {
  test(`T=1 with ${edc}: reserved node addresses are an error [ISO7816-3 §11.3.2.1]`, () => {
    const framing = T1_FRAMING[edc];
    for (let nad = 0; nad < 256; nad++) {
      const end = card(framing);
      end.receive(0, framing.emit({ nad, pcb: 0, inf: unhex('00A4') }));
      const [source, target] = [nad & 0x07, (nad >> 4) & 0x07];
      const sound = (nad & 0x88) === 0 && (source !== target || nad === 0);
      assert.equal(end.next()?.kind, sound ? 'command' : undefined, hex(bytes(nad)));
      if (sound) continue;
      // The quiet line after an error: the answer is not addressed to anybody.
      const answer = end.transmit(end.wakeAt() ?? 0);
      const refusal = framing.emit({ nad: 0, pcb: 0x82, inf: bytes() });
      assert.equal(answer && hex(answer), hex(refusal), hex(bytes(nad)));
      end.receive(10_000, framing.emit({ nad: 0x21, pcb: 0, inf: unhex('00B0') }));
      assert.equal(end.next()?.kind, 'command', 'the next sound block fixes the addresses');
    }
  });
}

test("T=1': what has another node address is an idle line [GPSPI §6.2]", () => {
  for (let nad = 0; nad < 256; nad++) {
    if (nad === 0x21) continue;
    const end = card(T1_PRIME_FRAMING);
    const block = T1_PRIME_FRAMING.emit({ nad, pcb: 0xc0, inf: bytes() });
    if (block.includes(T1_PRIME_FRAMING.toCard)) continue;
    end.receive(0, block);
    assert.equal(end.transmit(0), undefined);
    assert.equal(end.wakeAt(), undefined);
  }
});
