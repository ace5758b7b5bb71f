/** One device's data folder, owned by this process. */
import { accessSync, constants, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../../base/index.ts';
import {
  canonicalJson,
  type Description,
  type DescriptionInput,
  parseDescription,
} from '../../device/index.ts';
import {
  DOCUMENT_LENGTH_MAX,
  folderError,
  ioError,
  isThere,
  makeFolder,
  readTextWhole,
  writeFileWhole,
} from '../files/index.ts';
import { type FolderPaths, folderPaths, type OwnerLock, takeOwnership } from './places/index.ts';

/** The device that the caller expects in the folder. */
export interface RequestedDevice {
  /** The description for a first boot; without one, the folder must have its own. */
  readonly description?: DescriptionInput;
  /** `preset patent`, `tv.json`: for messages. */
  readonly name?: string;
  /** Whether an existing device must equal the description, or only bear its name. */
  readonly exact?: boolean;
}

interface Found {
  readonly description: Description;
  readonly fresh: boolean;
}

interface Owned {
  readonly lock: OwnerLock;
  readonly made: readonly string[];
  /** What was in it already, of the folders it makes. */
  readonly there: readonly string[];
}

export class DataFolder {
  readonly paths: FolderPaths;
  readonly description: Description;
  /** Whether this is the device's first boot. */
  readonly fresh: boolean;
  readonly #lock: OwnerLock;
  /** Folders that came into being with it, the outermost first. */
  readonly #made: readonly string[];
  readonly #there: readonly string[];

  private constructor(paths: FolderPaths, found: Found, { lock, made, there }: Owned) {
    this.paths = paths;
    this.description = found.description;
    this.fresh = found.fresh;
    this.#lock = lock;
    this.#made = made;
    this.#there = there;
  }

  /**
   * Takes the folder, makes it at a first boot, and checks that it holds the given device. Throws
   * `HostError` STATE_IN_USE, PRESET_MISMATCH, DESCRIPTION_INVALID.
   */
  static async open(root: string, requested: RequestedDevice, doing: string): Promise<DataFolder> {
    const paths = folderPaths(root);
    if (requested.description === undefined && !isThere(paths.description)) {
      throw new HostError(
        'INPUT_INVALID',
        `${root} holds no device yet`,
        `begin one: bifrons up --preset patent --data ${root}`,
      );
    }
    const owned = await own(paths, doing);
    try {
      const found = findDescription(paths, requested);
      for (const folder of [paths.snapshots, paths.journal]) makeFolder(folder);
      return new DataFolder(paths, found, owned);
    } catch (error) {
      owned.lock.release();
      throw ioError(error, `prepare the data folder ${root}`);
    }
  }

  /** No folder on disk, for a device in memory alone. */
  static nowhere(description: Description): DataFolder {
    const owned = { lock: { release() {} }, made: [], there: [] };
    return new DataFolder(folderPaths('(memory)'), { description, fresh: true }, owned);
  }

  /**
   * The device has a store. At a first boot its description is written down now: a folder without
   * one is no device yet, and in a folder with one a store that is missing was lost.
   */
  async settle(): Promise<void> {
    const { paths, description, fresh } = this;
    if (!fresh) return;
    try {
      // Whole or not at all: a half-written description would be another device.
      const text = `${JSON.stringify(description, undefined, 2)}\n`;
      await writeFileWhole(paths.description, text);
    } catch (error) {
      throw ioError(error, `prepare the data folder ${paths.root}`);
    }
  }

  close(): void {
    this.#lock.release();
  }

  /** Closes the folder; a first boot that was refused leaves nothing of it behind. */
  abandon(): void {
    if (!this.fresh) {
      this.close();
      return;
    }
    const { root, description } = this.paths;
    const files = [description, `${description}.new`, join(root, 'generation.json')];
    const folders = foldersOf(this.paths).filter((path) => !this.#there.includes(path));
    for (const path of [...files, ...folders]) rmSync(path, { recursive: true, force: true });
    this.close();
    // Only folders that are empty go: other files in them are not ours.
    for (const path of this.#made.toReversed()) {
      try {
        rmdirSync(path);
      } catch {
        return;
      }
    }
  }
}

/** The description a folder holds, without owning it; `undefined` where there is none. */
export function storedDescription(root: string): Description | undefined {
  const { description } = folderPaths(root);
  return isThere(description) ? readDescription(description) : undefined;
}

async function own(paths: FolderPaths, doing: string): Promise<Owned> {
  const { root } = paths;
  try {
    const made = makeFolder(root);
    accessSync(root, constants.W_OK);
    const lock = await takeOwnership(root, doing);
    return { lock, made, there: foldersOf(paths).filter(isThere) };
  } catch (error) {
    throw folderError(error, root);
  }
}

function foldersOf({ store, snapshots, journal }: FolderPaths): readonly string[] {
  return [store, `${store}.new`, snapshots, journal];
}

function findDescription(paths: FolderPaths, requested: RequestedDevice): Found {
  if (!isThere(paths.description))
    return { description: parseDescription(requested.description), fresh: true };
  const description = readDescription(paths.description);
  checkSame(paths.root, description, requested);
  return { description, fresh: false };
}

function readDescription(path: string): Description {
  let document: unknown;
  try {
    document = JSON.parse(readTextWhole(path, { lengthMax: DOCUMENT_LENGTH_MAX, noLink: true }));
  } catch (error) {
    const known = ioError(error, `read ${path}`);
    if (known instanceof HostError) throw known;
    throw new HostError(
      'DESCRIPTION_INVALID',
      `${path}: ${(error as Error).message}`,
      'correct the file: it is JSON',
    );
  }
  return parseDescription(document);
}

function checkSame(root: string, held: Description, requested: RequestedDevice): void {
  if (requested.description === undefined) return;
  const same =
    requested.exact === true
      ? canonicalJson(held) === canonicalJson(parseDescription(requested.description))
      : held.name === requested.description.name;
  if (same) return;
  throw new HostError(
    'PRESET_MISMATCH',
    `${root} holds the device ${held.name}, not ${requested.name ?? requested.description.name}`,
    'leave the option out to go on with that device, or give another folder: --data DIR',
  );
}
