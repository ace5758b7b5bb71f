import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { matches, parseTranscript } from '../run/transcript/index.ts';
import { hex } from '../base/index.ts';
import { answerLines, columnsOf, commandLines, commentLines } from './transcript-lines.ts';

const status = 'done';

test('short messages stand on a line, the status word in words behind a comment sign', () => {
  assert.deepEqual(commandLines('00A40400', 100), ['> 00A40400']);
  assert.deepEqual(answerLines({ data: '6F', sw: '9000', status }, 100), ['< 6F9000  # done']);
  assert.deepEqual(answerLines({ data: '', sw: '6A82', status }, 100), ['< 6A82  # done']);
});

test('long ones go on indented lines, on a terminal alone', () => {
  const data = 'AB'.repeat(80);
  assert.deepEqual(answerLines({ data, sw: '9000', status }, 100), [
    `< ${'AB'.repeat(49)}`,
    `  ${'AB'.repeat(31)}9000  # done`,
  ]);
  const full = 'AB'.repeat(49);
  assert.deepEqual(answerLines({ data: full, sw: '9000', status }, 100), [
    `< ${full}`,
    '  9000  # done',
  ]);
  assert.deepEqual(commandLines(data, columnsOf(false)), [`> ${data}`]);
  assert.deepEqual(commandLines(data, columnsOf(true)).length, 2);
});

test('words are broken at spaces', () => {
  const lines = commentLines('t0: '.padEnd(300, 'word '), 100);
  assert.ok(lines.length === 4 && lines.every((line) => line.length <= 100));
  assert.ok(lines.every((line) => line.startsWith('# ')));
});

test('what is shown is a transcript of the same commands and answers', () => {
  const bytes = (minLength: number) => fc.uint8Array({ minLength, maxLength: 400 });
  fc.assert(
    fc.property(bytes(4), bytes(2), fc.constantFrom(100, 40, columnsOf(false)), (...drawn) => {
      const [command, answer, columns] = drawn;
      const data = hex(answer.subarray(0, -2));
      const sw = hex(answer.subarray(-2));
      const lines = [
        '@link t0',
        ...commandLines(hex(command), columns),
        ...commentLines('t0: routed', columns),
        ...answerLines({ data, sw, status }, columns),
      ];
      assert.ok(lines.every((line) => line.length <= columns));
      const [step, ...more] = parseTranscript(lines.join('\n')).steps;
      assert.ok(step?.kind === 'command' && more.length === 0);
      assert.deepEqual(step.apdu, command);
      assert.ok(step.expected !== undefined && matches(step.expected, answer));
    }),
    randomRuns('codec'),
  );
});
