/** The command lines of a modem: taken apart, and cut out of a stream of characters. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { mustEnd } from '../../../tests/support/must-end.ts';
import { fromUtf8, utf8 } from '../../base/index.ts';
import { parseAtLine } from './at-command.ts';
import { AT_LINE_LENGTH_MAX, AtLine, emitAtAnswer } from './at-line.ts';

/** A line's commands, each as `NAME form values`. */
function parsed(line: string): readonly string[] | undefined {
  return parseAtLine(line)?.map(({ name, form, values }) => `${name} ${form} ${values}`.trim());
}

for (const [line, commands] of [
  ['AT', []],
  ['at', []],
  [' AT ', []],
  ['ATE0', ['E act 0']],
  ['ATE1Q0V1', ['E act 1', 'Q act 0', 'V act 1']],
  ['AT&F', ['&F act']],
  ['ATE0+CMEE=1', ['E act 0', '+CMEE set 1']],
  ['AT+CMEE?', ['+CMEE read']],
  ['AT+CSIM=?', ['+CSIM test']],
  ['at+csim=10,"0070000001"', ['+CSIM set 10,"0070000001"']],
  ['AT+CMEE=1;+CCHC=1', ['+CMEE set 1', '+CCHC set 1']],
  ['AT+CMEE=1; +CCHC=1 ;', ['+CMEE set 1', '+CCHC set 1']],
  ['AT+X="a;b";+Y', ['+X set "a;b"', '+Y act']],
  ['AT+CSIM', ['+CSIM act']],
] as const) {
  test(`taken apart: ${line}`, () => assert.deepEqual(parsed(line), commands));
}

for (const line of [
  '',
  'A',
  'CSIM',
  'AT+',
  'AT=1',
  'AT+CMEE=1"',
  'ATS3=13',
  'AT+CMEE=1+CCHC=1 "',
]) {
  test(`no command line: ${JSON.stringify(line)}`, () => assert.equal(parsed(line), undefined));
}

function lines(...chunks: readonly string[]): readonly (string | undefined)[] {
  const line = new AtLine();
  return chunks.flatMap((chunk) => line.push(utf8(chunk)));
}

test('lines end with a carriage return, a line feed or both; empty ones are none', () => {
  assert.deepEqual(lines('AT\r'), ['AT']);
  assert.deepEqual(lines('AT\r\nATI\r\n'), ['AT', 'ATI']);
  assert.deepEqual(lines('AT\nATI\n\n \r'), ['AT', 'ATI']);
  assert.deepEqual(lines('A', 'T', '\r', 'AT'), ['AT']);
});

test('a character that was typed wrong is taken back', () => {
  assert.deepEqual(lines('ATX\bI\r', '\x7f\x7fAT\r'), ['ATI', 'AT']);
});

test('a line that is too long is reported once, and the next one is accepted', () => {
  const long = `AT+CSIM=${'0'.repeat(AT_LINE_LENGTH_MAX)}`;
  assert.deepEqual(lines(long, '0', '\rAT\r'), [undefined, 'AT']);
});

test('however the characters come in pieces, the lines are the same', () => {
  const text = fc.string({ unit: fc.constantFrom('A', 'T', '+', '"', ' ', '\r', '\n', '\b') });
  const cuts = fc.array(fc.nat({ max: 40 }), { maxLength: 6 });
  fc.assert(
    fc.property(text, cuts, (whole, at) => {
      const places = [0, ...at.toSorted((a, b) => a - b), whole.length];
      const pieces = places.slice(1).map((end, index) => whole.slice(places[index], end));
      assert.deepEqual(lines(...pieces), lines(whole));
    }),
    randomRuns('codec'),
  );
});

test('whatever stands in a line, it is taken apart or refused, in no time', () => {
  const unit = fc.constantFrom('+', '=', '?', '"', ';', ',', ' ', 'C', 'E', '1', '&');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 200 }), (rest) => {
      const commands = parseAtLine(`AT${rest}`);
      assert.ok(commands === undefined || commands.every(({ name }) => name !== ''));
    }),
    randomRuns('codec'),
  );
});

test('information and result code stand in frames of their own', () => {
  const framed = (...answer: readonly string[]) => fromUtf8(emitAtAnswer(answer));
  assert.equal(framed('OK'), '\r\nOK\r\n');
  assert.equal(framed('+CCHO: 1', 'OK'), '\r\n+CCHO: 1\r\n\r\nOK\r\n');
  assert.equal(framed('a', 'b', 'ERROR'), '\r\na\r\nb\r\n\r\nERROR\r\n');
});

test('a line of any form costs no more than its length', () => {
  const blanks = ' '.repeat(10 * AT_LINE_LENGTH_MAX);
  for (const line of [`AT+CSIM=${blanks}"`, `AT+CSIM${blanks}"`, `AT+CSIM=?${blanks}"`]) {
    mustEnd(() => parseAtLine(line));
  }
});
