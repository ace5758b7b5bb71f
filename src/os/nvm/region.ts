/** Bytes in pages: only pages that were written take room in the store. */
import { assert, bigEndian, type Bytes, Fault, readBigEndian } from '../../base/index.ts';
import { ARENA_PAGE_SHIFT, type Region } from '../abi/index.ts';
import type { Content } from './content.ts';
import { NUMBER_LENGTH, pageKey } from './record-key.ts';

/**
 * Bytes of one page of a region: what a short write copies and stores. Half of it would take a
 * quarter more working memory for a region of many files.
 */
export const PAGE_LENGTH = 1 << ARENA_PAGE_SHIFT;

/** The region whose length stands under `key`; page n stands under `key#n`. */
export class PagedRegion implements Region {
  readonly #content: Content;
  readonly #key: string;
  isGone = false;

  constructor(content: Content, key: string) {
    this.#content = content;
    this.#key = key;
  }

  get length(): number {
    this.#check();
    return readBigEndian(this.#content.records.get(this.#key)!);
  }

  read(offset: number, count: number): Bytes {
    this.#checkWithin(offset, count);
    const out = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const { page, inPage, take } = pieceAt(offset + at, count - at);
      const stored = this.#page(page);
      if (stored) out.set(stored.subarray(inPage, inPage + take), at);
      at += take;
    }
    return out;
  }

  write(offset: number, source: Bytes): void {
    this.#checkWithin(offset, source.length);
    for (let at = 0; at < source.length;) {
      const { page, inPage, take } = pieceAt(offset + at, source.length - at);
      const fresh = new Uint8Array(PAGE_LENGTH);
      const stored = this.#page(page);
      if (stored) fresh.set(stored, 0);
      fresh.set(source.subarray(at, at + take), inPage);
      this.#content.write(pageKey(this.#key, page), fresh);
      at += take;
    }
  }

  resize(length: number): void {
    const before = this.length;
    assert(Number.isInteger(length) && length >= 0, 'a region has a whole number of bytes');
    this.#content.store(this.#key, bigEndian(length, NUMBER_LENGTH));
    const kept = Math.ceil(length / PAGE_LENGTH);
    const inLast = length % PAGE_LENGTH;
    this.dropPages(kept, before);
    const last = this.#page(kept - 1);
    if (length >= before || inLast === 0 || !last) return;
    const fresh = new Uint8Array(PAGE_LENGTH);
    fresh.set(last.subarray(0, inLast));
    this.#content.write(pageKey(this.#key, kept - 1), fresh);
  }

  /** Deletes the pages from a number up to the end of `length` bytes. */
  dropPages(from: number, length: number): void {
    for (let page = from; page * PAGE_LENGTH < length; page++) {
      const key = pageKey(this.#key, page);
      if (this.#content.records.get(key) !== undefined) this.#content.write(key, undefined);
    }
  }

  /** Pages that were ever written, by number. */
  pages(): ReadonlyMap<number, Bytes> {
    const pages = new Map<number, Bytes>();
    const { length } = this;
    for (let page = 0; page * PAGE_LENGTH < length; page++) {
      const stored = this.#page(page);
      if (stored !== undefined) pages.set(page, stored);
    }
    return pages;
  }

  #page(page: number): Bytes | undefined {
    const stored = this.#content.records.get(pageKey(this.#key, page));
    const isWhole = stored === undefined || stored.length === PAGE_LENGTH;
    assert(isWhole, `page ${page} of ${this.#key} is cut`);
    return stored;
  }

  #check(): void {
    this.#content.check();
    if (this.isGone) throw new Fault(`the region ${this.#key} was dropped`);
  }

  #checkWithin(offset: number, count: number): void {
    const { length } = this;
    const fits = offset >= 0 && count >= 0 && offset + count <= length;
    assert(fits, `region access outside 0..${length}`);
  }
}

function pieceAt(offset: number, left: number): { page: number; inPage: number; take: number } {
  const page = Math.floor(offset / PAGE_LENGTH);
  const inPage = offset % PAGE_LENGTH;
  return { page, inPage, take: Math.min(left, PAGE_LENGTH - inPage) };
}
