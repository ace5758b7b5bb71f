/** A record of the trace, as lines for people. */
import type { TraceRow } from '../attach/service/index.ts';
import { isHex, unhex } from '../base/index.ts';
import { describeCommand, type DescribedCommand } from '../wire/describe/index.ts';
import { commandComments } from './decoded.ts';
import { wrap } from './output.ts';

/** Its time in seconds, who, and what; continued on indented lines where it has more columns. */
export function traceLines(row: TraceRow, columns: number): readonly string[] {
  const at = (row.at / 1_000_000).toFixed(6).padStart(12);
  return wrap(`${at}  ${row.where.padEnd(8)} ${words(row)}`, columns);
}

/** Commands, answers and decisions have no label; the rest is named. */
function words(row: TraceRow): string {
  return ['command', 'response', 'decision', 'refusal'].includes(row.what)
    ? row.text
    : `${row.what} ${row.text}`;
}

const INDENT = 23;

/** A command by its name, and its data objects; the trace keeps no data of answers. */
export function decodedLines(row: TraceRow, columns: number): readonly string[] {
  const { decoded } = decodedRow(row);
  if (decoded === undefined) return [];
  const lines = commandComments(decoded, columns - INDENT);
  return lines.map((line) => ' '.repeat(INDENT) + line);
}

export function decodedRow(row: TraceRow): { readonly decoded?: DescribedCommand } {
  const [, apdu] = row.operands;
  const isWhole = row.what === 'command' && typeof apdu === 'string';
  return isWhole && apdu !== '' && isHex(apdu) ? { decoded: describeCommand(unhex(apdu)) } : {};
}
