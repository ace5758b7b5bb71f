/** What a test expects of an answer: its status word, or its bytes by a pattern. */
import { type Bytes, hex, hexNumber, isHex, unhex } from '../base/index.ts';
import { Answer } from '../run/clients/index.ts';
import { matches, parsePattern } from '../run/transcript/index.ts';
import { describeStatus } from '../wire/index.ts';

/** An answer as this package gives it, as bytes of any client, or in hexadecimal. */
export type AnswerLike = Answer | Bytes | string;

/** A status word: a number, or four hexadecimal digits of which each may be X for any. */
export type StatusPattern = number | string;

/** How an answer compares with an expectation; runners show `actual` and `expected` as a diff. */
export interface Comparison {
  /** Whether the answer is as expected. */
  readonly pass: boolean;
  /** The answer's part that was compared, in hexadecimal. */
  readonly actual: string;
  /** The expectation, as it was given. */
  readonly expected: string;
  /** The sentence that a failure shows. */
  readonly message: () => string;
}

/** Compares the status word. Throws TypeError for a value that is no answer or no pattern. */
export function compareSw(answer: unknown, expectation: StatusPattern): Comparison {
  const { sw } = answerOf(answer);
  const actual = statusText(sw);
  const expected =
    typeof expectation === 'number' ? statusText(expectation) : expectation.toUpperCase();
  if (!/^[0-9A-FX]{4}$/.test(expected)) {
    throw new TypeError(`${String(expectation)} is no status word: give 0x9000, '9000' or '61XX'`);
  }
  const pass = [...expected].every((digit, at) => digit === 'X' || digit === actual[at]);
  const got = `${actual} (${describeStatus(sw)})`;
  return {
    pass,
    actual,
    expected,
    message: () =>
      pass
        ? `expected another status word than ${expected}, got ${got}`
        : `expected the status word ${expected}, got ${got}`,
  };
}

/**
 * Compares data and status word with a pattern as transcripts have it: XX is any byte, .. any run
 * of bytes. Throws TypeError for a value that is no answer or no pattern.
 */
export function compareApdu(answer: unknown, expectation: string): Comparison {
  const { bytes } = answerOf(answer);
  const pattern = parsePattern(expectation);
  if (typeof pattern === 'string') throw new TypeError(`"${expectation}": ${pattern}`);
  const pass = matches(pattern, bytes);
  const actual = hex(bytes);
  const expected = expectation.replace(/\s+/g, '').toUpperCase();
  return {
    pass,
    actual,
    expected,
    message: () =>
      pass
        ? `expected an answer other than\n  ${expected}\ngot\n  ${actual}`
        : `expected an answer like\n  ${expected}\ngot\n  ${actual}`,
  };
}

/** Throws where the status word is not as expected. */
export function assertSw(answer: AnswerLike, expectation: StatusPattern): void {
  throwUnless(compareSw(answer, expectation));
}

/** Throws where the answer does not fit the pattern. */
export function assertApdu(answer: AnswerLike, expectation: string): void {
  throwUnless(compareApdu(answer, expectation));
}

/** The error has `actual` and `expected`, which reporters show as a difference. */
function throwUnless({ pass, actual, expected, message }: Comparison): void {
  if (!pass) throw Object.assign(new Error(message()), { actual, expected });
}

/** For `expect.extend(…)` of vitest, and of any runner with the same form of matchers. */
export const apduMatchers = {
  toHaveSw: (received: unknown, expectation: StatusPattern): Comparison =>
    compareSw(received, expectation),
  toMatchApdu: (received: unknown, expectation: string): Comparison =>
    compareApdu(received, expectation),
};

/** What those matchers add to an expectation. */
export interface ApduMatchers<R> {
  /** The status word of the answer: `0x9000`, `'9000'`, `'61XX'`. */
  toHaveSw(expectation: StatusPattern): R;
  /** Data and status word by a pattern: XX is any byte, .. any run of bytes. */
  toMatchApdu(expectation: string): R;
}

function answerOf(value: unknown): Answer {
  const answer = value instanceof Answer ? value : new Answer(bytesOf(value));
  if (answer.bytes.length >= 2) return answer;
  throw new TypeError(`an answer has at least two bytes, got ${answer.bytes.length}`);
}

function bytesOf(value: unknown): Bytes {
  if (value instanceof Uint8Array) return value;
  const text = typeof value === 'string' ? value.replace(/\s+/g, '') : undefined;
  if (text !== undefined && isHex(text)) return unhex(text);
  throw new TypeError('expected an answer: what transmit() gives, a Uint8Array, or hexadecimal');
}

function statusText(sw: number): string {
  return hexNumber(sw, 2);
}
