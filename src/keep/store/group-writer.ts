/**
 * Group commit: everything that is handed over while the last group is on its way to the disk
 * becomes one transaction with one sync. So many devices share a sync, and none waits for more than
 * two.
 */
import { assert, type Bytes } from '../../base/index.ts';
import { noRoom } from '../../run/store/index.ts';
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
import { PAGE_LENGTH, type Room } from './room.ts';
import { Slab } from './slab.ts';

/** Writes of a transaction, made when its turn comes: keys and values, `undefined` to delete. */
export type Changes = (change: (key: string, value: Bytes | undefined) => void) => void;

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
  #lost = false;
  /** Bytes handed over since the room was last looked at; each record may take a page. */
  #written = 0;
  readonly #room: Room;

  constructor(
    file: LmdbFile,
    room: Room,
    found: { readonly digest: Digest; readonly generation: number },
  ) {
    this.#file = file;
    this.#room = room;
    this.#digest = found.digest;
    this.#generation = found.generation;
  }

  /** Whether a write was lost, not only refused beforehand. */
  get lost(): boolean {
    return this.#lost;
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

  /** Takes writes again after it refused some; none may be lost. */
  resume(): void {
    assert(!this.#lost, 'what is stored is all that was given before the first refusal');
    this.#failure = undefined;
  }

  /** Settles when nothing is under way, and every refusal has reached its caller. */
  async settled(): Promise<void> {
    await this.idle();
    await this.#last;
    await turn();
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
      if (this.#failure === undefined) {
        this.#lost = true;
        const message = 'the store did not take a write';
        this.#failure = noRoom(message);
        this.#failure = noRoom(`${message}: ${await reasonOf(error)}`);
      }
    }
    const failure = this.#failure;
    this.#keepRoom();
    this.#flying--;
    this.#schedule();
    for (const [at, one] of group.entries()) {
      if (at > 0 && at % SETTLED_AT_ONCE === 0) await turn();
      if (failure === undefined) one.resolve();
      else one.reject(failure);
    }
  }

  /** Where there is no more room, what is written is safe, and nothing more is taken. */
  #keepRoom(): void {
    if (this.#failure !== undefined) return;
    const written = this.#written;
    this.#written = 0;
    try {
      this.#room.keep(written);
    } catch (error) {
      this.#failure = noRoom(`the store takes no more: ${(error as Error).message}`);
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
    this.#written += PAGE_LENGTH + value.length;
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

/** LMDB promises the reason for a failed commit, and rejects that promise with it. */
async function reasonOf(error: unknown): Promise<string> {
  const { commitError, message = 'failed' } = error as { commitError?: unknown; message?: string };
  if (!(commitError instanceof Promise)) return message;
  const reason = commitError.then(
    () => message,
    (error: Error) => error.message.split(':')[0]!,
  );
  return Promise.race([reason, turn().then(() => message)]);
}
