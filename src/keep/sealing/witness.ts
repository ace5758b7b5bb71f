/**
 * Records the generation of a store outside it, so that an older copy in its place is detected. Two
 * files do: one in the data folder, and one beside the key file, which a copy of the whole data
 * folder does not bring along. They are written soon after a commit, not with it: what was
 * committed in the last moments before a crash may be rolled back unnoticed.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { HostError, utf8 } from '../../base/index.ts';
import { readTextWhole, writeFileSoon } from '../files/index.ts';
import type { SealingKey } from './key-file.ts';

/** Longest time a commit goes unwitnessed while the process lives. */
const DELAY_MS = 200;
/** Thousands of stores. */
const WITNESS_LENGTH_MAX = 16 * 1_024 * 1_024;

interface Entry {
  readonly generation: number;
  /** Over id and generation, under a key derived from the sealing key. */
  readonly mac: string;
}

type Entries = Record<string, Entry>;

/** Records the generation of stores outside of them, so that an older copy is refused. */
export class Witness {
  readonly #paths: readonly string[];
  readonly #key: SealingKey;
  readonly #seen = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  /** `paths` are the files; those that cannot be written are done without. */
  constructor(key: SealingKey, paths: readonly string[]) {
    this.#key = key;
    this.#paths = paths;
  }

  /** Throws `HostError` STORE_ROLLED_BACK when a store is older than what was seen of it. */
  check(id: string, generation: number, name: string): void {
    for (const path of this.#paths) {
      const entry = read(path)[id];
      if (entry === undefined) continue;
      if (!this.#isOurs(id, entry)) throw changed(path);
      if (generation >= entry.generation) continue;
      throw new HostError(
        'STORE_ROLLED_BACK',
        `${name} is at generation ${generation}, and was at ${entry.generation} (${path})`,
        `put the newer store back; or, to go on with the older one, remove ${path}`,
      );
    }
  }

  /** A generation is durable. */
  saw(id: string, generation: number): void {
    this.#seen.set(id, generation);
    this.#timer ??= setTimeout(() => this.settle(), DELAY_MS).unref();
  }

  /** Writes down what was seen. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#seen.size === 0) return;
    for (const path of this.#paths) this.#write(path);
    this.#seen.clear();
  }

  #write(path: string): void {
    const entries = read(path);
    for (const [id, generation] of this.#seen)
      entries[id] = { generation, mac: this.#mac(id, generation) };
    try {
      writeFileSoon(path, `${JSON.stringify(entries, undefined, 2)}\n`);
    } catch {
      // A key on a medium that is read-only has no witness beside it; docs/security.md says so.
    }
  }

  #isOurs(id: string, { generation, mac }: Entry): boolean {
    const [a, b] = [utf8(this.#mac(id, generation)), utf8(mac)];
    return a.length === b.length && timingSafeEqual(a, b);
  }

  #mac(id: string, generation: number): string {
    const key = this.#key.derive('witness', utf8(id));
    return createHmac('sha256', key).update(`${id} ${generation}`).digest('hex');
  }
}

function read(path: string): Entries {
  let text: string;
  try {
    text = readTextWhole(path, { lengthMax: WITNESS_LENGTH_MAX, noLink: true });
  } catch (error) {
    // What is there and is no file says nothing, and may stand for one that would.
    if ((error as NodeJS.ErrnoException).code === undefined) throw changed(path);
    return {};
  }
  try {
    return JSON.parse(text) as Entries;
  } catch {
    throw changed(path);
  }
}

function changed(path: string): HostError {
  return new HostError(
    'STORE_ROLLED_BACK',
    `${path} was not written by this key: the store's generation is unknown`,
    `remove ${path} to go on with the store as it is`,
  );
}
