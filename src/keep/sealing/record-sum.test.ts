import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import type { Bytes } from '../../base/index.ts';
import { RecordSum } from './record-sum.ts';

const empty = (byte = 1) => new RecordSum(createSecretKey(new Uint8Array(32).fill(byte)));

function sumOf(records: Iterable<readonly [string, Bytes]>, byte = 1): string {
  const sum = empty(byte);
  for (const [name, sealed] of records) sum.put(name, sealed);
  return sum.text;
}

/** A record put under a name, or `null` where it goes. */
const step = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.option(fc.uint8Array({ maxLength: 4 })));

test('a sum is of the records that are there, whatever came and went before', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const sum = empty();
      const model = new Map<string, Bytes>();
      for (const [name, sealed] of steps) {
        if (sealed === null) sum.remove(name);
        else sum.put(name, sealed);
        if (sealed === null) model.delete(name);
        else model.set(name, sealed);
      }
      assert.equal(sum.records, model.size);
      assert.equal(sum.text, sumOf(model));
      assert.equal(sum.text, sumOf([...model].reverse()));
    }),
    randomRuns('model'),
  );
});

test('another name, record or key gives another sum', () => {
  const name = fc.string({ maxLength: 3 });
  const sealed = fc.uint8Array({ maxLength: 3 });
  fc.assert(
    fc.property(name, sealed, name, sealed, (a, first, b, second) => {
      // A name ends where the zero byte is that none holds.
      fc.pre(!a.includes('\0') && !b.includes('\0'));
      const same = a === b && Buffer.from(first).equals(second);
      assert.equal(sumOf([[a, first]]) === sumOf([[b, second]]), same);
      assert.notEqual(sumOf([[a, first]]), sumOf([[a, first]], 2));
    }),
    randomRuns('model'),
  );
});
