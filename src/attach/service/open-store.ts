/** A data folder's store, sealed or not, as the key says. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../../keep/data-folder/index.ts';
import type { FolderPaths } from '../../keep/data-folder/places/index.ts';
import { openSealed, refuseSealed, type SealingKey, Witness } from '../../keep/sealing/index.ts';
import { lmdbStore, storeGone } from '../../keep/store/index.ts';
import type { OpenStore } from '../../run/store/index.ts';

/**
 * Opens the store, or begins it where none has been. Throws `HostError` of the store, KEY_NEEDED,
 * KEY_WRONG, STORE_ROLLED_BACK.
 */
export async function openStore(
  { root, store: folder }: FolderPaths,
  key: SealingKey | undefined,
): Promise<OpenStore> {
  const store = await lmdbStore.open(folder);
  try {
    if (key === undefined) {
      refuseSealed(store, folder);
      return store;
    }
    const witness = new Witness(key, [join(root, 'generation.json'), `${key.path}.generations`]);
    return await openSealed({ store, name: folder, key, witness });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The store of a folder's device: a first boot begins it, and later it must be there. */
export async function openStoreOf(
  { paths, fresh }: DataFolder,
  key: SealingKey | undefined,
): Promise<OpenStore> {
  if (!fresh && !existsSync(paths.store)) throw storeGone(paths.store);
  return await openStore(paths, key);
}
