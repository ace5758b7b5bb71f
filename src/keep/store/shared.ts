/**
 * One store for many devices, which share its syncs: thousands of devices of one process then write
 * about as fast as the disk takes one. Keys are those of the device under `@NAME/`.
 */
import { type Bytes, HostError, type Image } from '../../base/index.ts';
import { changesOf, openFolder } from './lmdb.ts';
import type { OpenStore } from '../../run/store/index.ts';

/** A folder in which many devices keep their memory. */
export interface SharedStore {
  /** The devices that have something stored. */
  names(): readonly string[];
  /**
   * One device's part; closing it closes nothing else. A name is 1 to 64 letters, digits, dots,
   * dashes and underscores. Throws `HostError` INPUT_INVALID for another, or one that was opened
   * before: while the folder is open, each device is opened once.
   */
  device(name: string): OpenStore;
  /** Waits for what is under way and closes the folder. */
  close(): Promise<void>;
}

/**
 * Opens or begins a shared store. A damaged record of one device keeps all of it shut: nothing is
 * guessed. Throws `HostError` STORE_DAMAGED, STORE_VERSION, and what the folder says.
 */
export async function openSharedStore(folder: string): Promise<SharedStore> {
  const file = await openFolder(folder);
  const { writer } = file;
  const images = byDevice(file.image);
  if (images === undefined) {
    await file.close();
    throw notShared();
  }
  const open = new Set<string>();
  return {
    names: () => [...namesOf(writer.keys())],
    device(name) {
      checkName(name, open);
      open.add(name);
      const prefix = `@${name}/`;
      const image: Image = images.get(name) ?? new Map<string, Bytes>();
      images.delete(name);
      return {
        image,
        commit: (batches) =>
          batches.every((batch) => batch.writes.length === 0)
            ? undefined
            : writer.write(changesOf(batches, prefix)),
        replace: (next) => file.replace(next, prefix),
        reopen: async () => byDevice(await file.reopen())?.get(name) ?? new Map<string, Bytes>(),
        close: () => writer.idle(),
      };
    },
    close: () => file.close(),
  };
}

function checkName(name: string, open: ReadonlySet<string>): void {
  const free = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) && !open.has(name);
  if (free) return;
  const why = open.has(name) ? 'was opened already' : 'is no name for a device';
  const next = 'give 1 to 64 letters, digits, dots, dashes and underscores, one name a device';
  throw new HostError('INPUT_INVALID', `"${name}" ${why}`, next);
}

/** `undefined` for a store that is not one of many devices. */
function byDevice(image: Image): Map<string, Map<string, Bytes>> | undefined {
  const images = new Map<string, Map<string, Bytes>>();
  for (const [key, value] of image) {
    const [, name, own] = /^@([^/]+)\/(.*)$/s.exec(key) ?? [];
    if (name === undefined || own === undefined) return undefined;
    let found = images.get(name);
    if (found === undefined) images.set(name, (found = new Map()));
    found.set(own, value);
  }
  return images;
}

function namesOf(keys: Iterable<string>): Set<string> {
  const names = new Set<string>();
  for (const key of keys) names.add(key.slice(1, key.indexOf('/')));
  return names;
}

function notShared(): HostError {
  return new HostError(
    'INPUT_INVALID',
    'the store is one of a single device',
    'open it with lmdbStore, or give another folder',
  );
}
