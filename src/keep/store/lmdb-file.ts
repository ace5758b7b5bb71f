/** One LMDB file, opened the way this project uses it. The package is loaded when first needed. */
import type { RootDatabase } from 'lmdb';
import type { Bytes } from '../../base/index.ts';
import type { ReadableStore } from './contents.ts';

export type LmdbFile = RootDatabase<Uint8Array, string>;

export async function openLmdb(folder: string, mode: 'read' | 'write'): Promise<LmdbFile> {
  const { open } = await import('lmdb');
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
