/** Fields of any length cost nothing before they are refused; bounds are in bytes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hexBytes, utf8Text } from './index.ts';

test('megabytes of digits are refused by their length, and reach no regular expression', () => {
  const field = hexBytes({ min: 5, max: 16 }, 'an AID');
  for (const unit of ['A', 'AB', 'xy']) {
    const text = unit.repeat(64_000_000 / unit.length);
    const from = performance.now();
    const { success, error } = field.safeParse(text);
    assert.ok(!success && error.issues.length === 1, error?.message);
    assert.match(error.issues[0]!.message, /5 to 16 bytes/);
    assert.ok(performance.now() - from < 2_000);
  }
});

test('the bounds are in bytes, and digits are digits', () => {
  const field = hexBytes({ min: 2, max: 3 }, 'it');
  for (const good of ['0aB1', 'FFEEDD']) assert.ok(field.safeParse(good).success, good);
  for (const bad of ['', 'AA', 'AABBCCDD', 'AAB', 'GGGG'])
    assert.ok(!field.safeParse(bad).success, bad);
  assert.ok(hexBytes({ min: 0, max: 4 }, 'it').safeParse('').success);
});

test('a text is bounded by its bytes of UTF-8', () => {
  const field = utf8Text(64);
  for (const good of ['', 'x'.repeat(64), '\u20ac'.repeat(21)])
    assert.ok(field.safeParse(good).success);
  for (const bad of ['x'.repeat(65), '\u20ac'.repeat(22)]) {
    assert.match(field.safeParse(bad).error?.message ?? '', /at most 64 bytes of UTF-8/);
  }
});
