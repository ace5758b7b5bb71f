import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traceLines } from './trace-lines.ts';

const row = {
  seq: 1,
  at: 1_500_000,
  where: 'spi',
  what: 'decision',
  operands: [],
  text: 'C30 / ISD: why',
};

test('a record is one line: time, who, what; words of its kind where it needs them', () => {
  assert.deepEqual(traceLines(row, 100), ['    1.500000  spi      C30 / ISD: why']);
  const other = { ...row, where: 'kernel', what: 'reset', text: 't0' };
  assert.deepEqual(traceLines(other, 100), ['    1.500000  kernel   reset t0']);
});

test('a long one goes on below, and is one line where columns have no end', () => {
  const text = Array.from({ length: 30 }, (_, i) => `rule ${i};`).join(' ');
  const lines = traceLines({ ...row, text }, 100);
  assert.ok(lines.length > 1 && lines.every((line) => line.length <= 100));
  assert.equal(traceLines({ ...row, text }, Number.POSITIVE_INFINITY).length, 1);
  assert.equal(
    lines
      .map((line) => line.trim())
      .join(' ')
      .includes(text),
    true,
  );
});
