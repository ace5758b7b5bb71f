/** Reads a whole store and says what of it is sound. */
import type { Bytes } from '../../base/index.ts';
import {
  Digest,
  parseRecord,
  parseRoot,
  recordKey,
  ROOT_KEY,
  type Root,
  STORE_FORMAT,
} from './record.ts';

/** The little of LMDB that reading needs. */
export interface ReadableStore {
  get(key: string): Bytes | undefined;
  entries(): Iterable<{ readonly key: unknown; readonly value: Bytes }>;
}

export interface Damage {
  /** The record's key, or the file's name where no record can be identified. */
  readonly key: string;
  readonly why: string;
}

export interface Contents {
  readonly root: Root | undefined;
  readonly image: Map<string, Bytes>;
  readonly digest: Digest;
  readonly damage: readonly Damage[];
}

/** Damaged keys a report names; more are counted. */
const DAMAGE_MAX = 16;

/**
 * Reads every record and checks it. The sound ones share one buffer, which is much smaller than
 * thousands of little ones. A root of another format stops the reading before the records.
 */
export function readContents(store: ReadableStore): Contents {
  const damage: Damage[] = [];
  const digest = new Digest();
  const found: { readonly key: string; readonly value: Bytes }[] = [];
  const storedRoot = store.get(ROOT_KEY);
  const root = storedRoot === undefined ? undefined : parseRoot(storedRoot);
  if (root !== undefined && root.format !== STORE_FORMAT) {
    return { root, image: new Map(), digest, damage };
  }
  if (root === undefined) {
    damage.push({
      key: ROOT_KEY,
      why: storedRoot === undefined ? 'is missing' : 'does not match its checksum',
    });
  }
  for (const { key: stored, value } of store.entries()) {
    if (stored === ROOT_KEY) continue;
    const key = recordKey(stored);
    const record = key === undefined ? undefined : parseRecord(key, value);
    if (key === undefined || record === undefined) {
      damage.push({ key: key ?? String(stored), why: 'does not match its checksum' });
      continue;
    }
    digest.put(key, record.sum);
    found.push({ key, value: record.value });
  }
  if (root !== undefined && damage.length === 0) {
    if (root.records !== digest.records) {
      const why = `counts ${root.records} records, and ${digest.records} are there`;
      damage.push({ key: ROOT_KEY, why });
    } else if (root.digest !== digest.digest) {
      damage.push({ key: ROOT_KEY, why: 'stands for other values than those that are there' });
    }
  }
  return { root, image: pack(found), digest, damage: damage.slice(0, DAMAGE_MAX) };
}

function pack(
  found: readonly { readonly key: string; readonly value: Bytes }[],
): Map<string, Bytes> {
  let length = 0;
  for (const { value } of found) length += value.length;
  const buffer = new Uint8Array(length);
  const image = new Map<string, Bytes>();
  let at = 0;
  for (const { key, value } of found) {
    buffer.set(value, at);
    image.set(key, buffer.subarray(at, at + value.length));
    at += value.length;
  }
  return image;
}
