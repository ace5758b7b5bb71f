/** Where a device's files are. */
import { homedir } from 'node:os';
import { isAbsolute, join, sep } from 'node:path';

export interface FolderPaths {
  readonly root: string;
  readonly description: string;
  readonly store: string;
  readonly snapshots: string;
  readonly journal: string;
  readonly socket: string;
}

export function folderPaths(root: string): FolderPaths {
  return {
    root,
    description: join(root, 'device.json'),
    store: join(root, 'store'),
    snapshots: join(root, 'snapshots'),
    journal: join(root, 'journal'),
    socket: join(root, 'control.sock'),
  };
}

/** The folder all named devices live in. A relative XDG_DATA_HOME counts as none. */
export function devicesFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const set = environment['XDG_DATA_HOME'];
  const base = set !== undefined && isAbsolute(set) ? set : join(homedir(), '.local', 'share');
  return join(base, 'bifrons');
}

/** A path as people write it, with `~` for their home. */
export function forPeople(path: string): string {
  const home = homedir();
  return path === home || path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
