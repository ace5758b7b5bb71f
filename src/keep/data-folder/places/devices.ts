/**
 * The devices of this user: those in the devices' folder, and those that run from a folder
 * elsewhere, which are registered for as long as they are up. Looking changes nothing.
 */
import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isThere, readTextWhole } from '../../files/index.ts';
import { ownerOf } from './owner-lock.ts';
import { devicesFolder, folderPaths } from './paths.ts';
import { identifySelf, isRunning, type ProcessIdentity } from './process-identity.ts';

const REGISTER = '.up';
const ENTRY_LENGTH_MAX = 65_536;

interface Entry extends ProcessIdentity {
  readonly root: string;
}

export interface FoundDevice {
  readonly root: string;
  /** The process that owns its folder now, if one does. */
  readonly owner: { readonly pid: number; readonly doing: string } | undefined;
  /** Whether that process serves the device to others. */
  readonly isUp: boolean;
}

/** Every data folder with a device: at rest, or up. */
export function findDevices(): readonly FoundDevice[] {
  const home = devicesFolder();
  const roots = new Set(namesIn(home).map((name) => join(home, name)));
  for (const root of registeredRoots()) roots.add(root);
  return [...roots].filter((root) => isDevice(root)).map(foundDevice);
}

function foundDevice(root: string): FoundDevice {
  const owner = attempt(() => ownerOf(root));
  const isUp = owner !== undefined && isThere(folderPaths(root).socket);
  return { root, owner, isUp };
}

/** Registers a device that is up from a folder elsewhere; what is returned ends that. */
export function registerDevice(root: string): () => void {
  const home = devicesFolder();
  if (dirname(root) === home) return () => {};
  const register = join(home, REGISTER);
  const file = join(register, `${process.pid}.json`);
  try {
    mkdirSync(register, { recursive: true, mode: 0o700 });
    const entry: Entry = { ...identifySelf(), root };
    writeFileSync(file, JSON.stringify(entry), { mode: 0o600 });
  } catch {
    // A home that cannot be written to: the device is reached by --data alone.
    return () => {};
  }
  return () => {
    rmSync(file, { force: true });
    // Only folders that are empty go.
    for (const folder of [register, home]) if (!attempt(() => (rmdirSync(folder), true))) return;
  };
}

function registeredRoots(): readonly string[] {
  const register = join(devicesFolder(), REGISTER);
  return namesIn(register).flatMap((name) => {
    const entry = attempt(() => {
      const text = readTextWhole(join(register, name), { lengthMax: ENTRY_LENGTH_MAX });
      return JSON.parse(text) as Entry;
    });
    if (typeof entry?.root !== 'string' || !Number.isInteger(entry.pid)) return [];
    return isRunning(entry) ? [entry.root] : [];
  });
}

/** A folder that cannot be looked into holds nothing that could be listed. */
function isDevice(root: string): boolean {
  return attempt(() => isThere(folderPaths(root).description)) === true;
}

function namesIn(folder: string): readonly string[] {
  return (attempt(() => readdirSync(folder)) ?? []).sort();
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
