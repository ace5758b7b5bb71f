/**
 * Keys of records: `owner/form/key`, in a part `owner/p/name/form/key`, and so on for parts below.
 * Pages of a region or an arena are `…/r/key#0`, `#1` …; the record that names a part is
 * `…/p/name`.
 */
import { assert, bigEndian, type Bytes, readBigEndian } from '../../base/index.ts';

/** How memory keeps a value: as a whole, as a count, or as bytes by page. */
export type Form = 'cell' | 'counter' | 'region' | 'arena';

/** The letter of each form in a key. */
export const FORM_MARKS = { cell: 'c', counter: 'n', region: 'r', arena: 'a' } as const;
const PART_MARK = 'p/';
const PAGE_MARK = '#';

/** Bytes of a counter, of a region's length, and of a part's quota. */
export const NUMBER_LENGTH = 6;
/** Together they keep a record's key within what a store takes. */
export const PART_NAME_LENGTH_MAX = 64;
export const RECORD_KEY_LENGTH_MAX = 128;
/** Parts within parts, a container's whole memory not counted. */
export const PART_DEPTH_MAX = 8;

const PRINTABLE = /^[\x20-\x7e]+$/;

export function checkKey(key: string): string {
  assert(!key.includes(PAGE_MARK), `key ${key} holds the page mark`);
  const fits = key.length <= RECORD_KEY_LENGTH_MAX && PRINTABLE.test(key);
  assert(fits, `key ${key} is not 1 to ${RECORD_KEY_LENGTH_MAX} printable characters`);
  return key;
}

export function checkPartName(name: string): string {
  const fits = name.length <= PART_NAME_LENGTH_MAX && PRINTABLE.test(name) && !/[/#]/.test(name);
  assert(fits, `part name ${name} is not 1 to ${PART_NAME_LENGTH_MAX} characters without / and #`);
  return name;
}

/** The record that names a part, behind its parent's prefix. */
export function partKey(name: string): string {
  return `${PART_MARK}${name}`;
}

export function pageKey(region: string, page: number): string {
  return `${region}${PAGE_MARK}${page}`;
}

export function isPage(key: string): boolean {
  return key.includes(PAGE_MARK);
}

/** Where in a key its owner's prefix ends. */
export function ownerEnd(key: string): number {
  return key.indexOf('/') + 1 || key.length;
}

/**
 * From a place in a key: the end of the part name that follows and whether the key goes on behind
 * it; `undefined` where the record stands in this part itself.
 */
export function partAt(key: string, at: number): { name: string; next: number } | undefined {
  if (!key.startsWith(PART_MARK, at)) return undefined;
  const begin = at + PART_MARK.length;
  const end = key.indexOf('/', begin);
  return end < 0 ? undefined : { name: key.slice(begin, end), next: end + 1 };
}

/** The name of the part that a record names, by the record's key behind its part's prefix. */
export function namedPart(local: string): string | undefined {
  return local.startsWith(PART_MARK) ? local.slice(PART_MARK.length) : undefined;
}

/** The value of the record that names a part: its quota, or nothing where it has none. */
export function emitQuota(quota: number | undefined): Bytes {
  return quota === undefined ? new Uint8Array(0) : bigEndian(quota, NUMBER_LENGTH);
}

export function quotaOf(stored: Bytes): number | undefined {
  return stored.length === 0 ? undefined : readBigEndian(stored);
}

/** The form of a record by its key behind its part's prefix; anything unknown reads as a cell. */
export function formOf(local: string): Form {
  const mark = local.slice(0, 2);
  if (mark === 'n/') return 'counter';
  if (mark === 'a/') return 'arena';
  return mark === 'r/' ? 'region' : 'cell';
}

/** Whether a form has its length under its key, and its bytes in pages. */
export function isPaged(form: Form | 'part'): boolean {
  return form === 'region' || form === 'arena';
}

/**
 * What a record counts in the quota: a region or an arena its whole length, its pages nothing,
 * anything else its key and value. `local` is the key behind its part's prefix.
 */
export function costOf(local: string, value: Bytes | undefined): number {
  if (value === undefined || isPage(local)) return 0;
  const isLength = isPaged(formOf(local)) && value.length === NUMBER_LENGTH;
  return local.length + (isLength ? readBigEndian(value) : value.length);
}
