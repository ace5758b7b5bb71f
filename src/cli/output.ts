/** How the command line writes: plain or JSON lines, colour on a terminal alone. */
import { randomInt } from 'node:crypto';
import { styleText } from 'node:util';
import { HostError } from '../base/index.ts';
import { ioError } from '../keep/files/index.ts';
import { printable, printableJson, printableLines } from './printable.ts';
import { asTyped } from './program-name.ts';

/** Columns where the output is no terminal, and the fewest that lines are laid out for. */
const COLUMNS = { standard: 100, min: 40 } as const;

/** How wide lines may be now: as the terminal is, or as `COLUMNS` says. */
export function columns(): number {
  const given = process.stdout.columns ?? Number(process.env['COLUMNS'] ?? COLUMNS.standard);
  return Number.isInteger(given) && given > 0 ? Math.max(COLUMNS.min, given) : COLUMNS.standard;
}

/** Exit codes: all well, an expectation failed, wrong usage, a `HostError`. */
export const EXIT = { ok: 0, expectation: 1, usage: 2, hostError: 3 } as const;

const ESCAPE = '\u001b';
/** Characters of private use: one of them, drawn at random, stands for an escape of our own. */
const PRIVATE = { first: 0xe000, count: 0x1900 } as const;

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export class Output {
  readonly json: boolean;
  readonly #colour: boolean;
  readonly #mark = String.fromCharCode(PRIVATE.first + randomInt(PRIVATE.count));

  constructor(options: { readonly json?: boolean | undefined }) {
    this.json = options.json === true;
    this.#colour =
      !this.json && process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
  }

  /** One line for people; nothing with `--json`. */
  line(text = ''): void {
    if (!this.json) process.stdout.write(`${this.#withStyles(text.trimEnd())}\n`);
  }

  /** One object for programs; nothing without `--json`. */
  object(value: unknown): void {
    if (this.json) process.stdout.write(`${printableJson(value)}\n`);
  }

  style(style: Style, text: string): string {
    return this.#colour ? styleText(style, text).replaceAll(ESCAPE, this.#mark) : text;
  }

  /** Of all escapes only those of `style` reach the terminal. */
  #withStyles(text: string): string {
    const plain = printable(asTyped(text));
    return this.#colour ? plain.replaceAll(`${this.#mark}[`, `${ESCAPE}[`) : plain;
  }
}

let whenReaderGoes: () => void = () => process.exit(EXIT.ok);

/** What to do when the reader of our output closes it early (head, less); else the process ends. */
export function onReaderGone(act: () => void): void {
  whenReaderGoes = act;
}

export function readerGone(): void {
  whenReaderGoes();
}

/** A command that was given wrongly; `next` says how it is given. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}

/** Reports wrong usage on standard error, in words where commander has not; the exit code. */
export function printUsage(message: string, hint: string, { json, printed }: UsageForm): number {
  const next = asTyped(hint);
  if (!json && !printed) {
    const lines = [`error: ${message}`, `  next: ${next}`].flatMap((line) => wrap(printable(line)));
    process.stderr.write(`${lines.join('\n')}\n`);
  }
  if (json) {
    const text = message.replace(/^error: /, '');
    const error = { code: 'USAGE', message: text, next };
    process.stderr.write(`${printableJson({ error })}\n`);
  }
  return EXIT.usage;
}

export interface UsageForm {
  readonly json: boolean;
  /** Whether commander has written the message. */
  readonly printed: boolean;
}

/** Says on standard error what went wrong; the exit code. */
export function printError(error: unknown, json: boolean): number {
  const known = error instanceof Error ? ioError(error, 'go on') : error;
  if (known !== error && known instanceof HostError && known.code === 'SYSTEM_LIMIT')
    return printError(known, json);
  if (!(error instanceof HostError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`fault of Bifrons: ${printableLines(text)}\n`);
    return EXIT.hostError;
  }
  const { code, message } = error;
  const next = asTyped(error.next);
  if (json) process.stderr.write(`${printableJson({ error: { code, message, next } })}\n`);
  else {
    const printed = [`error ${code}: ${message}`, `  next: ${next}`];
    const lines = printed.flatMap((line) => wrap(printable(line)));
    process.stderr.write(`${lines.join('\n')}\n`);
  }
  return EXIT.hostError;
}

/** Writes a hint that is no error to standard error. */
export function writeNote(note: string, json: boolean): void {
  const words = asTyped(note);
  const lines = json ? [printableJson({ note: words })] : wrap(printable(`note: ${words}`));
  process.stderr.write(`${lines.join('\n')}\n`);
}

/** A long line broken at spaces, with a deeper indent for what follows. */
export function wrap(text: string, width = columns()): readonly string[] {
  return wrapAt(text, { width, indent: '        ' });
}

export interface WrapOptions {
  readonly width: number;
  /** Before each line but the first. */
  readonly indent: string;
}

/** The same with an indent of the caller's; a word that has no room is broken. */
export function wrapAt(text: string, { width, indent }: WrapOptions): readonly string[] {
  const lines: string[] = [];
  let rest = asTyped(text);
  while (rest.length > width) {
    const head = lines.length === 0 ? (/^\W*/.exec(rest)?.[0].length ?? 0) : indent.length;
    const at = rest.lastIndexOf(' ', width);
    const isWord = at <= head;
    if (isWord && width === Number.POSITIVE_INFINITY) break;
    lines.push(rest.slice(0, isWord ? width : at));
    rest = indent + rest.slice(isWord ? width : at + 1);
  }
  return [...lines, rest];
}

/**
 * Rows with their columns aligned, closer where they are too wide. Where that does not suffice,
 * a row goes on indented lines.
 */
export function table(
  rows: readonly (readonly string[])[],
  gap = '  ',
  width = columns(),
): readonly string[] {
  const typed = rows.map((row) => row.map((cell) => asTyped(cell)));
  const lines = aligned(typed, gap);
  if (lines.every((line) => line.length <= width)) return lines;
  if (gap.length > 1) return table(typed, gap.slice(1), width);
  const heads = aligned(
    typed.map((row) => row.slice(0, -1)),
    gap,
  );
  if (heads.some((line) => line.length > width))
    return lines.flatMap((line, at) => (line.length <= width ? [line] : folded(typed[at]!, width)));
  return heads.flatMap((head, at) => lastBelow(head, typed[at]!.at(-1) ?? '', width));
}

/** A row whose last cell goes below where it has no room; the others stay in their columns. */
function lastBelow(head: string, last: string, width: number): readonly string[] {
  const cell = last.trim();
  if (cell === '') return [head];
  const line = `${head} ${cell}`;
  if (line.length <= width) return [line];
  return [head, ...wrapAt(FOLD + cell, { width, indent: `${FOLD}  ` })];
}

const FOLD = '    ';

/** A row's cells on as many lines as they need. */
function folded(row: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const cell of row.map((one) => one.trimEnd()).filter((one) => one !== '')) {
    if (line !== '' && `${line} ${cell.trimStart()}`.length > width) {
      lines.push(line);
      line = '';
    }
    if (line === '') line = lines.length === 0 ? cell : FOLD + cell.trimStart();
    else line += ` ${cell.trimStart()}`;
  }
  return [...lines, line].flatMap((one) => wrapAt(one, { width, indent: `${FOLD}  ` }));
}

/** The same, however wide. */
export function aligned(rows: readonly (readonly string[])[], gap: string): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  }
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at]!)))
      .join(gap)
      .trimEnd(),
  );
}
