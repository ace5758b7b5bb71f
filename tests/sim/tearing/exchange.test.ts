/** The power is cut at every byte of an exchange; what came of it is written in docs/tearing.md. */
import { test } from 'node:test';
import { assertFresh, renderExchanges } from './document.ts';
import { EXCHANGES } from './exchanges.ts';
import type { Cuts } from './exchange.ts';

const all: Cuts[] = [];

for (const { name, cut } of EXCHANGES) {
  test(`cut at every place of an exchange: ${name} [M-107]`, () => {
    all.push(cut());
  });
}

test('docs/tearing.md is fresh in what it says of exchanges', () => {
  assertFresh('end', renderExchanges(all));
});
