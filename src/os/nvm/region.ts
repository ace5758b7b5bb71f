/** Bytes in pages: only pages that were written take room in the store. */
import { assert, type Bytes } from '../../base/index.ts';
import type { Region } from '../abi/index.ts';
import type { Memory } from './memory.ts';

/** Bytes of one page of a region. */
export const PAGE_LENGTH = 256;

/** The region whose header stands under `full`; page n stands under `full#n`. */
export function makeRegion(memory: Memory, full: string, length: number): Region {
  const pageOf = (page: number): Bytes | undefined => {
    const stored = memory.get(`${full}#${page}`);
    assert(stored === undefined || stored.length === PAGE_LENGTH, `page ${page} of ${full} is cut`);
    return stored;
  };
  const within = (offset: number, count: number): void =>
    assert(
      offset >= 0 && count >= 0 && offset + count <= length,
      `region access outside 0..${length}`,
    );
  return {
    length,
    read(offset, count) {
      within(offset, count);
      const out = new Uint8Array(count);
      for (let at = 0; at < count;) {
        const page = Math.floor((offset + at) / PAGE_LENGTH);
        const inPage = (offset + at) % PAGE_LENGTH;
        const take = Math.min(count - at, PAGE_LENGTH - inPage);
        const stored = pageOf(page);
        if (stored) out.set(stored.subarray(inPage, inPage + take), at);
        at += take;
      }
      return out;
    },
    write(offset, source) {
      within(offset, source.length);
      for (let at = 0; at < source.length;) {
        const page = Math.floor((offset + at) / PAGE_LENGTH);
        const inPage = (offset + at) % PAGE_LENGTH;
        const take = Math.min(source.length - at, PAGE_LENGTH - inPage);
        const fresh = new Uint8Array(PAGE_LENGTH);
        const stored = pageOf(page);
        if (stored) fresh.set(stored, 0);
        fresh.set(source.subarray(at, at + take), inPage);
        memory.write(`${full}#${page}`, fresh);
        at += take;
      }
    },
  };
}
