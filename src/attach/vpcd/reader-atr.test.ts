import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, isWireError, unhex } from '../../base/index.ts';
import { atrParameters, parseAtr } from '../../wire/index.ts';
import { readerAtr } from './reader-atr.ts';

const BOTH = '3B979680B1FE453F07828031E073FE21DF13';

function offered(atr: string): readonly number[] {
  const parsed = parseAtr(unhex(atr));
  assert.ok(!isWireError(parsed));
  return atrParameters(parsed).protocols;
}

test('of two protocols a reader shows its link’s own', () => {
  assert.deepEqual(offered(BOTH), [0, 1]);
  const t0 = hex(readerAtr(unhex(BOTH), 't0'));
  assert.equal(t0, '3B9796803F07828031E073FE21DF19');
  assert.deepEqual(offered(t0), [0]);
  const t1 = hex(readerAtr(unhex(BOTH), 't1'));
  assert.equal(t1, '3B979681B1FE453F07828031E073FE21DF12');
  assert.deepEqual(offered(t1), [1]);
});

test('an answer with one protocol, or for another kind of link, is shown as it is', () => {
  for (const [atr, link] of [
    ['3B9796803F07828031E073FE21DF19', 't0'],
    ['3B9796803F07828031E073FE21DF19', 't1'],
    ['3B878001426966726F6E734B', 'spi'],
    [BOTH, 'proprietary'],
    [BOTH, undefined],
    ['3B02', 't0'],
  ] as const) {
    assert.equal(hex(readerAtr(unhex(atr), link)), atr);
  }
});
