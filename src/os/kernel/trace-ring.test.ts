import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import {
  TRACE_RECORDS_MAX,
  type TraceKind,
  type TraceOperand,
  type TraceRecord,
} from '../../base/index.ts';
import { TraceRing } from './trace-ring.ts';

const WORD: TraceKind = { name: 'word', words: () => 'a word' };

const operand = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.uint8Array({ maxLength: 4 }),
  fc.uint8Array({ minLength: 250, maxLength: 260 }),
  fc.constant(undefined),
);
const note = fc.tuple(fc.nat(2 ** 40), fc.constantFrom('t1', 'C20'), fc.array(operand));

test('records come back as they were noted, with any operands', () => {
  fc.assert(
    fc.property(fc.array(note), fc.nat(12), (notes, seen) => {
      const ring = new TraceRing();
      const records: TraceRecord[] = [];
      for (const [at, where, operands] of notes) {
        ring.now = at;
        ring.note(where, WORD, ...operands);
        const seq = records.length + 1;
        records.push({ seq, at, where, what: WORD.name, kind: WORD, operands });
      }
      assert.deepEqual(ring.since(0), records);
      assert.deepEqual(ring.since(seen), records.slice(seen));
    }),
    randomRuns('model'),
  );
});

test('a full ring keeps the newest records, whatever shape the oldest had', () => {
  const ring = new TraceRing();
  const shapes: TraceOperand[][] = [[], [1], [1, 'two', false], [1, 2, 3, 4, 5]];
  const total = 2 * TRACE_RECORDS_MAX + 3;
  for (let seq = 1; seq <= total; seq++) ring.note('t1', WORD, ...shapes[seq % shapes.length]!);
  const kept = ring.since(0);
  assert.equal(kept.length, TRACE_RECORDS_MAX);
  assert.equal(kept[0]!.seq, total - TRACE_RECORDS_MAX + 1);
  for (const { seq, operands } of kept) assert.deepEqual(operands, shapes[seq % shapes.length]);
});

test('a record has a copy of the bytes of a short command', () => {
  const ring = new TraceRing();
  const buffer = Uint8Array.of(0x00, 0xa4, 0x04, 0x00);
  ring.note('t1', WORD, 0, buffer);
  buffer.fill(0xff);
  const [record] = ring.since(0);
  assert.deepEqual(record?.operands, [0, Uint8Array.of(0x00, 0xa4, 0x04, 0x00)]);
});
