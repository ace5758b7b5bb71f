/**
 * Transcripts: APDUs and the answers they must get, as text that people write and read. Pure. The
 * same file runs against the device, a reader, or a physical card.
 *
 *     # why, with the row or clause                 a comment, also behind anything else
 *     @preset NAME   @seed WORD                     what to run it on; before the first step
 *     @link NAME     @reset    @power off|on        which link, and its card session
 *     > 00 A4 04 00 08 A0 00 00 01 51 00 00 00      a command
 *     < 6F .. 84 08 XX .. 9000                      its answer: XX any byte, .. any run of bytes
 *       9000                                        an indented line goes on with the one before
 */
import { type Bytes, HostError, unhex } from '../../base/index.ts';

/** One byte of an expected answer: its value, `any`, or `run` for any number of bytes. */
export type Pattern = readonly (number | 'any' | 'run')[];

/** One step; `line` counts from 1. */
export type TranscriptStep =
  | {
      readonly kind: 'reset' | 'power-on' | 'power-off';
      readonly line: number;
      readonly link: string;
    }
  | {
      readonly kind: 'command';
      readonly line: number;
      readonly link: string;
      readonly apdu: Bytes;
      /** What was written behind the command or its answer. */
      readonly why: string;
      readonly expected: Pattern | undefined;
      readonly expectedText: string;
      /** Where the expectation stands; the command's own line without one. */
      readonly expectedLine: number;
    };

/** A transcript as it was read. */
export interface Transcript {
  /** The name after `@preset`. */
  readonly preset: string | undefined;
  /** As written, for the option `seed` of `createDevice`. */
  readonly seed: string | undefined;
  /** In the order of the lines. */
  readonly steps: readonly TranscriptStep[];
}

/** What holds where the transcript says nothing. */
export interface TranscriptDefaults {
  /** The name that errors show. */
  readonly name?: string;
  /** The link before the first `@link`. */
  readonly link?: string;
}

/** Longest transcript, in characters. */
export const TRANSCRIPT_LENGTH_MAX = 16 * 1_024 * 1_024;

/** Reads a transcript. Throws `HostError` INPUT_INVALID with the line. */
export function parseTranscript(text: string, defaults: TranscriptDefaults = {}): Transcript {
  const name = defaults.name ?? 'transcript';
  if (text.length > TRANSCRIPT_LENGTH_MAX) {
    throw invalid(`${name}: longer than ${TRANSCRIPT_LENGTH_MAX} characters`);
  }
  const reader = new Reader(name, defaults.link);
  for (const { line, source } of wholeLines(text)) reader.read(source, line);
  return reader.end();
}

/** Indented digits belong to the command or answer before them, comments between aside. */
const CONTINUATION = /^\s+[0-9A-Fa-fXx.]/;

interface WholeLine {
  readonly line: number;
  readonly source: string;
}

/** The lines with their continuations, each by the number of its first. */
function wholeLines(text: string): readonly WholeLine[] {
  const lines: { readonly line: number; readonly parts: string[] }[] = [];
  let open: string[] | undefined;
  text.split(/\r?\n/).forEach((source, index) => {
    if (open !== undefined && CONTINUATION.test(source)) {
      open.push(source);
      return;
    }
    const parts = [source];
    lines.push({ line: index + 1, parts });
    if (/^\s*[<>]/.test(source)) open = parts;
    else if (!/^\s*(#|$)/.test(source)) open = undefined;
  });
  return lines.map(({ line, parts }) => ({ line, source: joined(parts) }));
}

/** Digits to digits, comment to comment. */
function joined(parts: readonly string[]): string {
  if (parts.length === 1) return parts[0]!;
  const halves = parts.map(divided);
  const digits = halves.map(([before]) => before).join(' ');
  const comment = halves.flatMap(([, why]) => (why === '' ? [] : [why])).join('; ');
  return comment === '' ? digits : `${digits} # ${comment}`;
}

/** A line before and behind its comment sign. */
function divided(source: string): readonly [string, string] {
  const hash = source.indexOf('#');
  return hash < 0 ? [source, ''] : [source.slice(0, hash), source.slice(hash + 1).trim()];
}

class Reader {
  readonly #name: string;
  readonly #steps: TranscriptStep[] = [];
  #preset: string | undefined;
  #seed: string | undefined;
  #link: string | undefined;

  constructor(name: string, link: string | undefined) {
    this.#name = name;
    this.#link = link;
  }

  read(source: string, line: number): void {
    const [digits, why] = divided(source);
    const text = digits.trim();
    if (text === '') return;
    const sign = text[0]!;
    const rest = text.slice(1).trim();
    if (sign === '@') this.#directive(rest, line);
    else if (sign === '>') this.#command(rest, why, line);
    else if (sign === '<') this.#answer(rest, why, line);
    else throw this.#error(line, `expected a line that begins with # @ > or <, got "${cut(text)}"`);
  }

  end(): Transcript {
    return { preset: this.#preset, seed: this.#seed, steps: this.#steps };
  }

  #directive(text: string, line: number): void {
    const [word = '', argument, ...more] = text.split(/\s+/);
    if (more.length > 0) throw this.#error(line, `@${word} takes one word at most`);
    const key = argument === undefined ? word : `${word} ${argument}`;
    if (word === 'preset' && argument !== undefined)
      this.#setup(line, () => (this.#preset = argument));
    else if (word === 'seed' && argument !== undefined) {
      this.#setup(line, () => (this.#seed = argument));
    } else if (word === 'link' && argument !== undefined) this.#link = argument;
    else if (key === 'reset') this.#steps.push({ kind: 'reset', line, link: this.#onLink(line) });
    else if (key === 'power on')
      this.#steps.push({ kind: 'power-on', line, link: this.#onLink(line) });
    else if (key === 'power off')
      this.#steps.push({ kind: 'power-off', line, link: this.#onLink(line) });
    else {
      const known = '@preset NAME, @seed WORD, @link NAME, @reset, @power on, @power off';
      throw this.#error(line, `expected one of ${known}, got "@${cut(text)}"`);
    }
  }

  #setup(line: number, set: () => void): void {
    if (this.#steps.length > 0)
      throw this.#error(line, '@preset and @seed come before the first step');
    set();
  }

  #command(text: string, why: string, line: number): void {
    let apdu: Bytes;
    try {
      apdu = unhex(text);
    } catch (error) {
      throw this.#error(line, (error as RangeError).message);
    }
    if (apdu.length === 0) throw this.#error(line, 'a command has at least one byte');
    const link = this.#onLink(line);
    this.#steps.push({
      kind: 'command',
      line,
      link,
      apdu,
      why,
      expected: undefined,
      expectedText: '',
      expectedLine: line,
    });
  }

  #answer(text: string, why: string, line: number): void {
    const last = this.#steps.at(-1);
    if (last?.kind !== 'command' || last.expected !== undefined) {
      throw this.#error(line, 'an answer follows the one command it belongs to');
    }
    const expected = parsePattern(text);
    if (typeof expected === 'string') throw this.#error(line, expected);
    this.#steps[this.#steps.length - 1] = {
      ...last,
      why: [last.why, why].filter((part) => part !== '').join('; '),
      expected,
      expectedText: text.replace(/\s+/g, ' '),
      expectedLine: line,
    };
  }

  #onLink(line: number): string {
    if (this.#link === undefined)
      throw this.#error(line, 'no link yet: put @link NAME above, or give --link');
    return this.#link;
  }

  #error(line: number, what: string): HostError {
    return invalid(`${this.#name}:${line}: ${what}`);
  }
}

/** Reads an expected answer; a string says what is wrong. */
export function parsePattern(text: string): Pattern | string {
  const compact = text.replace(/\s+/g, '');
  if (compact.length % 2 !== 0) return 'expected two characters a byte: hex digits, XX or ..';
  const pattern: (number | 'any' | 'run')[] = [];
  for (let at = 0; at < compact.length; at += 2) {
    const pair = compact.slice(at, at + 2);
    if (pair === '..') pattern.push('run');
    else if (pair.toUpperCase() === 'XX') pattern.push('any');
    else if (/^[0-9A-Fa-f]{2}$/.test(pair)) pattern.push(Number.parseInt(pair, 16));
    else return `expected hex digits, XX or .., got "${pair}"`;
  }
  if (pattern.length === 0) return 'an expected answer has at least a status word';
  return pattern;
}

/** Whether bytes are what a pattern allows. Time is at most the product of the two lengths. */
export function matches(pattern: Pattern, bytes: Bytes): boolean {
  if (pattern.filter((expected) => expected !== 'run').length > bytes.length) return false;
  let at = 0;
  let part = 0;
  let runAt = -1;
  let retryAt = 0;
  while (at < bytes.length) {
    const expected = pattern[part];
    if (expected === 'run') {
      runAt = part++;
      retryAt = at;
    } else if (expected === 'any' || expected === bytes[at]) {
      part++;
      at++;
    } else if (runAt >= 0) {
      part = runAt + 1;
      at = ++retryAt;
    } else return false;
  }
  while (pattern[part] === 'run') part++;
  return part === pattern.length;
}

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function invalid(message: string): HostError {
  return new HostError(
    'INPUT_INVALID',
    message,
    'bifrons apdu --help shows the form of a transcript',
  );
}
