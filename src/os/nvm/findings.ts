/**
 * What is looked at once in an owner's records that a store gave: whether each can be what its key
 * says, and the content of parts that no record names. Records that a device wrote itself need it
 * not.
 */
import { type Bytes, hex, readBigEndian } from '../../base/index.ts';
import { MemoryDamage } from './damage.ts';
import type { PartImage } from './parted-image.ts';
import {
  costOf,
  formOf,
  isPage,
  isPaged,
  namedPart,
  NUMBER_LENGTH,
  partKey,
} from './record-key.ts';

export interface Findings {
  /** The longest region or arena, by its key for people. */
  readonly longest: { readonly key: string; readonly length: number };
  /** Names, from the owner's memory down, of parts that no record names. */
  readonly unnamed: readonly (readonly string[])[];
  /** Bytes that count in the quota: those of counters, and all others. */
  readonly counters: number;
  readonly others: number;
}

const known = new WeakMap<PartImage, Findings>();

/** Throws `MemoryDamage`. */
export function findingsOf(owner: string, memory: PartImage): Findings {
  const kept = known.get(memory);
  if (kept) return kept;
  const search = new Search(owner);
  search.part(memory, []);
  known.set(memory, search);
  return search;
}

class Search implements Findings {
  readonly #owner: string;
  longest = { key: '', length: 0 };
  readonly unnamed: (readonly string[])[] = [];
  counters = 0;
  others = 0;

  constructor(owner: string) {
    this.#owner = owner;
  }

  part(part: PartImage, path: readonly string[]): void {
    if (part.source === 'device') return;
    for (const [key, value] of part.records) {
      if (isPage(key)) continue;
      const local = key.slice(part.prefix.length);
      this.#record(local, value, path);
      const isCounter = namedPart(local) === undefined && formOf(local) === 'counter';
      this[isCounter ? 'counters' : 'others'] += costOf(local, value);
    }
    for (const [name, inner] of part.parts) {
      const below = [...path, name];
      if (part.records.has(part.prefix + partKey(name))) this.part(inner, below);
      else this.#unnamedPart(inner, below);
    }
  }

  #record(local: string, stored: Bytes, path: readonly string[]): void {
    const name = namedPart(local);
    const form = formOf(local);
    if (name === undefined && form === 'cell') return;
    const key = [...path, name ?? local.slice(2)].join('/');
    const isNumber = stored.length === NUMBER_LENGTH;
    if (name !== undefined) {
      if (!isNumber && stored.length > 0) throw this.#damage(key, 'the quota of a part', stored);
    } else if (!isNumber) {
      const what =
        form === 'counter'
          ? 'a counter'
          : `the length of ${form === 'arena' ? 'an arena' : 'a region'}`;
      throw this.#damage(key, what, stored);
    } else if (isPaged(form) && readBigEndian(stored) > this.longest.length) {
      this.longest = { key, length: readBigEndian(stored) };
    }
  }

  /** Only a counter can be there before its part is: it leaves ahead of its command's writes. */
  #unnamedPart(part: PartImage, path: readonly string[]): void {
    const stray = strayOf(part);
    if (stray !== undefined) {
      const key = path.join('/');
      const why = `no record names the part in which ${stray} stands`;
      throw new MemoryDamage({ owner: this.#owner, key }, why);
    }
    this.unnamed.push(path);
  }

  #damage(key: string, what: string, stored: Bytes): MemoryDamage {
    return new MemoryDamage({ owner: this.#owner, key }, `${what} cannot be ${hex(stored)}`);
  }
}

/** The key of a record of a part, or of a part below, that is no counter. */
function strayOf(part: PartImage): string | undefined {
  for (const key of part.records.keys())
    if (formOf(key.slice(part.prefix.length)) !== 'counter') return key;
  for (const inner of part.parts.values()) {
    const stray = strayOf(inner);
    if (stray !== undefined) return stray;
  }
  return undefined;
}
