/** One container's share of the device's memory, under its own quota. */
import { assert, bigEndian, type Bytes, hex, readBigEndian } from '../../base/index.ts';
import { SW } from '../../wire/index.ts';
import {
  type Cell,
  type Codec,
  type Counter,
  type Nvm,
  refuse,
  type Region,
  type Savepoint,
} from '../abi/index.ts';
import { MemoryDamage, ownerOf, reading } from './damage.ts';
import type { Memory } from './memory.ts';
import { makeRegion, PAGE_LENGTH } from './region.ts';

/** One record of a partition, decoded as its owner reads it. */
export interface RecordView {
  readonly form: 'cell' | 'counter' | 'region';
  readonly key: string;
  /** A cell's value, described where its codec can; a counter's number; a region's `RegionView`. */
  readonly value: unknown;
  /** False for a cell that nobody asked for since boot: then its value is the bytes stored. */
  readonly decoded: boolean;
}

export interface RegionView {
  readonly length: number;
  /** Pages that were ever written, by number. */
  readonly pages: ReadonlyMap<number, Bytes>;
}

/** Bytes of a counter, and of a region's header. */
const NUMBER_LENGTH = 6;

/** One container's share of the memory, by key prefix, under a quota in bytes. [M-20] [M-107] */
export class Partition implements Nvm {
  readonly quota: number;
  readonly #memory: Memory;
  readonly #owner: string;
  readonly #prefix: string;
  readonly #regionPrefix: string;
  readonly #cells = new Map<string, { cell: Cell<unknown>; codec: Codec<unknown> }>();
  readonly #regions = new Map<string, Region>();
  readonly #counters = new Map<string, Counter>();
  #used = 0;

  /** Throws `MemoryDamage` for a counter or region that is none. */
  constructor(memory: Memory, options: { readonly id: string; readonly quota: number }) {
    this.#memory = memory;
    this.#owner = ownerOf(options.id);
    this.#prefix = `${options.id}/`;
    this.#regionPrefix = `${this.#prefix}r/`;
    this.quota = options.quota;
    for (const key of memory.recordKeys()) {
      if (!key.startsWith(this.#prefix)) continue;
      const stored = memory.get(key)!;
      this.#checkForm(key, stored);
      this.#used += this.#cost(key, stored);
    }
  }

  get free(): number {
    return Math.max(0, this.quota - this.#used);
  }

  cell<T>(key: string, codec: Codec<T>, initial: T): Cell<T> {
    const known = this.#cells.get(key);
    if (known) {
      assert(known.codec === codec, `cell ${key} asked for with two codecs`);
      return known.cell as Cell<T>;
    }
    const full = this.#key(key, 'c');
    const stored = this.#memory.get(full);
    let value =
      stored === undefined
        ? initial
        : reading({ owner: this.#owner, key }, () => codec.parse(stored));
    const cell: Cell<T> = {
      get: () => value,
      set: (next) => {
        const before = value;
        this.#store(full, codec.emit(next), () => {
          value = before;
        });
        value = next;
      },
    };
    this.#cells.set(key, { cell: cell as Cell<unknown>, codec: codec as Codec<unknown> });
    return cell;
  }

  counter(key: string, initial: number): Counter {
    const known = this.#counters.get(key);
    if (known) return known;
    const full = this.#key(key, 'n');
    const stored = this.#memory.get(full);
    let value = stored === undefined ? initial : readBigEndian(stored);
    const counter: Counter = {
      get: () => value,
      set: (next) => {
        assert(
          Number.isInteger(next) && next >= 0 && next < 2 ** 48,
          `counter ${key} out of range`,
        );
        const bytes = bigEndian(next, NUMBER_LENGTH);
        this.#charge(this.#cost(full, bytes) - this.#cost(full, this.#memory.get(full)));
        this.#memory.writeEarly(full, bytes);
        value = next;
      },
    };
    this.#counters.set(key, counter);
    return counter;
  }

  region(key: string, length: number): Region {
    const known = this.#regions.get(key);
    if (known) {
      assert(known.length === length, `region ${key} asked for with two lengths`);
      return known;
    }
    const full = this.#key(key, 'r');
    const header = this.#memory.get(full);
    if (header === undefined)
      this.#store(full, bigEndian(length, NUMBER_LENGTH), () => this.#regions.delete(key));
    else if (readBigEndian(header) !== length) {
      throw new MemoryDamage(
        { owner: this.#owner, key },
        `a region of ${length} bytes has another length`,
      );
    }
    const region = makeRegion(this.#memory, full, length);
    this.#regions.set(key, region);
    return region;
  }

  has(key: string): boolean {
    return (['c', 'n', 'r'] as const).some(
      (form) => this.#memory.get(this.#key(key, form)) !== undefined,
    );
  }

  drop(key: string): void {
    const region = this.#key(key, 'r');
    const header = this.#memory.get(region);
    if (header !== undefined) {
      const pages = Math.ceil(readBigEndian(header) / PAGE_LENGTH);
      for (let page = 0; page < pages; page++) {
        const pageKey = `${region}#${page}`;
        if (this.#memory.get(pageKey) !== undefined) this.#memory.write(pageKey, undefined);
      }
    }
    const [cell, counter, kept] = [
      this.#cells.get(key),
      this.#counters.get(key),
      this.#regions.get(key),
    ];
    const restore = (): void => {
      if (cell) this.#cells.set(key, cell);
      if (counter) this.#counters.set(key, counter);
      if (kept) this.#regions.set(key, kept);
    };
    for (const form of ['c', 'n', 'r'] as const) {
      const full = this.#key(key, form);
      if (this.#memory.get(full) !== undefined) this.#store(full, undefined, restore);
    }
    this.#cells.delete(key);
    this.#counters.delete(key);
    this.#regions.delete(key);
  }

  /** Every cell that was asked for, stored or not, and every other record that is stored. */
  records(): readonly RecordView[] {
    const views: RecordView[] = [];
    for (const [key, { cell, codec }] of this.#cells) {
      const value = cell.get();
      const described = codec.describe ? codec.describe(value) : value;
      views.push({ form: 'cell', key, value: described, decoded: true });
    }
    for (const full of this.#memory.recordKeys()) {
      if (!full.startsWith(this.#prefix)) continue;
      const form = full[this.#prefix.length];
      const key = full.slice(this.#prefix.length + 2);
      const stored = this.#memory.get(full)!;
      if (form === 'n')
        views.push({ form: 'counter', key, value: readBigEndian(stored), decoded: true });
      else if (form === 'r')
        views.push({ form: 'region', key, value: this.#regionView(full), decoded: true });
      else if (!this.#cells.has(key))
        views.push({ form: 'cell', key, value: stored, decoded: false });
    }
    return views;
  }

  savepoint(): Savepoint {
    return this.#memory.savepoint();
  }

  writePoint(): void {
    this.#memory.writePoint();
  }

  #regionView(full: string): RegionView {
    const length = readBigEndian(this.#memory.get(full)!);
    const pages = new Map<number, Bytes>();
    for (let page = 0; page * PAGE_LENGTH < length; page++) {
      const stored = this.#memory.get(`${full}#${page}`);
      if (stored !== undefined) pages.set(page, stored);
    }
    return { length, pages };
  }

  #key(key: string, form: 'c' | 'n' | 'r'): string {
    assert(!key.includes('#'), `key ${key} holds the page mark`);
    return `${this.#prefix}${form}/${key}`;
  }

  #store(full: string, value: Bytes | undefined, restore?: () => void): void {
    const change = this.#cost(full, value) - this.#cost(full, this.#memory.get(full));
    this.#charge(change);
    this.#memory.write(full, value, () => {
      this.#used -= change;
      restore?.();
    });
  }

  #charge(change: number): void {
    if (change > 0 && this.#used + change > this.quota) {
      refuse(
        SW.NO_MEMORY,
        'ISO7816-4 §5.6',
        `${change} more bytes would pass the quota of ${this.quota}`,
      );
    }
    this.#used += change;
  }

  /**
   * Counters and the headers of regions are numbers; a region that would pass the quota is none.
   */
  #checkForm(full: string, stored: Bytes): void {
    const form = full[this.#prefix.length];
    if (form !== 'n' && form !== 'r') return;
    if (stored.length === NUMBER_LENGTH && (form === 'n' || readBigEndian(stored) <= this.quota))
      return;
    const key = full.slice(this.#prefix.length + 2);
    const what = form === 'n' ? 'a counter' : 'the length of a region';
    throw new MemoryDamage({ owner: this.#owner, key }, `${what} cannot be ${hex(stored)}`);
  }

  /** What a record costs: a region its whole length, anything else its name and value. */
  #cost(full: string, value: Bytes | undefined): number {
    if (value === undefined) return 0;
    const isRegion = full.startsWith(this.#regionPrefix);
    return full.length - this.#prefix.length + (isRegion ? readBigEndian(value) : value.length);
  }
}
