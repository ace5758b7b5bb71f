/** What is current on one logical channel. RAM: it goes with the session. [TS102221 §8.4] */
import { type Bytes, EMPTY } from '../../base/index.ts';
import { type FileEntry, type FilePlace, ROOT_ID } from './file-entry.ts';
import type { FileRef, FileSystem } from './file-system.ts';
import type { Volume } from './volume.ts';

/** A data object on its way in or out, block by block. [TS102221 §11.3] */
export type Transfer =
  | {
      readonly direction: 'out';
      readonly object: Bytes;
      readonly from: number;
      readonly to: number;
    }
  | { readonly direction: 'in'; readonly length: number; readonly parts: readonly Bytes[] };

/** What of a context outlasts a suspension: numbers of volumes and files. [TS102221 §11.1.22] */
export interface ContextStatus {
  readonly application: number | undefined;
  readonly directory: FilePlace;
  readonly ef: number | undefined;
  readonly record: number;
}

export class FileContext {
  readonly #files: FileSystem;
  #directory: { readonly volume: Volume; readonly id: number };
  #ef: number | undefined;
  /** The ADF that is active on the channel; it stays so while files of the MF are selected. */
  #application: Volume | undefined;
  /** The record pointer; 0 where it is not set. [TS102221 §8.2.2.2] */
  record = 0;
  transfer: Transfer | undefined;
  /** What GET RESPONSE gives to a terminal of class A0. */
  legacyResponse: Bytes = EMPTY;

  constructor(files: FileSystem) {
    this.#files = files;
    this.#directory = { volume: files.mf.volume, id: ROOT_ID };
  }

  get application(): Volume | undefined {
    const active = this.#application;
    return active !== undefined && this.#files.volumes.includes(active) ? active : undefined;
  }

  /** The current DF; the MF, where the one that was current has been deleted. */
  get directory(): FileRef {
    const { volume, id } = this.#directory;
    const entry = this.#files.volumes.includes(volume) ? volume.entry(id) : undefined;
    return entry === undefined ? this.#files.mf : { volume, entry };
  }

  get ef(): FileRef | undefined {
    if (this.#ef === undefined) return undefined;
    const { volume } = this.#directory;
    const entry = this.#files.volumes.includes(volume) ? volume.entry(this.#ef) : undefined;
    return entry && { volume, entry };
  }

  /** The current EF, or DF where there is none. */
  get current(): FileRef {
    return this.ef ?? this.directory;
  }

  /** Makes a file current; the DF of an EF becomes the current one. */
  enter({ volume, entry }: FileRef): void {
    const isDirectory = entry.kind === 'df';
    this.#directory = { volume, id: isDirectory ? entry.id : entry.parent };
    this.#ef = isDirectory ? undefined : entry.id;
    this.record = firstRecord(entry);
    this.transfer = undefined;
  }

  /** Begins the session of an application: its ADF is current. */
  begin(application: Volume): void {
    this.#application = application;
    this.enter({ volume: application, entry: application.root });
  }

  /** No application is active, and the MF is current. */
  end(): void {
    this.#application = undefined;
    this.enter(this.#files.mf);
  }

  get status(): ContextStatus {
    const { volume, id } = this.#directory;
    const application = this.#application?.number;
    return {
      application,
      directory: { volume: volume.number, id },
      ef: this.#ef,
      record: this.record,
    };
  }

  /** As far as the files are still there. */
  restore({ application, directory, ef, record }: ContextStatus): void {
    const files = this.#files;
    const volume = files.volume(directory.volume);
    this.#application = application === undefined ? undefined : files.volume(application);
    this.enter(files.mf);
    const entry = volume?.entry(ef ?? directory.id);
    if (volume === undefined || entry === undefined) return;
    this.enter({ volume, entry });
    this.record = record;
  }

  /** What a channel that is opened from this one begins with. [TS102221 §8.7] */
  inherit(from: FileContext): void {
    this.#application = from.application;
    this.enter(from.directory);
  }
}

/** The last record written is the first of a cyclic EF, and current at once. [TS102221 §8.2.2.3] */
function firstRecord({ kind }: FileEntry): number {
  return kind === 'cyclic' ? 1 : 0;
}
