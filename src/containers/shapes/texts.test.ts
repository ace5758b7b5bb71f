/** Texts of any length reach no regular expression before they are refused; bounds are bytes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hexBytes, utf8Text } from './index.ts';

test('megabytes of digits are refused by their length, and reach no regular expression', (t) => {
  const field = hexBytes({ min: 5, max: 16 }, 'an AID');
  const { exec } = RegExp.prototype;
  let longest = 0;
  t.mock.method(RegExp.prototype, 'exec', function (this: RegExp, text: string) {
    if (this.source.includes('0-9A-Fa-f')) longest = Math.max(longest, text.length);
    return exec.call(this, text);
  });
  assert.ok(field.safeParse('A0'.repeat(16)).success);
  assert.equal(longest, 32, 'what fits is looked at');
  for (const unit of ['A', 'AB', 'xy']) {
    const text = unit.repeat(64_000_000 / unit.length);
    const { success, error } = field.safeParse(text);
    assert.ok(!success && error.issues.length === 1, error?.message);
    assert.match(error.issues[0]!.message, /5 to 16 bytes/);
    assert.equal(longest, 32);
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
