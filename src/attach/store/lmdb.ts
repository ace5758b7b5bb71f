/** The embedded store: LMDB, one key a record, every record with its checksum. */
import { access, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Batch, type Bytes, HostError, type Image } from '../../base/index.ts';
import { type Contents, type Damage, readContents } from './contents.ts';
import { type LmdbFile, openLmdb, readable } from './lmdb-file.ts';
import type { OpenStore, Store } from './port.ts';
import { probeStore } from './probe.ts';
import {
  checksum,
  type Digest,
  emitRecord,
  emitRoot,
  ROOT_KEY,
  STORE_FORMAT,
  storeKey,
} from './record.ts';
import { breakSeal, DATA_FILE, putSeal, sealHolds } from './seal.ts';

/**
 * Opens a store folder, or makes it. A file that was not closed cleanly, or is not what was closed,
 * is first looked at in a child process.
 */
export const lmdbStore: Store = { open: openStore };

async function openStore(folder: string): Promise<OpenStore> {
  if (!(await exists(join(folder, DATA_FILE)))) {
    if (await exists(folder)) throw damaged(folder, [{ key: DATA_FILE, why: 'is missing' }]);
    await create(folder);
  } else if (!(await sealHolds(folder))) {
    const report = await probeStore(folder);
    checkFormat(folder, report.format);
    if (report.damage.length > 0) throw damaged(folder, report.damage);
  }
  await breakSeal(folder);
  const file = await openLmdb(folder, 'write');
  let contents: Contents;
  try {
    contents = readContents(readable(file));
    checkFormat(folder, contents.root?.format);
    if (contents.damage.length > 0) throw damaged(folder, contents.damage);
  } catch (error) {
    await file.close();
    throw error;
  }
  return new LmdbStore(folder, file, contents);
}

/** A new store comes into its place whole: a half-made one never bears the name. */
async function create(folder: string): Promise<void> {
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await mkdir(draft, { mode: 0o700 });
  const file = await openLmdb(draft, 'write');
  await file.put(
    ROOT_KEY,
    emitRoot({ format: STORE_FORMAT, generation: 0, records: 0, digest: 0 }),
  );
  await file.flushed;
  await file.close();
  await putSeal(draft);
  await rename(draft, folder);
  const parent = await open(dirname(folder));
  await parent.sync();
  await parent.close();
}

class LmdbStore implements OpenStore {
  readonly image: Image;
  readonly #folder: string;
  readonly #file: LmdbFile;
  readonly #digest: Digest;
  #generation: number;

  constructor(folder: string, file: LmdbFile, contents: Contents) {
    this.#folder = folder;
    this.#file = file;
    this.image = contents.image;
    this.#digest = contents.digest;
    this.#generation = contents.root?.generation ?? 0;
  }

  /**
   * All batches of one call go into one transaction, which is a stronger promise than asked for.
   * Calls keep their order; those of one event turn share a sync.
   */
  commit(batches: readonly Batch[]): Promise<void> | undefined {
    if (batches.every((batch) => batch.writes.length === 0)) return undefined;
    return this.#write(() => {
      for (const batch of batches) {
        for (const { key, value } of batch.writes) {
          if (value === undefined) this.#remove(key);
          else this.#put(key, value);
        }
      }
    });
  }

  replace(image: Image): Promise<void> {
    return this.#write(() => {
      for (const key of [...this.#digest.keys()]) if (!image.has(key)) this.#remove(key);
      for (const [key, value] of image) this.#put(key, value);
    });
  }

  async close(): Promise<void> {
    await this.#file.flushed;
    await this.#file.close();
    await putSeal(this.#folder);
  }

  async #write(writes: () => void): Promise<void> {
    const committed = this.#file.batch(() => {
      writes();
      const { records, digest } = this.#digest;
      this.#generation++;
      const root = { format: STORE_FORMAT, generation: this.#generation, records, digest };
      this.#file.put(ROOT_KEY, emitRoot(root)).catch(saidByBatch);
    });
    if (!(await committed)) throw new Error('LMDB refused the transaction');
    await this.#file.flushed;
  }

  #put(key: string, value: Bytes): void {
    const sum = checksum(key, value);
    this.#digest.put(key, sum);
    this.#file.put(storeKey(key), emitRecord(key, value, sum)).catch(saidByBatch);
  }

  #remove(key: string): void {
    this.#digest.remove(key);
    this.#file.remove(storeKey(key)).catch(saidByBatch);
  }
}

function saidByBatch(): void {
  // The transaction as a whole fails with it, and that is awaited.
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function checkFormat(folder: string, format: number | undefined): void {
  if (format === undefined || format === STORE_FORMAT) return;
  throw new HostError(
    'STORE_VERSION',
    `${folder} has format ${format}, this build reads ${STORE_FORMAT}`,
    'use the release that wrote it, or begin anew: bifrons state reset',
  );
}

function damaged(folder: string, damage: readonly Damage[]): HostError {
  const [first, ...more] = damage;
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  return new HostError(
    'STORE_DAMAGED',
    `${folder}: ${first?.key} ${first?.why}${others}; nothing was changed`,
    'go back to a snapshot: bifrons state restore NAME; or begin anew: bifrons state reset. ' +
      'Both keep the damaged store beside the new one',
  );
}

/** Size of the store on disk, in bytes; 0 where there is none. */
export async function storeSize(folder: string): Promise<number> {
  return stat(join(folder, DATA_FILE)).then(
    (found) => found.size,
    () => 0,
  );
}
