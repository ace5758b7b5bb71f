/** A data folder's store, sealed or not, as the key says. */
import { join } from 'node:path';
import type { FolderPaths } from '../data-folder/index.ts';
import { openSealed, refuseSealed, type SealingKey, Witness } from '../sealing/index.ts';
import { lmdbStore, type OpenStore } from '../store/index.ts';

/** Throws `HostError` of the store, KEY_NEEDED, KEY_WRONG, STORE_ROLLED_BACK. */
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
