/** A store in memory: for tests, and for devices made in a program. */
import type { Batch, Bytes } from '../../base/index.ts';
import type { OpenStore, Store } from './provider.ts';

/** An open memory store that keeps its records in `held`. Every commit is done at once. */
export function memoryStore(held: Map<string, Bytes> = new Map()): OpenStore {
  return {
    image: new Map(held),
    commit(batches: readonly Batch[]) {
      for (const batch of batches) {
        for (const { key, value } of batch.writes) {
          if (value === undefined) held.delete(key);
          else held.set(key, value);
        }
      }
      return undefined;
    },
    replace(next) {
      const entries = [...next];
      held.clear();
      for (const [key, value] of entries) held.set(key, value);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

/** For a device that nothing is kept of: what it has written is in its own memory alone. */
export function noStore(): OpenStore {
  return {
    image: new Map(),
    commit: () => undefined,
    replace: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** Memory stores by folder name; what was closed is found again when opened again. */
export function memoryStores(): Store {
  const folders = new Map<string, Map<string, Bytes>>();
  return {
    open(folder) {
      const held = folders.get(folder) ?? new Map<string, Bytes>();
      folders.set(folder, held);
      return Promise.resolve(memoryStore(held));
    },
  };
}
