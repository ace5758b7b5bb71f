/**
 * Keys and data with wrong bytes, generated: in each state of the card and at each security level
 * every such command has a status word of its specification, and changes nothing.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Bench } from '../../../tests/support/container-bench.ts';
import { cardOnBench, Client, TEST_KEY } from '../../../tests/support/globalplatform-card.ts';
import { aesField, component } from '../../../tests/support/key-data.ts';
import { randomRuns } from '../../../tests/random-counts.ts';
import { hex, unhex } from '../../base/index.ts';

const OTHER = '606162636465666768696A6B6C6D6E6F';
const STATES = ['OP_READY', 'INITIALIZED', 'SECURED', 'CARD_LOCKED'] as const;
const LEVELS = [undefined, 0x00, 0x01, 0x03, 0x11, 0x13, 0x33] as const;

/** Status words of GPCS §11.1.3 and of the tables of errors of these commands. */
const KNOWN: readonly number[] = [0x6700, 0x6982, 0x6985, 0x6a80, 0x6a84, 0x6a86, 0x6a88];

interface Case {
  readonly what: string;
  readonly header: string;
  readonly data: string;
}

/** Data that are right but for what is cut, added or replaced; none is right. */
function spoiled(what: string, header: string, right: string): readonly Case[] {
  const bytes = right.length / 2;
  const places = [1, 2, 3, 5, Math.floor(bytes / 2), bytes - 1].filter((at) => at < bytes);
  return [
    { what: `${what}, nothing`, header, data: '' },
    ...places.map((at) => ({ what: `${what}, ${at} bytes`, header, data: right.slice(0, 2 * at) })),
    { what: `${what}, a byte more`, header, data: `${right}80` },
    { what: `${what}, a length of 84`, header, data: `${right.slice(0, 4)}84${right.slice(6)}` },
  ];
}

const KEY = `32${aesField(OTHER, TEST_KEY)}`;
const RSA = `70${component('A1', `C1${'11'.repeat(127)}`)}${component('A0', '010001')}00`;

const CASES: readonly Case[] = [
  ...spoiled('PUT KEY, AES', '80D80001', KEY),
  ...spoiled('PUT KEY, RSA', '80D80001', RSA),
  ...spoiled('PUT KEY in the place of a key', '80D83001', `30${aesField(OTHER, TEST_KEY)}`),
  ...spoiled('STORE DATA, BER-TLV', '80E29000', '5F500441424344'),
  ...spoiled('STORE DATA, groupings', '80E28800', '0070054203414243'),
  ...spoiled('DELETE of keys', '80E40000', 'D201FF'),
  ...[0x18, 0x40, 0x98, 0xc0].map((p1) => ({
    what: `STORE DATA, P1 ${p1}`,
    header: `80E2${hex(Uint8Array.of(p1))}00`,
    data: '420141',
  })),
  { what: 'STORE DATA, a later block', header: '80E29007', data: '420141' },
  { what: 'GET DATA with data', header: '80CA0066', data: '5C00' },
  { what: 'GET DATA of nothing', header: '80CA1234', data: '' },
];

function cardIn(state: (typeof STATES)[number]) {
  const lifeCycle = state === 'CARD_LOCKED' ? 'SECURED' : state;
  const bench = cardOnBench({ lifeCycle });
  if (state === 'CARD_LOCKED') {
    assert.equal(new Client(bench).open().send('80F0807F').sw, 0x9000);
  }
  return bench;
}

/** All that is in memory. */
function kept({ memory }: Bench): string {
  return [...memory.image()].map(([key, value]) => `${key} ${hex(value)}`).join('\n');
}

for (const state of STATES) {
  test(`bad keys and data change nothing in ${state} [GPCS §11.8.3.2] [GPCS §11.11.3.2]`, () => {
    const bench = cardIn(state);
    for (const level of LEVELS) {
      const client = new Client(bench);
      if (level !== undefined) client.open(level);
      const before = kept(bench);
      for (const { what, header, data } of CASES) {
        const { sw } = client.send(header, data);
        assert.ok(KNOWN.includes(sw), `${what} at ${level}: ${sw.toString(16)}`);
        if (state === 'CARD_LOCKED' && !what.startsWith('GET')) assert.equal(sw, 0x6985, what);
        else if (level === undefined && !what.startsWith('GET')) {
          assert.ok([0x6982, 0x6a86].includes(sw), `${what}: ${sw.toString(16)}`);
        }
      }
      assert.equal(kept(bench), before, `level ${level}`);
    }
  });
}

test('any bytes at all have a status word that is known [GPCS §11.1.3]', () => {
  const bench = cardOnBench();
  const client = new Client(bench).open(0x01);
  const headers = ['80D80001', '80D83081', '80E29000', '80E28800', '80E2F000', '80E40000'];
  fc.assert(
    fc.property(
      fc.constantFrom(...headers),
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(
        '',
        '32',
        '3288',
        '30881110',
        '42',
        '4F',
        '9F66',
        '0070',
        '00B9',
        'D0',
        'D201',
      ),
      (header, tail, head) => {
        const { sw } = client.send(header, head + hex(tail).slice(0, 400 - head.length));
        assert.ok(sw === 0x9000 || KNOWN.includes(sw), sw.toString(16));
      },
    ),
    randomRuns('codec'),
  );
});

test('a chain with one of its commands cut or repeated never gives half a key', () => {
  const right = unhex(RSA);
  for (let cut = 0; cut < 3; cut++) {
    const client = new Client(cardOnBench()).open(0x01);
    const parts = [...client.host.wrapChained(unhex('80D80001'), right, 60)];
    parts.splice(cut, 1);
    const answers = parts.map((part) => client.raw(part).sw);
    assert.equal(answers.at(-1), cut === 2 ? 0x9000 : 0x6982);
    assert.doesNotMatch(hex(new Client(client.bench).raw('80CA00E000').data), /0170/);
  }
});
