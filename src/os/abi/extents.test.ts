import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { type Extent, firstFit, lengthFor } from './index.ts';

test('extents take the first gap that is long enough, else the end', () => {
  const taken = [
    { offset: 30, length: 10 },
    { offset: 0, length: 10 },
    { offset: 14, length: 10 },
  ];
  assert.equal(firstFit(taken, 4), 10);
  assert.equal(firstFit(taken, 6), 24);
  assert.equal(firstFit(taken, 7), 40);
  assert.equal(firstFit([], 7), 0);
  assert.equal(lengthFor(taken), 40);
  assert.equal(lengthFor([]), 0);
});

test('extents never meet, and none leaves a gap that would have held it', () => {
  const change = fc.tuple(fc.boolean(), fc.nat(60), fc.nat(20));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      let taken: readonly Extent[] = [];
      for (const [add, length, which] of changes) {
        if (!add) {
          taken = taken.filter((_, at) => at !== which);
          continue;
        }
        const offset = firstFit(taken, length);
        const free = (from: number): boolean =>
          taken.every((one) => one.offset + one.length <= from || one.offset >= from + length);
        assert.ok(free(offset));
        for (let from = 0; from < offset; from++) assert.ok(!free(from) || length === 0);
        taken = [...taken, { offset, length }];
        assert.ok(lengthFor(taken) >= offset + length);
      }
    }),
    randomRuns('codec'),
  );
});
