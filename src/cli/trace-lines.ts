/** A record of the trace, as lines for people. */
import type { TraceRow } from '../attach/service/index.ts';
import { wrap } from './output.ts';

/** Its time in seconds, who, and what; continued on indented lines where it has more columns. */
export function traceLines(row: TraceRow, columns: number): readonly string[] {
  const at = (row.at / 1_000_000).toFixed(6).padStart(12);
  return wrap(`${at}  ${row.where.padEnd(8)} ${words(row)}`, columns);
}

/** Commands, answers and decisions speak for themselves; the rest is named. */
function words(row: TraceRow): string {
  return ['command', 'response', 'decision', 'refusal'].includes(row.what)
    ? row.text
    : `${row.what} ${row.text}`;
}
