/**
 * Each command of a UICC with a wrong class, wrong parameters and wrong lengths, generated: a
 * status word of its specification, nothing changed, and the same word at a T=0 header.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { ADM1, PIN1, UiccCard } from '../../../tests/support/uicc-card.ts';
import { hex, unhex } from '../../base/index.ts';
import { UICC_COMMANDS } from './table.ts';

/** [TS102221 §10.2.1] [TS102222 §5] [TS31102 §7.3] */
const KNOWN: readonly number[] = [
  0x9000, 0x6282, 0x6283, 0x6285, 0x62f1, 0x63f1, 0x6700, 0x6881, 0x6882, 0x6981, 0x6982, 0x6983,
  0x6984, 0x6985, 0x6986, 0x6a80, 0x6a81, 0x6a82, 0x6a83, 0x6a84, 0x6a86, 0x6a87, 0x6a88, 0x6a89,
  0x6a8a, 0x6b00, 0x6d00, 0x6e00, 0x9850, 0x9862, 0x9864,
];

function isKnown(sw: number): boolean {
  return KNOWN.includes(sw) || sw >> 4 === 0x63c || sw >> 8 === 0x6c;
}

interface Sent {
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
}

/** All that is in memory. */
function kept(card: UiccCard): string {
  return [...card.bench.memory.image()].map(([key, value]) => `${key} ${hex(value)}`).join('\n');
}

const statusOf = (answer: string): number => Number.parseInt(answer.slice(-4), 16);
const two = (value: number): string => hex(Uint8Array.of(value));

/** A card on which each command could succeed. */
function readyCard(): UiccCard {
  const card = new UiccCard();
  card.usim(0x0c);
  card.verify('0A', ADM1);
  card.verify('01', PIN1);
  card.select('3F00', '7F10', '6F39');
  return card;
}

/** A card on which nothing is verified, and no EF is current. */
function freshCard(): UiccCard {
  const card = new UiccCard();
  card.usim(0x0c);
  return card;
}

/** Of these the data name the file. */
const FILE_IN_DATA = /^(CREATE|DELETE|RESIZE|ACTIVATE|DEACTIVATE|TERMINATE) /;
/** No data of a command matter to them; nor to 6982 where the header names the file. */
const OF_HEADERS: readonly number[] = [0x6882, 0x6986, 0x6a86, 0x6d00, 0x6e00];

function isOfHeader(name: string, sw: number): boolean {
  return OF_HEADERS.includes(sw) || (sw === 0x6982 && !FILE_IN_DATA.test(name));
}

for (const { name, ins, classes } of UICC_COMMANDS) {
  test(`${name}: the other class, and secure messaging [TS102221 §10.1.1]`, () => {
    const card = readyCard();
    const before = kept(card);
    const [right, wrong] = classes === 'inter-industry' ? ['00', '80'] : ['80', '00'];
    assert.equal(card.send(`${wrong}${two(ins)}000000`), '6E00');
    for (const bits of [0x04, 0x08, 0x0c]) {
      const cla = two(Number.parseInt(right, 16) | bits);
      assert.equal(card.send(`${cla}${two(ins)}000000`), '6882', cla);
    }
    assert.equal(kept(card), before);
  });

  test(`${name}: any parameters and data, at the header too [TS102221 §10.2.2]`, () => {
    const cla = classes === 'inter-industry' ? '00' : '80';
    const bytes = fc.uint8Array({ maxLength: 24 });
    fc.assert(
      fc.property(fc.integer({ max: 255, min: 0 }), fc.integer({ max: 255, min: 0 }), bytes, run),
      randomRuns('device'),
    );

    function run(p1: number, p2: number, data: Uint8Array): void {
      for (const card of [readyCard(), freshCard()]) runOn(card, { p1, p2, data });
    }

    function runOn(card: UiccCard, { p1, p2, data }: Sent): void {
      const head = `${cla}${two(ins)}${two(p1)}${two(p2)}`;
      const entity = card.bench.container.entities().find((one) => one.name === 'USIM')!;
      const known = headerOf(card, entity, head + two(data.length));
      const before = kept(card);
      const sw = statusOf(
        card.send(data.length === 0 ? head : head + two(data.length) + hex(data)),
      );
      assert.ok(isKnown(sw), `${head} ${hex(data)}: ${two(sw >> 8)}${two(sw & 255)}`);
      if (typeof known === 'number') assert.equal(sw, known, 'the header settles the same');
      if (known === 'in') assert.ok(!isOfHeader(name, sw), `${head}: ${two(sw >> 8)} after data`);
      const isRefused = sw >> 8 !== 0x90 && sw >> 4 !== 0x63c;
      if (isRefused) assert.equal(kept(card), before, `${head}: a refused command writes`);
    }
  });
}

type Entity = Parameters<UiccCard['bench']['container']['process']>[0];

/** What is known by a T=0 header: a direction, or the word of a refusal. */
function headerOf(card: UiccCard, entity: Entity, header: string): unknown {
  try {
    return card.bench.container.header(entity, unhex(header), card.session);
  } catch (error) {
    return (error as { readonly sw: number }).sw;
  }
}
