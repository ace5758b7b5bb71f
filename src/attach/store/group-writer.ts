/**
 * Group commit: everything that is handed over while the last group is on its way to the disk
 * becomes one transaction with one sync. So many devices share a sync, and none waits for more than
 * two.
 */
import type { Bytes, HostError } from '../../base/index.ts';
import { noRoom } from '../io-error.ts';
import type { LmdbFile } from './lmdb-file.ts';
import {
  checksum,
  type Digest,
  emitRoot,
  fillRecord,
  recordLength,
  ROOT_KEY,
  STORE_FORMAT,
  storeKey,
} from './record.ts';
import { Slab } from './slab.ts';

/** What a transaction does, told when its turn comes: keys and values, `undefined` to delete. */
export type Changes = (tell: (key: string, value: Bytes | undefined) => void) => void;

interface Waiting {
  readonly changes: Changes;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** One group may be gathered and handed over while another waits for its sync. */
const FLYING_MAX = 2;
/** So many callers go on at once; what they write next can be under way before the rest goes on. */
const SETTLED_AT_ONCE = 64;

export class GroupWriter {
  readonly #file: LmdbFile;
  readonly #digest: Digest;
  #generation: number;
  #queue: Waiting[] = [];
  #scheduled = false;
  /** Groups that are on their way to the disk. */
  #flying = 0;
  /** Settles when the last group that set out is settled. */
  #last: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  readonly #slab = new Slab();
  #watched: Promise<boolean> | undefined;
  /** Why LMDB did not take a single operation. */
  #refused: Error | undefined;

  constructor(file: LmdbFile, found: { readonly digest: Digest; readonly generation: number }) {
    this.#file = file;
    this.#digest = found.digest;
    this.#generation = found.generation;
  }

  keys(): Iterable<string> {
    return this.#digest.keys();
  }

  /**
   * Settles when the changes are on disk; calls settle in their order. After a failure every
   * later call fails too, so that what is on disk stays a prefix of what was given.
   */
  write(changes: Changes): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ changes, resolve, reject });
      this.#schedule();
    });
  }

  /** Settles when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#queue.length > 0 || this.#flying > 0) {
      await this.#last;
      await turn();
    }
  }

  /** The others of this event turn come along. */
  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0 || this.#flying >= FLYING_MAX) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const group = this.#queue;
      this.#queue = [];
      this.#flying++;
      this.#last = this.#send(group, this.#last);
    });
  }

  async #send(group: readonly Waiting[], before: Promise<void>): Promise<void> {
    try {
      if (this.#failure !== undefined) throw this.#failure;
      await this.#commit(group);
      await before;
    } catch (error) {
      await before;
      this.#failure ??= notTaken(error);
    }
    this.#flying--;
    this.#schedule();
    const failure = this.#failure;
    for (const [at, one] of group.entries()) {
      if (at > 0 && at % SETTLED_AT_ONCE === 0) await turn();
      if (failure === undefined) one.resolve();
      else one.reject(failure);
    }
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const committed = this.#file.batch(() => {
      for (const { changes } of group) changes(this.#change);
      this.#generation++;
      const { records, digest } = this.#digest;
      const root = { format: STORE_FORMAT, generation: this.#generation, records, digest };
      this.#watch(this.#file.put(ROOT_KEY, emitRoot(root)));
    });
    if (!(await committed)) throw new Error('LMDB refused the transaction');
    await this.#file.flushed;
    if (this.#refused !== undefined) throw this.#refused;
  }

  /** Into the transaction that is being gathered. */
  readonly #change = (key: string, value: Bytes | undefined): void => {
    if (value === undefined) {
      this.#digest.remove(key);
      this.#watch(this.#file.remove(storeKey(key)));
      return;
    }
    const sum = checksum(key, value);
    this.#digest.put(key, sum);
    const stored = fillRecord(this.#slab.take(recordLength(value)), value, sum);
    this.#watch(this.#file.put(storeKey(key), stored));
  };

  /** Within a transaction LMDB gives one promise for all operations. */
  #watch(operation: Promise<boolean>): void {
    if (operation === this.#watched) return;
    this.#watched = operation;
    operation.catch((error: Error) => (this.#refused ??= error));
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** LMDB tells a full disk as an input or output error, so this names what the system said. */
function notTaken(error: unknown): HostError {
  const { commitError, message } = error as { commitError?: Error; message?: string };
  return noRoom(`the store did not take a write: ${commitError?.message ?? message ?? 'failed'}`);
}
