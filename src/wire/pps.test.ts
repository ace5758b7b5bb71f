import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { bytes, hex, isWireError, unhex } from '../base/index.ts';
import { emitPps, parsePps, ppsLength } from './index.ts';

test('a PPS is written and read [ISO7816-3 §9.2]', () => {
  const pps = { protocol: 0, pps1: 0x96, pps2: undefined, pps3: undefined };
  assert.equal(hex(emitPps(pps)), 'FF109679');
  assert.deepEqual(parsePps(unhex('FF109679')), pps);
  assert.deepEqual(parsePps(unhex('FF01FE')), { ...pps, protocol: 1, pps1: undefined });
});

test('an invalid PPS is rejected', () => {
  for (const [text, offset] of [
    ['', 0],
    ['FF10', 2],
    ['FE109678', 0],
    ['FF90967F', 1],
    ['FF1096', 2],
    ['FF109600', 3],
  ] as const) {
    const error = parsePps(unhex(text));
    assert.ok(isWireError(error), text);
    assert.equal(error.offset, offset, text);
  }
});

const octet = fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined });

test('every PPS survives writing and reading', () => {
  const pps = fc.record(
    { protocol: fc.integer({ min: 0, max: 15 }), pps1: octet, pps2: octet, pps3: octet },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(pps, (value) => {
      const written = emitPps(value);
      assert.deepEqual(parsePps(written), value);
      assert.equal(ppsLength(written[1]!), written.length);
    }),
    randomRuns('codec'),
  );
});

test('arbitrary bytes are never more than a wire error as a PPS', () => {
  const source = fc.uint8Array({ maxLength: 7 }).map((rest) => bytes(0xff, ...rest));
  fc.assert(
    fc.property(source, (message) => {
      const value = parsePps(message);
      if (!isWireError(value)) assert.deepEqual(emitPps(value), message);
    }),
    randomRuns('codec'),
  );
});
