import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { mustEnd } from '../../../tests/support/must-end.ts';
import { bytes, hex, HostError, unhex } from '../../base/index.ts';
import {
  describeMismatch,
  matches,
  parsePattern,
  parseTranscript,
  type Pattern,
  runTranscript,
  type StepResult,
} from './index.ts';

const EXAMPLE = `
# Two links, two roots.                 [M-51]
@preset patent
@seed 7
@link t0
@reset
> 00 A4 04 00 08 A0 00 00 01 51 00 00 00   # to the root
< 6F .. 84 08 A0 00 00 01 51 00 00 00 .. 9000        # ISD-R answers
@link spi
@power off
@power on
> 00A40400
`;

test('the example of a transcript reads as it is meant', () => {
  const { preset, seed, steps } = parseTranscript(EXAMPLE);
  assert.equal(preset, 'patent');
  assert.equal(seed, '7');
  assert.deepEqual(
    steps.map((step) => [step.kind, step.link, step.line]),
    [
      ['reset', 't0', 6],
      ['command', 't0', 7],
      ['power-off', 'spi', 10],
      ['power-on', 'spi', 11],
      ['command', 'spi', 12],
    ],
  );
  const [, command, , , last] = steps;
  assert.ok(command?.kind === 'command' && last?.kind === 'command');
  assert.equal(hex(command.apdu), '00A4040008A000000151000000');
  assert.equal(command.why, 'to the root; ISD-R answers');
  assert.equal(command.expected?.[1], 'run');
  assert.equal(last.expected, undefined);
});

test('an indented line of digits goes on with the command or answer before it', () => {
  const text =
    '@link t0\n> 00A40400 # to\n  08 A000\n\t00015100 # the root\n< 6F\n# why\n  .. 9000\n';
  const [step, ...more] = parseTranscript(`${text}  @reset\n  > 00A40400`).steps;
  assert.ok(step?.kind === 'command');
  assert.equal(hex(step.apdu), '00A4040008A00000015100');
  assert.equal(step.why, 'to; the root');
  assert.deepEqual(step.expected, [0x6f, 'run', 0x90, 0x00]);
  assert.deepEqual([step.line, step.expectedLine], [2, 5]);
  assert.deepEqual(
    more.map((one) => one.kind),
    ['reset', 'command'],
  );
  assert.throws(() => parseTranscript('@link t0\n  9000'), /:2: expected a line/);
});

for (const [what, text, message] of [
  ['a line of no kind', '@link t0\nhello', /x:2: expected a line/],
  ['half a byte', '@link t0\n> 00A', /x:2: hex: expected an even number/],
  ['an answer first', '< 9000', /x:1: an answer follows/],
  ['a second answer', '@link t0\n> 00A40400\n< 9000\n< 6A82', /x:4: an answer follows/],
  ['no link', '> 00A40400', /x:1: no link yet/],
  ['an unknown directive', '@linc t0', /x:1: expected one of @preset/],
  ['a late preset', '@link a\n@reset\n@preset patent', /x:3: @preset and @seed come before/],
  ['a bad pattern', '@link t0\n> 00A40400\n< 9G', /x:3: expected hex digits, XX or/],
  ['an empty command', '@link t0\n>', /x:2: a command has at least one byte/],
] as const) {
  test(`bad transcripts are named by line: ${what}`, () => {
    assert.throws(
      () => parseTranscript(text, { name: 'x' }),
      (error: unknown) => {
        assert.ok(error instanceof HostError);
        assert.equal(error.code, 'INPUT_INVALID');
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test('patterns: any byte, any run, and nothing else', () => {
  const match = (pattern: string, answer: string): boolean => {
    const parsed = parsePattern(pattern);
    assert.ok(typeof parsed !== 'string', String(parsed));
    return matches(parsed, unhex(answer));
  };
  assert.equal(match('9000', '9000'), true);
  assert.equal(match('9000', '900000'), false);
  assert.equal(match('XX 90 00', 'FF9000'), true);
  assert.equal(match('XX 90 00', '9000'), false);
  assert.equal(match('..9000', '9000'), true);
  assert.equal(match('6F .. 84 08 .. 9000', '6F05840884089000'), true);
  assert.equal(match('6F .. 84 08 .. 9000', '6F05840784079000'), false);
  assert.equal(match('..', ''), true);
  assert.equal(match('.. 01 .. 01', '0101'), true);
  assert.equal(match('.. 01 .. 01', '01'), false);
});

test('a pattern made from an answer by hiding parts of it matches that answer', () => {
  const hidden = fc.array(
    fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 4 }), fc.constantFrom('show', 'any', 'run')),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(hidden, (parts) => {
      const answer = Uint8Array.from(parts.flatMap(([part]) => [...part]));
      const pattern = parts.flatMap(([part, how]): Pattern =>
        how === 'run' ? ['run'] : how === 'any' ? [...part].map(() => 'any' as const) : [...part],
      );
      assert.equal(matches(pattern, answer), true);
      const longer = Uint8Array.from([...answer, 0]);
      if (!pattern.includes('run')) assert.equal(matches(pattern, longer), false);
    }),
    randomRuns('codec'),
  );
});

test('any text is read or refused by line, never worse', () => {
  const line = fc.oneof(
    fc.constantFrom('@link a', '@reset', '> 00A40400', '< .. 9000', '# why', '@power on', ''),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      try {
        parseTranscript(lines.join('\n'));
      } catch (error) {
        assert.ok(error instanceof HostError);
        assert.match(error.message, /^transcript:[0-9]+: /);
      }
    }),
    randomRuns('codec'),
  );
});

test('a run reports each step, continues after a mismatch, and returns false at the end', async () => {
  const reported: StepResult[] = [];
  const calls: string[] = [];
  const driver = {
    transmit: async (link: string) => (calls.push(`${link} apdu`), bytes(0x90, 0x00)),
    reset: async (link: string) => calls.push(`${link} reset`),
    powerOn: async (link: string) => calls.push(`${link} on`),
    powerOff: async (link: string) => calls.push(`${link} off`),
  };
  const text = '@link a\n@reset\n> 00A40400\n< 6A82\n@power off\n@power on\n> 00A40400\n< 9000';
  const transcript = parseTranscript(text);
  assert.equal(
    await runTranscript(transcript, driver, (result) => void reported.push(result)),
    false,
  );
  assert.deepEqual(calls, ['a reset', 'a apdu', 'a off', 'a on', 'a apdu']);
  assert.deepEqual(
    reported.map((result) => result.met),
    [true, false, true, true, true],
  );
  assert.equal(describeMismatch(reported[1]!, 'f'), 'f:4: expected 6A82, got 9000');
});

test('a transcript costs no more than its length', () => {
  const cases = [
    `> 00${'\n  00'.repeat(400_000)}`,
    `> 00A4 # why${'\n  00 # because'.repeat(200_000)}`,
    `@link t0\n${'> 00A40400\n< 9000\n'.repeat(100_000)}`,
    `${' '.repeat(4_000_000)}x`,
  ];
  for (const text of cases) {
    mustEnd(() => {
      try {
        parseTranscript(text, { link: 't0' });
      } catch (error) {
        assert.ok(error instanceof HostError, String(error));
      }
    });
  }
});
