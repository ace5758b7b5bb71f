/** A data folder whose store does not open gets another one; what was there stays beside it. */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Bytes, Image } from '../../base/index.ts';
import { bootDevice, type LinkPlugin, muteError } from '../../device/index.ts';
import { DataFolder, loadSnapshot } from '../../keep/data-folder/index.ts';
import { type FolderPaths } from '../../keep/data-folder/places/index.ts';
import { ioError } from '../../keep/files/index.ts';
import type { SealingKey } from '../../keep/sealing/index.ts';
import { nodeCrypto } from '../node-crypto/index.ts';
import { openStore } from './open-store.ts';
import { checkSameDevice, unread } from './snapshot-checks.ts';

export interface RepairMeans {
  readonly key?: SealingKey | undefined;
  /** Plug-in link protocols that the description names. */
  readonly plugins?: readonly LinkPlugin[] | undefined;
}

/**
 * Puts a snapshot, or nothing, in the place of a store that does not open; the store stays beside
 * it, and its new path is returned; none where no store is left. Throws `HostError` of the
 * snapshot, PRESET_MISMATCH, MEMORY_DAMAGED; the store is as it was then.
 */
export async function repairState(
  root: string,
  snapshot: string | undefined,
  { key, plugins }: RepairMeans = {},
): Promise<string | undefined> {
  const folder = await DataFolder.open(root, {}, 'bifrons state');
  try {
    const image = imageOf(folder, snapshot, { key, plugins });
    return await replaceStore(folder.paths, image, key);
  } finally {
    folder.close();
  }
}

function imageOf(
  { paths, description }: DataFolder,
  name: string | undefined,
  { key, plugins }: RepairMeans,
): Image {
  if (name === undefined) return new Map<string, Bytes>();
  const snapshot = loadSnapshot(paths.snapshots, name, key);
  checkSameDevice(snapshot, description);
  const { image } = snapshot;
  // Nothing of it depends on the boot's entropy.
  const seed = new Uint8Array(16);
  const device = bootDevice({ description, image, plugins, seed, crypto: nodeCrypto });
  if (device.mute !== undefined) throw unread(muteError(device), name);
  return image;
}

/** The new store is whole before the old one goes aside. */
async function replaceStore(
  paths: FolderPaths,
  image: Image,
  key: SealingKey | undefined,
): Promise<string | undefined> {
  const next = { ...paths, store: `${paths.store}.restored` };
  const aside = `${paths.store}.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  try {
    await rm(next.store, { recursive: true, force: true });
    const store = await openStore(next, key);
    try {
      await store.replace(image);
    } finally {
      await store.close();
    }
    const isLeft = existsSync(paths.store);
    if (isLeft) await rename(paths.store, aside);
    await rename(next.store, paths.store);
    return isLeft ? aside : undefined;
  } catch (error) {
    if (!existsSync(paths.store) && existsSync(aside)) await rename(aside, paths.store);
    await rm(next.store, { recursive: true, force: true });
    throw ioError(error, `replace the store ${paths.store}`);
  }
}
