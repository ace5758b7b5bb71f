/**
 * Bytes that running code reads directly. Records hold their pages; the array is made of them when
 * first needed, and what was written since the last write point or savepoint stands in it alone.
 */
import { assert, bigEndian, type Bytes, Fault, readBigEndian } from '../../base/index.ts';
import { type Arena, ARENA_PAGE_SHIFT } from '../abi/index.ts';
import type { Content } from './content.ts';
import type { RecordPlace, UnwrittenPages } from './memory.ts';
import { NUMBER_LENGTH, pageKey } from './record-key.ts';
import { PAGE_LENGTH, PagedRegion } from './region.ts';

/** What stands in the array of an arena. */
interface Loaded {
  readonly bytes: Uint8Array;
  readonly touched: Uint8Array;
}

/** Where the record of a page stands, and what its undo does. */
interface PagePlace extends RecordPlace {
  readonly restore: () => void;
}

/** The arena whose length stands under `key`; page n stands under `key#n`. */
export class PagedArena implements Arena, UnwrittenPages {
  readonly #content: Content;
  readonly #key: string;
  readonly #lengthMax: number;
  /** By number, made once: write points may follow each other by the thousand. */
  readonly #places: PagePlace[] = [];
  #loaded: Loaded | undefined;
  /** Numbers of the pages that differ from their records. */
  #unwritten: number[] = [];
  isGone = false;

  constructor(content: Content, key: string, lengthMax: number) {
    this.#content = content;
    this.#key = key;
    this.#lengthMax = lengthMax;
  }

  get length(): number {
    this.#check();
    return this.#stored;
  }

  get lengthMax(): number {
    return this.#lengthMax;
  }

  get bytes(): Uint8Array {
    this.#check();
    return this.#load().bytes;
  }

  get touched(): Uint8Array {
    this.#check();
    return this.#load().touched;
  }

  touch(offset: number, count: number): void {
    const { length } = this;
    const fits = offset >= 0 && count >= 0 && offset + count <= length;
    assert(fits, `arena access outside 0..${length}`);
    const { touched } = this.#load();
    const end = offset + count;
    for (let page = offset >> ARENA_PAGE_SHIFT; page << ARENA_PAGE_SHIFT < end; page++) {
      if (touched[page] !== 0) continue;
      touched[page] = 1;
      this.#unwritten.push(page);
      this.#content.noteUnwritten(this);
    }
  }

  writeNow(offset: number, source: Bytes): void {
    const kept = Uint8Array.from(source);
    this.#put(offset, kept);
    this.#content.memory.keep(() => {
      if (this.isGone || this.#content.isRemoved) return;
      // The rollback may have taken room from its end.
      const left = Math.max(0, this.length - offset);
      this.#put(Math.min(offset, this.length), kept.subarray(0, left));
    });
  }

  resize(length: number): void {
    const before = this.length;
    const fits = Number.isInteger(length) && length >= 0 && length <= this.#lengthMax;
    assert(fits, `an arena has 0 to ${this.#lengthMax} bytes`);
    if (length < before) this.#cut(length, before);
    this.#content.store(this.#key, bigEndian(length, NUMBER_LENGTH));
  }

  /** Pages that were ever written, by number, as they are now. */
  pages(): ReadonlyMap<number, Bytes> {
    this.#check();
    const pages = new Map(new PagedRegion(this.#content, this.#key).pages());
    for (const page of this.#unwritten) pages.set(page, this.#pageOf(page).slice());
    return pages;
  }

  /** Writes the records of pages that differ from them. */
  writePages(): void {
    const unwritten = this.#unwritten;
    this.#unwritten = [];
    if (this.isGone || this.#content.isRemoved) {
      // Where the drop is undone, the records hold what there was at its beginning.
      this.#loaded = undefined;
      return;
    }
    const { bytes, touched } = this.#load();
    for (const page of unwritten) {
      touched[page] = 0;
      const begin = page * PAGE_LENGTH;
      this.#write(page, bytes.slice(begin, begin + PAGE_LENGTH));
    }
  }

  /** Reads pages that differ from their records again. */
  dropPages(): void {
    const unwritten = this.#unwritten;
    this.#unwritten = [];
    for (const page of unwritten) this.#read(page);
    this.#content.records.noteChange();
  }

  #put(offset: number, source: Bytes): void {
    this.touch(offset, source.length);
    this.#load().bytes.set(source, offset);
  }

  /** Zeroes what is cut off; pages that end there lose their records. */
  #cut(length: number, before: number): void {
    const { bytes, touched } = this.#load();
    const whole = Math.ceil(length / PAGE_LENGTH);
    const inPage = Math.min(before, whole * PAGE_LENGTH);
    if (inPage > length) {
      this.touch(length, inPage - length);
      bytes.fill(0, length, inPage);
    }
    bytes.fill(0, inPage, before);
    this.#unwritten = this.#unwritten.filter((page) => page < whole);
    for (let page = whole; page * PAGE_LENGTH < before; page++) {
      touched[page] = 0;
      if (this.#recordOf(page) !== undefined) this.#write(page, undefined);
    }
  }

  #write(page: number, value: Bytes | undefined): void {
    const place = this.#place(page);
    this.#content.memory.write(place, value, place.restore);
  }

  #read(page: number): void {
    if (this.#loaded === undefined) return;
    this.#loaded.touched[page] = 0;
    const stored = this.#recordOf(page);
    if (stored === undefined) this.#pageOf(page).fill(0);
    else this.#pageOf(page).set(stored);
  }

  #load(): Loaded {
    if (this.#loaded !== undefined) return this.#loaded;
    const pages = Math.ceil(this.#lengthMax / PAGE_LENGTH);
    const loaded = {
      bytes: new Uint8Array(pages * PAGE_LENGTH),
      touched: new Uint8Array(pages),
    };
    for (const [page, stored] of new PagedRegion(this.#content, this.#key).pages())
      loaded.bytes.set(stored, page * PAGE_LENGTH);
    this.#loaded = loaded;
    return loaded;
  }

  #pageOf(page: number): Uint8Array {
    const begin = page * PAGE_LENGTH;
    return this.#load().bytes.subarray(begin, begin + PAGE_LENGTH);
  }

  #recordOf(page: number): Bytes | undefined {
    return this.#content.records.get(this.#place(page).key);
  }

  #place(page: number): PagePlace {
    return (this.#places[page] ??= {
      records: this.#content.records,
      key: pageKey(this.#key, page),
      restore: () => this.#read(page),
    });
  }

  get #stored(): number {
    return readBigEndian(this.#content.records.get(this.#key)!);
  }

  #check(): void {
    this.#content.check();
    if (this.isGone) throw new Fault(`the arena ${this.#key} was dropped`);
  }
}
