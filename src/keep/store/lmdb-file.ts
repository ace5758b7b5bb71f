/** One LMDB file, opened the way this project uses it. The package is loaded when first needed. */
import { closeSync, openSync } from 'node:fs';
import type { Bytes } from '../../base/index.ts';
import type { ReadableStore } from './contents.ts';

/** What LMDB opens of a store, and some for threads that it starts. */
const DESCRIPTORS = 8;

/**
 * The part of LMDB's interface that is used. The package's own types do not compile in a project of
 * ECMAScript modules that checks its libraries, so none of them appears in a declaration.
 */
export interface LmdbFile {
  get(key: string): Uint8Array | undefined;
  put(key: string, value: Uint8Array): Promise<boolean>;
  remove(key: string): Promise<boolean>;
  /** The writes of the action, in one transaction. */
  batch(action: () => void): Promise<boolean>;
  getRange(): Iterable<{ readonly key: unknown; readonly value: Uint8Array }>;
  getStats(): object;
  /** Resolves when all that was committed is on the disk. */
  readonly flushed: Promise<boolean>;
  close(): Promise<void>;
}

export async function openLmdb(folder: string, mode: 'read' | 'write'): Promise<LmdbFile> {
  const { open } = await import('lmdb');
  checkDescriptors(folder);
  return open<Uint8Array, string>({
    path: folder,
    encoding: 'binary',
    readOnly: mode === 'read',
    // Freed pages may hold keys; they are cleared before they reach the disk again.
    noMemInit: false,
    // A folder is a folder, whatever its name looks like.
    noSubdir: false,
    maxReaders: 16,
    // The group writer forms the groups: LMDB reports no failure of a group that it forms itself.
    eventTurnBatching: false,
    // Not in the package's types, and honoured all the same.
    ...{ permissionsMode: 0o600 },
  });
}

/** Where LMDB gets no descriptor for one of its files, it ends the process. */
function checkDescriptors(folder: string): void {
  const held: number[] = [];
  try {
    while (held.length < DESCRIPTORS) held.push(openSync(folder, 'r'));
  } finally {
    for (const one of held) closeSync(one);
  }
}

export function readable(file: LmdbFile): ReadableStore {
  return {
    get: (key): Bytes | undefined => file.get(key),
    entries: () => file.getRange(),
  };
}

/** Bytes of the file up to the last page that LMDB uses. */
export function usedOf(file: LmdbFile): number {
  const { pageSize, lastPageNumber } = file.getStats() as Readonly<Record<string, number>>;
  return (lastPageNumber! + 1) * pageSize!;
}
