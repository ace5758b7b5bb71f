/**
 * Writes a journal: files of a bounded length, of which each begins with a boot, its memory and its
 * seed, so that each replays by itself. A boot's life is never cut in two.
 */
import { HostError } from '../../base/index.ts';
import type { Description, DeviceCore, DeviceParts } from '../../device/index.ts';
import type { Recorder } from '../../run/device/index.ts';
import type { Entry } from './entry.ts';
import { JournalFile } from './journal-file.ts';
import { type LineCipher, PLAIN } from './cipher/index.ts';
import { bootRecorded } from './recorder.ts';

/** Default length at which a file is followed by another. */
export const JOURNAL_FILE_LENGTH_MAX = 64 * 1_024 * 1_024;

export interface JournalParts {
  /** The first file; those that follow are `PATH.1`, `PATH.2`, and so on. */
  readonly path: string;
  readonly description: Description;
  readonly made: string;
  readonly release: string;
  /** Seals the lines of a file; each file has one of its own. */
  readonly cipher?: (() => LineCipher) | undefined;
  /** The next boot after this many bytes starts another file. */
  readonly lengthMax?: number | undefined;
}

export class JournalWriter implements Recorder {
  readonly path: string;
  readonly #parts: JournalParts;
  readonly #lengthMax: number;
  #file: JournalFile;
  /** Files before the one that is written. */
  #full = 0;
  #failure: HostError | undefined;
  #warned = false;
  #onFailure: ((failure: HostError) => void) | undefined;
  #onWarning: ((words: string) => void) | undefined;

  /** Throws `HostError` INPUT_INVALID where the file cannot be made, or is there. */
  constructor(parts: JournalParts) {
    this.path = parts.path;
    this.#parts = parts;
    this.#lengthMax = parts.lengthMax ?? JOURNAL_FILE_LENGTH_MAX;
    this.#file = this.#begin(parts.path, parts.made);
  }

  /** Why nothing is written any more, if so: a full disk. */
  get failure(): HostError | undefined {
    return this.#failure ?? this.#file.failure;
  }

  /** Calls the listener once, when nothing can be written any more. */
  onFailure(listener: (failure: HostError) => void): void {
    this.#onFailure = listener;
  }

  /** Calls the listener when a boot's life passes the length, once for each boot. */
  onWarning(listener: (words: string) => void): void {
    this.#onWarning = listener;
    if (this.#warned) listener(this.#warning());
  }

  boot(parts: DeviceParts): { readonly device: DeviceCore; readonly start: () => void } {
    const early: Entry[] = [];
    let record = (entry: Entry): void => void early.push(entry);
    const device = bootRecorded(parts, (entry) => record(entry));
    const start = (): void => {
      record = (entry) => this.record(entry);
      for (const entry of early.splice(0)) record(entry);
    };
    return { device, start };
  }

  /** Adds an entry. After a failure nothing is added: a journal has no holes. */
  record(entry: Entry): void {
    if (this.#failure !== undefined) return;
    if (entry.kind === 'boot') this.#rotate();
    this.#file.record(entry);
    this.#warn();
  }

  flush(): void {
    this.#file.flush();
  }

  /** Marks the end: a journal without the mark is one of a process that was killed. */
  close(): void {
    this.#file.close();
  }

  /** Deletes the journal of a device that did not boot. */
  abandon(): void {
    this.#file.abandon();
  }

  #begin(path: string, made: string): JournalFile {
    const { description, release, cipher } = this.#parts;
    return new JournalFile({
      path,
      made,
      description,
      release,
      cipher: cipher?.() ?? PLAIN,
      onFailure: (failure) => this.#onFailure?.(failure),
    });
  }

  #rotate(): void {
    this.#warned = false;
    if (this.#file.isEmpty || this.#file.length <= this.#lengthMax) return;
    if (this.#file.failure !== undefined) return;
    this.#file.close();
    try {
      this.#file = this.#begin(`${this.path}.${++this.#full}`, new Date().toISOString());
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#failure = error;
      this.#onFailure?.(error);
    }
  }

  #warn(): void {
    if (this.#warned || this.#file.length <= this.#lengthMax) return;
    this.#warned = true;
    this.#onWarning?.(this.#warning());
  }

  #warning(): string {
    const next = 'a new file starts at the next boot: bifrons host power-cycle';
    return `${this.#file.path} has passed ${this.#lengthMax} bytes; ${next}`;
  }
}
