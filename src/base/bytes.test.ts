import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { bytes, hex, isHex, unhex, utf8 } from './index.ts';

const gap = fc.constantFrom('', ' ', ':', '\n', '\t ');

test('hexadecimal reads back in either case, with white space and colons between', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.boolean(), gap, (value, lower, between) => {
      const pairs = hex(value).match(/../g) ?? [];
      const text = between + pairs.join(between) + between;
      assert.deepEqual(unhex(lower ? text.toLowerCase() : text), value);
    }),
    randomRuns('codec'),
  );
});

test('whether a text is hexadecimal is settled for megabytes too', () => {
  const digits = 'aB'.repeat(32_000_000);
  assert.equal(isHex(digits), true);
  assert.equal(isHex(`${digits}0`), false, 'an odd number');
  assert.equal(isHex(`${digits}0 `), false);
  assert.equal(isHex(`x0${digits}`), false);
  assert.equal(isHex(''), true);
});

test('what is no hexadecimal is a RangeError that says what it met', () => {
  assert.throws(() => unhex('0'), { name: 'RangeError', message: /even number of digits, got 1/ });
  assert.throws(() => unhex('00 1'), { name: 'RangeError', message: /got 3/ });
  for (const bad of ['0G', 'x0', '00-11', '\u0660\u0660', '0\u00e9', '\u{1F600}0'])
    assert.throws(() => unhex(bad), { name: 'RangeError', message: /digits 0-9 A-F, got "/ });
});

test('octets become a byte string, and text its UTF-8', () => {
  assert.deepEqual(bytes(), new Uint8Array(0));
  assert.deepEqual(bytes(0, 255, 256 + 7), Uint8Array.of(0, 255, 7));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.deepEqual(utf8(text), new Uint8Array(Buffer.from(text)));
    }),
    randomRuns('codec'),
  );
});
