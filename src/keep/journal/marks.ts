/**
 * How a journal says that it is whole. The last line counts the entries before it. The second line
 * says `open` until the writer closes the journal, and is then written over with the same count: so
 * an end that was cut off afterwards is missed, and the end of a writer that was killed is not.
 */
import { journalInvalid } from './entry.ts';

/** The second line's length before it is sealed: it is written over in its place. */
const STATE_LENGTH = 32;

export function emitState(closed: number | undefined): string {
  const row = closed === undefined ? ['open'] : ['closed', closed];
  return JSON.stringify(row).padEnd(STATE_LENGTH);
}

/** With how many entries the writer closed it, if it did. Throws for what is no state. */
export function parseState(line: string): number | undefined {
  const [word, count] = rowOf(line);
  if (word === 'open') return undefined;
  if (word === 'closed' && Number.isSafeInteger(count)) return count as number;
  throw new TypeError('the line that says whether the journal was closed does not read');
}

export function emitEnd(entries: number): string {
  return JSON.stringify(['end', entries]);
}

/** How many entries the line says there are, where it is the last one. */
export function parseEnd(line: string): number | undefined {
  if (!line.startsWith('["end",')) return undefined;
  const [, count] = rowOf(line);
  return Number.isSafeInteger(count) ? (count as number) : undefined;
}

function rowOf(line: string): readonly unknown[] {
  const row: unknown = JSON.parse(line);
  return Array.isArray(row) ? row : [];
}

/**
 * `closed`: whole, as its writer left it. `open`: the writer did not close it: it was killed, or
 * still writes.
 */
export type JournalEnding = 'closed' | 'open';

export interface Marks {
  /** What the second line says. */
  readonly closed: number | undefined;
  /** What the last line says. */
  readonly end: number | undefined;
  /** Entries that are there. */
  readonly entries: number;
}

/** Throws `HostError` JOURNAL_INVALID where lines are missing, or were added. */
export function endingOf({ closed, end, entries }: Marks, name: string): JournalEnding {
  const claimed = closed ?? end;
  if (claimed === undefined) return 'open';
  const wrong = claimed !== entries || (end !== undefined && end !== claimed);
  if (!wrong && end !== undefined) return 'closed';
  const there = claimed === entries ? 'its last line is not there' : `${entries} are there`;
  const lack = claimed > entries || end === undefined ? ': its end was cut off' : '';
  throw journalInvalid(
    `${name} was closed with ${claimed} entries, and ${there}${lack}`,
    'take the journal from where it was recorded, or record again',
  );
}
