import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { Slab } from './slab.ts';

const lengths = fc.array(fc.oneof(fc.nat(80), fc.nat(10_000)), { maxLength: 100 });

test('no two takers have a byte in common, and each has as many as requested', () => {
  fc.assert(
    fc.property(lengths, (requested) => {
      const slab = new Slab();
      const taken = requested.map((length) => slab.take(length));
      for (const [i, part] of taken.entries()) part.fill(i + 1);
      for (const [i, part] of taken.entries()) {
        assert.equal(part.length, requested[i]);
        assert.ok(part.every((byte) => byte === i + 1));
      }
    }),
    randomRuns('model'),
  );
});

test('short ones share a buffer, a long one has its own', () => {
  const slab = new Slab();
  const [first, long, second] = [slab.take(40), slab.take(8_192), slab.take(40)];
  assert.equal(first!.buffer, second!.buffer);
  assert.notEqual(long!.buffer, first!.buffer);
});
