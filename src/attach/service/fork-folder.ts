/** Another device: a data folder that begins with a given state. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HostError } from '../../base/index.ts';
import { devicesFolder, folderPaths } from '../../keep/data-folder/places/index.ts';
import { folderError, makeFolder, writeFileWhole } from '../../keep/files/index.ts';
import type { SealingKey } from '../../keep/sealing/index.ts';
import type { DeviceState } from '../../keep/state-diff/index.ts';
import { openStore } from './open-store.ts';

/**
 * A new data folder with a state in it; its path; none where it fails. Throws `HostError`
 * INPUT_INVALID, PERMISSION, STORE_WRITE.
 */
export async function forkFolder(
  name: string,
  source: DeviceState,
  key?: SealingKey,
): Promise<string> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
    throw new HostError(
      'INPUT_INVALID',
      `"${name}" is no name for a device's folder`,
      'use 1 to 64 letters, digits, dots, dashes and underscores, a letter or digit first',
    );
  }
  const paths = folderPaths(join(devicesFolder(), name));
  if (existsSync(paths.root)) {
    throw new HostError('INPUT_INVALID', `${paths.root} is there already`, 'choose another name');
  }
  try {
    makeFolder(paths.root);
    const store = await openStore(paths, key);
    try {
      await store.replace(source.image);
    } finally {
      await store.close();
    }
    // The description last: a folder without one is no device yet.
    const text = `${JSON.stringify(source.description, undefined, 2)}\n`;
    await writeFileWhole(paths.description, text);
    return paths.root;
  } catch (error) {
    await rm(paths.root, { recursive: true, force: true });
    throw folderError(error, paths.root);
  }
}
