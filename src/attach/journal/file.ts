/**
 * The journal's file: only its owner can read it, since it holds PINs and keys as they were sent.
 * One line an entry; written soon, not at once, so that a killed process loses the last moments.
 */
import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { HostError } from '../../base/index.ts';
import { type Description, parseDescription } from '../../device/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import {
  emitEntry,
  type Entry,
  JOURNAL_FORMAT,
  journalInvalid,
  type JournalHeader,
  parseEntry,
} from './entry.ts';

/** Text that waits in memory before it is written at the latest. */
const BUFFER_LENGTH_MAX = 65_536;

/** Seals and opens a journal's lines; each is bound to its place. */
export interface LineCipher {
  seal(line: string, index: number): string;
  /** Throws `HostError` KEY_WRONG, KEY_NEEDED. */
  open(line: string, index: number): string;
}

/** Lines as they are. */
export const PLAIN: LineCipher = { seal: (line) => line, open: (line) => line };

export interface JournalSeat {
  readonly path: string;
  readonly description: Description;
  readonly made: string;
  readonly release: string;
  readonly cipher?: LineCipher | undefined;
}

export class JournalWriter {
  readonly path: string;
  readonly #file: number;
  readonly #cipher: LineCipher;
  #lines = 0;
  #buffer = '';
  #scheduled = false;
  #closed = false;
  #failure: Error | undefined;

  /** Throws `HostError` INPUT_INVALID where the file cannot be made, or is there. */
  constructor(seat: JournalSeat) {
    const { path, description, made, release } = seat;
    this.path = path;
    this.#cipher = seat.cipher ?? PLAIN;
    try {
      const { O_WRONLY, O_CREAT, O_EXCL } = constants;
      this.#file = openSync(path, O_WRONLY | O_CREAT | O_EXCL, 0o600);
    } catch (error) {
      const next = 'give a path where no file is yet: bifrons up --journal FILE';
      throw new HostError('INPUT_INVALID', `cannot begin a journal: ${told(error)}`, next);
    }
    const header: JournalHeader = {
      bifronsJournal: JOURNAL_FORMAT,
      made,
      release,
      description,
      descriptionHash: hashOf(description),
    };
    this.#append(JSON.stringify(header));
    this.flush();
  }

  /** Why nothing is written any more, if so: a full disk. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Adds an entry. After a failure nothing is added: a journal has no holes. */
  tell(entry: Entry): void {
    this.#append(emitEntry(entry));
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#closed || this.#failure !== undefined) return;
    const bytes = Buffer.from(this.#buffer);
    this.#buffer = '';
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    } catch (error) {
      this.#failure = error as Error;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    closeSync(this.#file);
  }

  #append(line: string): void {
    if (this.#closed || this.#failure !== undefined) return;
    this.#buffer += `${this.#cipher.seal(line, this.#lines++)}\n`;
    if (this.#buffer.length > BUFFER_LENGTH_MAX) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
  }
}

export interface Journal {
  readonly header: JournalHeader;
  readonly description: Description;
  readonly entries: readonly Entry[];
  /** Whether the writer died within its last line, which is left out. */
  readonly cut: boolean;
}

/** Throws `HostError` JOURNAL_INVALID, KEY_NEEDED, KEY_WRONG, INPUT_INVALID. */
export function readJournal(path: string, cipher: LineCipher = PLAIN): Journal {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const next = 'give the path of a journal; bifrons up --journal makes one';
    throw new HostError('INPUT_INVALID', `cannot read the journal: ${told(error)}`, next);
  }
  return parseJournal(text, path, cipher);
}

/** The same from its text; `name` is for messages. */
export function parseJournal(text: string, name: string, cipher: LineCipher = PLAIN): Journal {
  const lines = text.split('\n');
  const cut = lines.pop() !== '';
  const header = readHeader(cipher.open(lines[0] ?? '', 0), name);
  const entries: Entry[] = [];
  for (let at = 1; at < lines.length; at++) {
    const line = cipher.open(lines[at]!, at);
    try {
      entries.push(parseEntry(line));
    } catch (error) {
      throw journalInvalid(
        `${name}:${at + 1}: ${told(error)}`,
        'the journal was changed: record again',
      );
    }
  }
  return { header, description: parseDescription(header.description), entries, cut };
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
  if (header.descriptionHash !== hashOf(header.description)) {
    const message = `${name}: the description is not the one that was recorded`;
    throw journalInvalid(message, 'the journal was changed: record again');
  }
  return header as JournalHeader;
}

function hashOf(description: unknown): string {
  return createHash('sha256').update(canonicalJson(description)).digest('hex');
}

function told(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
