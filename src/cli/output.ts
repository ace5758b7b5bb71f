/** How the command line writes: plain or JSON lines, colour on a terminal alone. */
import { randomInt } from 'node:crypto';
import { styleText } from 'node:util';
import { HostError } from '../base/index.ts';
import { ioError } from '../keep/files/index.ts';
import { printable, printableJson, printableLines } from './printable.ts';
import { asTyped } from './program-name.ts';

export const COLUMNS = 100;

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

/** What to do when whoever reads our output goes away early (head, less); else the process ends. */
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
export function tellUsage(message: string, hint: string, { json, said }: UsageForm): number {
  const next = asTyped(hint);
  if (!json && !said) {
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
  readonly said: boolean;
}

/** Says on standard error what went wrong; the exit code. */
export function tellError(error: unknown, json: boolean): number {
  const known = error instanceof Error ? ioError(error, 'go on') : error;
  if (known !== error && known instanceof HostError && known.code === 'SYSTEM_LIMIT')
    return tellError(known, json);
  if (!(error instanceof HostError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`fault of Bifrons: ${printableLines(text)}\n`);
    return EXIT.hostError;
  }
  const { code, message } = error;
  const next = asTyped(error.next);
  if (json) process.stderr.write(`${printableJson({ error: { code, message, next } })}\n`);
  else {
    const said = [`error ${code}: ${message}`, `  next: ${next}`];
    const lines = said.flatMap((line) => wrap(printable(line)));
    process.stderr.write(`${lines.join('\n')}\n`);
  }
  return EXIT.hostError;
}

/** Says on standard error what is no error, and good to know. */
export function tellNote(note: string, json: boolean): void {
  const words = asTyped(note);
  const lines = json ? [printableJson({ note: words })] : wrap(printable(`note: ${words}`));
  process.stderr.write(`${lines.join('\n')}\n`);
}

/** A long line broken at spaces, with a deeper indent for what follows. */
export function wrap(text: string, columns = COLUMNS): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > columns) {
    const at = rest.lastIndexOf(' ', columns);
    const indent = lines.length === 0 ? 0 : 8;
    if (at <= indent) break;
    lines.push(rest.slice(0, at));
    rest = `        ${rest.slice(at + 1)}`;
  }
  return [...lines, rest];
}

/** Rows with their columns aligned, closer where they are too wide; the last is left as it is. */
export function table(
  rows: readonly (readonly string[])[],
  gap = '  ',
  columns = COLUMNS,
): string[] {
  const lines = aligned(rows, gap);
  const isWide = gap.length > 1 && lines.some((line) => line.length > columns);
  return isWide ? table(rows, gap.slice(1), columns) : lines;
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
