/**
 * Writes a journal's file: only its owner can read it, since it holds PINs and keys as they were
 * sent. One line an entry; written soon, not at once, so that a killed process loses the last
 * moments.
 */
import { closeSync, constants, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { HostError } from '../../base/index.ts';
import type { Description } from '../../device/index.ts';
import { ioError } from '../files/index.ts';
import { emitEntry, type Entry, JOURNAL_FORMAT, type JournalHeader } from './entry.ts';
import { LineCheck } from './line-check.ts';
import type { LineCipher } from './cipher/index.ts';
import { descriptionHash } from './description-hash.ts';
import { emitEnd, emitState } from './marks.ts';

/** Text that waits in memory before it is written at the latest. */
const BUFFER_LENGTH_MAX = 65_536;
const STATE_INDEX = 1;
/** The header and the line that says whether it was closed. */
const LINES_BEFORE_ENTRIES = 2;

export interface JournalFileParts {
  readonly path: string;
  readonly description: Description;
  readonly made: string;
  readonly release: string;
  readonly cipher: LineCipher;
  readonly onFailure: (failure: HostError) => void;
}

/** One file of a journal. */
export class JournalFile {
  readonly path: string;
  readonly #file: number;
  readonly #cipher: LineCipher;
  readonly #check = new LineCheck();
  /** Where the second line stands in the file. */
  readonly #stateAt: number;
  #lines = 0;
  /** Characters, which are bytes, that were handed over. */
  #length = 0;
  #buffer = '';
  #scheduled = false;
  #closed = false;
  #failure: HostError | undefined;
  readonly #onFailure: (failure: HostError) => void;

  /** Throws `HostError` INPUT_INVALID where the file cannot be made, or is there. */
  constructor(parts: JournalFileParts) {
    const { path, description, made, release } = parts;
    this.path = path;
    this.#cipher = parts.cipher;
    this.#onFailure = parts.onFailure;
    try {
      const { O_WRONLY, O_CREAT, O_EXCL } = constants;
      this.#file = openSync(path, O_WRONLY | O_CREAT | O_EXCL, 0o600);
    } catch (error) {
      throw notBegun(error);
    }
    const header: JournalHeader = {
      bifronsJournal: JOURNAL_FORMAT,
      made,
      release,
      description,
      descriptionHash: descriptionHash(description),
    };
    this.#append(JSON.stringify(header));
    this.#stateAt = Buffer.byteLength(this.#buffer);
    this.#append(emitState(undefined));
    this.flush();
    if (this.#failure === undefined) return;
    this.abandon();
    throw this.#failure;
  }

  get length(): number {
    return this.#length;
  }

  /** Whether nothing was recorded in it yet. */
  get isEmpty(): boolean {
    return this.#lines === LINES_BEFORE_ENTRIES;
  }

  /** Why nothing is written any more, if so: a full disk. */
  get failure(): HostError | undefined {
    return this.#failure;
  }

  /** Adds an entry. After a failure nothing is added: a journal has no holes. */
  record(entry: Entry): void {
    this.#append(this.#check.add(emitEntry(entry)));
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#closed || this.#failure !== undefined) return;
    const bytes = Buffer.from(this.#buffer);
    this.#buffer = '';
    this.#attempt(() => {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    });
  }

  /** Marks the end: a journal without the mark is one of a process that was killed. */
  close(): void {
    if (this.#closed) return;
    const entries = this.#lines - LINES_BEFORE_ENTRIES;
    this.#append(emitEnd(entries));
    this.flush();
    this.#attempt(() => {
      fsyncSync(this.#file);
      const state = Buffer.from(this.#cipher.seal(emitState(entries), STATE_INDEX));
      writeSync(this.#file, state, 0, state.length, this.#stateAt);
    });
    this.#closed = true;
    closeSync(this.#file);
  }

  /** Deletes the journal of a device that did not boot. */
  abandon(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#file);
    rmSync(this.path, { force: true });
  }

  #append(line: string): void {
    if (this.#closed || this.#failure !== undefined) return;
    const sealed = this.#cipher.seal(line, this.#lines++);
    this.#buffer += `${sealed}\n`;
    this.#length += sealed.length + 1;
    if (this.#buffer.length > BUFFER_LENGTH_MAX) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
  }

  #attempt(write: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      write();
    } catch (error) {
      this.#failure = notWritten(error, this.path);
      this.#onFailure(this.#failure);
    }
  }
}

function notBegun(error: unknown): HostError {
  const known = ioError(error, 'begin a journal');
  if (known instanceof HostError) return known;
  const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
  const next = isThere
    ? 'give a path where no file is yet: bifrons up --journal FILE'
    : 'give a path in a folder that is there: bifrons up --journal FILE';
  return new HostError('INPUT_INVALID', `cannot begin a journal: ${known.message}`, next);
}

/** The device goes on; what follows is not in the journal. */
function notWritten(error: unknown, path: string): HostError {
  const message = `the journal ${path} ends here: ${(error as Error).message}`;
  return new HostError('STORE_WRITE', message, 'make room, and begin another journal');
}
