/** How the command line writes: plain or JSON lines, colour on a terminal alone. */
import { styleText } from 'node:util';
import { HostError } from '../base/index.ts';

export const COLUMNS = 100;

/** Exit codes: all well, an expectation failed, wrong usage, a `HostError`. */
export const EXIT = { ok: 0, expectation: 1, usage: 2, hostError: 3 } as const;

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export class Output {
  readonly json: boolean;
  readonly #colour: boolean;

  constructor(options: { readonly json?: boolean | undefined }) {
    this.json = options.json === true;
    this.#colour =
      !this.json && process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
  }

  /** One line for people; nothing with `--json`. */
  line(text = ''): void {
    if (!this.json) process.stdout.write(`${text.trimEnd()}\n`);
  }

  /** One object for programs; nothing without `--json`. */
  object(value: unknown): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  style(style: Style, text: string): string {
    return this.#colour ? styleText(style, text) : text;
  }
}

/** Says on standard error what went wrong; the exit code. */
export function tellError(error: unknown, json: boolean): number {
  if (!(error instanceof HostError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`fault of Bifrons: ${text}\n`);
    return EXIT.hostError;
  }
  const { code, message, next } = error;
  if (json) process.stderr.write(`${JSON.stringify({ error: { code, message, next } })}\n`);
  else process.stderr.write(`${wrap(`error ${code}: ${message}`)}\n${wrap(`  next: ${next}`)}\n`);
  return EXIT.hostError;
}

/** Breaks a long line at spaces, with a deeper indent for what follows. */
function wrap(text: string): string {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > COLUMNS) {
    const at = rest.lastIndexOf(' ', COLUMNS);
    const indent = lines.length === 0 ? 0 : 8;
    if (at <= indent) break;
    lines.push(rest.slice(0, at));
    rest = `        ${rest.slice(at + 1)}`;
  }
  return [...lines, rest].join('\n');
}

/** Rows with their columns aligned; the last column is left as it is. */
export function table(rows: readonly (readonly string[])[], gap = '  '): string[] {
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
