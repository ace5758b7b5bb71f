/** How one record and the root record look inside the store. Pure. */
import { crc32 } from 'node:zlib';
import type { Bytes } from '../../base/index.ts';

/** Rises with every change, of records' keys too, that an older build cannot read. */
export const STORE_FORMAT = 2;

/** Store keys: one for the root, one for each record. */
export const ROOT_KEY = 'root';
const RECORD_PREFIX = 'r/';

export function storeKey(key: string): string {
  return RECORD_PREFIX + key;
}

/** The record's own key, or `undefined` for what is no record. */
export function recordKey(key: unknown): string | undefined {
  return typeof key === 'string' && key.startsWith(RECORD_PREFIX)
    ? key.slice(RECORD_PREFIX.length)
    : undefined;
}

const CHECKSUM_LENGTH = 4;

/**
 * CRC-32 over key and value, so that a record under a wrong key is as damaged as a changed one.
 * Of an empty array with a buffer of its own zlib makes the sum 0.
 */
export function checksum(key: string, value: Bytes): number {
  const ofKey = crc32(`${key}\0`);
  return value.length === 0 ? ofKey : crc32(value, ofKey);
}

/** What a value takes in the store. */
export function recordLength(value: Bytes): number {
  return CHECKSUM_LENGTH + value.length;
}

/** Checksum (big-endian), then the value. */
export function fillRecord(stored: Bytes, value: Bytes, sum: number): Bytes {
  for (let at = 0; at < CHECKSUM_LENGTH; at++)
    stored[at] = sum >>> (8 * (CHECKSUM_LENGTH - 1 - at));
  stored.set(value, CHECKSUM_LENGTH);
  return stored;
}

function emitRecord(key: string, value: Bytes): Bytes {
  return fillRecord(new Uint8Array(recordLength(value)), value, checksum(key, value));
}

/** The value and its checksum; `undefined` when they do not belong together. */
export function parseRecord(
  key: string,
  stored: Bytes,
): { readonly value: Bytes; readonly sum: number } | undefined {
  if (stored.length < CHECKSUM_LENGTH) return undefined;
  const sum = new DataView(stored.buffer, stored.byteOffset).getUint32(0);
  const value = stored.subarray(CHECKSUM_LENGTH);
  return checksum(key, value) === sum ? { value, sum } : undefined;
}

/** What the root record says of all others. */
export interface Root {
  readonly format: number;
  /** Counts commits since the store began. */
  readonly generation: number;
  readonly records: number;
  /** Sum of all records' checksums modulo 2^32: a lost or stale record shows. */
  readonly digest: number;
}

export function emitRoot(root: Root): Bytes {
  return emitRecord(ROOT_KEY, new TextEncoder().encode(JSON.stringify(root)));
}

export function parseRoot(stored: Bytes): Root | undefined {
  const record = parseRecord(ROOT_KEY, stored);
  if (record === undefined) return undefined;
  try {
    const root = JSON.parse(new TextDecoder().decode(record.value)) as Partial<Root>;
    return typeof root.format === 'number' ? (root as Root) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps count and digest of a set of records as they come and go. */
export class Digest {
  readonly #sums = new Map<string, number>();
  #digest = 0;

  get records(): number {
    return this.#sums.size;
  }

  get digest(): number {
    return this.#digest;
  }

  keys(): Iterable<string> {
    return this.#sums.keys();
  }

  put(key: string, sum: number): void {
    this.#digest = (this.#digest - (this.#sums.get(key) ?? 0) + sum) >>> 0;
    this.#sums.set(key, sum);
  }

  remove(key: string): void {
    this.#digest = (this.#digest - (this.#sums.get(key) ?? 0)) >>> 0;
    this.#sums.delete(key);
  }
}
