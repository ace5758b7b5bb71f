import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { LineSplitter } from './lines.ts';

test('lines come whole however the bytes are cut', () => {
  const text = fc.array(
    fc.string({ unit: 'grapheme', maxLength: 12 }).map((line) => line.replace(/[\r\n]/g, '')),
  );
  fc.assert(
    fc.property(text, fc.array(fc.nat(40)), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const splitter = new LineSplitter(1_000);
      const got: (string | undefined)[] = [];
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        got.push(...splitter.push(bytes.subarray(at, at + cut)));
        at += cut;
      }
      got.push(...splitter.push(bytes.subarray(at)));
      assert.deepEqual(got, lines);
    }),
    randomRuns('codec'),
  );
});

test('a line that is too long is reported once and skipped; the next is read', () => {
  const splitter = new LineSplitter(4);
  assert.deepEqual(splitter.push(Buffer.from('abcdefgh')), [undefined]);
  assert.deepEqual(splitter.push(Buffer.from('ijkl')), []);
  assert.deepEqual(splitter.push(Buffer.from('m\r\nok\r\n')), ['ok']);
  assert.deepEqual(splitter.push(Buffer.from('abcde\nok\n')), [undefined, 'ok']);
});

test('a long line is searched once, not again with every piece', (t) => {
  const { split } = String.prototype;
  let searched = 0;
  t.mock.method(String.prototype, 'split', function (this: string, separator: string) {
    searched += this.length;
    return Reflect.apply(split, this, [separator]);
  });
  const splitter = new LineSplitter(64_000_000);
  const chunk = new Uint8Array(16_384).fill(0x41);
  for (let count = 0; count < 2_000; count++) assert.deepEqual(splitter.push(chunk), []);
  const [line] = splitter.push(Uint8Array.of(0x0a));
  assert.equal(line?.length, 2_000 * 16_384);
  assert.equal(searched, 2_000 * 16_384 + 1);
});
