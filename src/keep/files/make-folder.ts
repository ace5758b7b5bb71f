/** Makes folders, and says which; looks for files without mistaking "may not" for "no". */
import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HostError } from '../../base/index.ts';
import { ioError } from './io-error.ts';

const FOLDER_MODE = 0o700;

/**
 * Makes a folder and those above it; returns what was made, the outermost first. Node's own
 * recursive `mkdir` never ends below a file system that takes no folders, such as `/proc`.
 */
export function makeFolder(path: string): readonly string[] {
  if (isFolder(path)) return [];
  const parent = dirname(path);
  const above = parent === path ? [] : makeFolder(parent);
  try {
    mkdirSync(path, { mode: FOLDER_MODE });
    return [...above, path];
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && isFolder(path)) return above;
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Whether anything is there, a link that leads nowhere included. Throws `HostError` PERMISSION,
 * INPUT_INVALID where the system does not say.
 */
export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw folderError(error, dirname(path));
  }
}

/** What keeps a data folder from being used, as a `HostError`. */
export function folderError(error: unknown, root: string): HostError {
  const known = ioError(error, `use the data folder ${root}`);
  if (known instanceof HostError) return known;
  const next = 'choose another one: --data DIR';
  return new HostError('INPUT_INVALID', `cannot use the data folder: ${known.message}`, next);
}
