import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { isWireError, unhex } from '../base/index.ts';
import { emitT0Header, isT0Instruction, parseT0Header, parseT0Procedure } from './index.ts';

test('procedure bytes are read against INS [ISO7816-3 §10.3.3]', () => {
  assert.equal(parseT0Procedure(0x60, 0xa4), 'null');
  assert.equal(parseT0Procedure(0xa4, 0xa4), 'all');
  assert.equal(parseT0Procedure(0xa5, 0xa4), 'all');
  assert.equal(parseT0Procedure(0x5b, 0xa4), 'one');
  assert.equal(parseT0Procedure(0x90, 0xa4), 'status');
  assert.equal(parseT0Procedure(0x6c, 0xa4), 'status');
  assert.equal(parseT0Procedure(0x12, 0xa4), 'invalid');
});

test('status bytes never look like an instruction', () => {
  for (let ins = 0; ins < 256; ins++) {
    if (!isT0Instruction(ins)) continue;
    assert.equal(parseT0Procedure(ins, ins), 'all');
    assert.equal(parseT0Procedure(0x90, ins), 'status');
  }
});

test('arbitrary bytes are a header that survives, or a wire error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), (source) => {
      const header = parseT0Header(source);
      if (!isWireError(header)) assert.deepEqual(emitT0Header(header), source);
      else assert.ok(source.length !== 5 || source[0] === 0xff || !isT0Instruction(source[1]!));
    }),
    randomRuns('codec'),
  );
  assert.ok(isWireError(parseT0Header(unhex('FFA4000000'))));
  assert.ok(isWireError(parseT0Header(unhex('0061000000'))));
});
