/** Reads a journal's file, and says whether it is whole. */
import { HostError } from '../../base/index.ts';
import { type Description, parseDescription } from '../../device/index.ts';
import { ioError, readTextWhole } from '../files/index.ts';
import {
  type Entry,
  JOURNAL_FORMAT,
  journalInvalid,
  type JournalHeader,
  parseEntry,
} from './entry.ts';
import { firstChanged } from './line-check.ts';
import { isSealed, type LineCipher, PLAIN } from './cipher/index.ts';
import { descriptionHash } from './description-hash.ts';
import { endingOf, type JournalEnding, parseEnd, parseState } from './marks.ts';

/** A journal as it was read. */
export interface Journal {
  /** The first line. */
  readonly header: JournalHeader;
  /** The header's, checked. */
  readonly description: Description;
  /** All that follow the header and are whole. */
  readonly entries: readonly Entry[];
  /** How the journal ends: closed, or cut off. */
  readonly ending: JournalEnding;
  /** The first entry whose line is not as it was written: its place, from 0. */
  readonly changed: number | undefined;
  /** Whether it was encrypted. */
  readonly sealed: boolean;
  /** Whether the last line is not whole, and was left out. */
  readonly cut: boolean;
  /** The number of the first entry's line in the file. */
  readonly firstLine: number;
}

/** Lines before the first entry: the header, and whether the journal was closed. */
const MARKS = 2;
/** What is read at once; one file of a journal that rotates is far shorter. */
const JOURNAL_LENGTH_MAX = 384 * 1_024 * 1_024;
const CHANGED = 'the journal was changed: record again';

/** Throws `HostError` JOURNAL_INVALID, KEY_NEEDED, KEY_WRONG, INPUT_INVALID. */
export function readJournal(path: string, cipher: LineCipher = PLAIN): Journal {
  let text: string;
  try {
    text = readTextWhole(path, { lengthMax: JOURNAL_LENGTH_MAX });
  } catch (error) {
    const known = ioError(error, `read the journal ${path}`);
    if (known instanceof HostError) throw known;
    const next = 'give the path of a journal; bifrons up --journal makes one';
    throw new HostError('INPUT_INVALID', `cannot read the journal: ${messageOf(error)}`, next);
  }
  return parseJournal(text, path, cipher);
}

/** The same from its text; `name` is for messages. */
export function parseJournal(text: string, name: string, cipher: LineCipher = PLAIN): Journal {
  const lines = text.split('\n');
  const cut = lines.pop() !== '';
  const header = readHeader(openLine({ lines, at: 0, name, cipher }), name);
  const closed = readLine({ lines, at: 1, name, cipher }, parseState);
  const entries: Entry[] = [];
  const checked: string[] = [];
  let end: number | undefined;
  for (let at = MARKS; at < lines.length; at++) {
    if (end !== undefined) throw journalInvalid(`${name}:${at + 1} follows its end`, CHANGED);
    readLine({ lines, at, name, cipher }, (line) => {
      end = parseEnd(line);
      if (end !== undefined) return;
      entries.push(parseEntry(line));
      checked.push(line);
    });
  }
  const marks = { closed, end, entries: entries.length };
  return {
    header,
    description: parseDescription(header.description),
    entries,
    ending: endingOf(marks, name),
    changed: firstChanged(checked),
    sealed: isSealed(lines[0] ?? ''),
    cut,
    firstLine: MARKS + 1,
  };
}

interface Place {
  readonly lines: readonly string[];
  readonly at: number;
  readonly name: string;
  readonly cipher: LineCipher;
}

function openLine({ lines, at, name, cipher }: Place): string {
  try {
    return cipher.open(lines[at] ?? '', at);
  } catch (error) {
    const isChanged = error instanceof HostError && error.code === 'JOURNAL_INVALID';
    throw isChanged ? journalInvalid(`${name}:${at + 1}: ${error.message}`, error.next) : error;
  }
}

function readLine<T>(place: Place, read: (line: string) => T): T {
  const line = openLine(place);
  const { name, at } = place;
  try {
    return read(line);
  } catch (error) {
    throw journalInvalid(`${name}:${at + 1}: ${messageOf(error)}`, CHANGED);
  }
}

function readHeader(line: string, name: string): JournalHeader {
  let header: Partial<JournalHeader> | null;
  try {
    header = JSON.parse(line) as Partial<JournalHeader> | null;
  } catch {
    header = null;
  }
  const format: unknown = header?.bifronsJournal;
  if (header === null || format === undefined)
    throw journalInvalid(`${name} is no journal`, 'give a file that bifrons up --journal made');
  if (format !== JOURNAL_FORMAT) {
    const message = `${name} has format ${String(format)}, this build reads ${JOURNAL_FORMAT}`;
    throw journalInvalid(message, `use the release that wrote it: ${header.release ?? 'unknown'}`);
  }
  if (header.descriptionHash !== descriptionHash(header.description)) {
    const message = `${name}: the description is not the one that was recorded`;
    throw journalInvalid(message, CHANGED);
  }
  return header as JournalHeader;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
