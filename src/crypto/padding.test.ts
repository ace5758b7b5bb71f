import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { hex, unhex } from '../base/index.ts';
import { padBlocks, unpadBlocks } from './index.ts';

test('padding begins with 80 and gives a full block one more [ISO9797-1 §6.3.2]', () => {
  assert.equal(hex(padBlocks(unhex('0102'), 4)), '01028000');
  assert.equal(hex(padBlocks(unhex('01020304'), 4)), '0102030480000000');
  assert.equal(hex(padBlocks(new Uint8Array(0), 4)), '80000000');
});

test('what was padded comes back, whatever its own end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), fc.constantFrom(8, 16), (data, block) => {
      const padded = padBlocks(data, block);
      assert.equal(padded.length % block, 0);
      assert.ok(padded.length > data.length && padded.length - data.length <= block);
      assert.equal(hex(unpadBlocks(padded)!), hex(data));
    }),
    randomRuns('codec'),
  );
});

test('padded and unpadded data are distinguished', () => {
  assert.equal(unpadBlocks(unhex('00000000')), undefined);
  assert.equal(unpadBlocks(unhex('01020304')), undefined);
  assert.equal(unpadBlocks(new Uint8Array(0)), undefined);
});
