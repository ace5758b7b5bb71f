/** The embedded store: LMDB, one key a record, every record with its checksum. */
import { access, constants, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Batch, HostError, type Image, OTHER_MEMORY } from '../../base/index.ts';
import { type Contents, type Damage, readContents } from './contents.ts';
import { checkIsFile, ioError, isTaken } from '../files/index.ts';
import { noRoom, type OpenStore, type Store } from '../../run/store/index.ts';
import { type Changes, GroupWriter } from './group-writer.ts';
import { type LmdbFile, openLmdb, readable, usedOf } from './lmdb-file.ts';
import { probeStore } from './probe.ts';
import { emitRoot, ROOT_KEY, STORE_FORMAT } from './record.ts';
import { PAGE_LENGTH, Room } from './room.ts';
import { breakSeal, DATA_FILE, putSeal, SEAL_FILE, sealHolds } from './seal.ts';

const LOCK_FILE = 'lock.mdb';
/** Disk space that opening needs: the lock file, and a few pages of the first commit. */
const ROOM_BYTES_MIN = 65_536;

/**
 * Opens a store folder, or makes it. A file that was not closed cleanly, or is not what was closed,
 * is first looked at in a child process.
 */
export const lmdbStore: Store = {
  open: async (folder) => wholeStore(await openFolder(folder)),
};

/** For one device, or for many. */
export async function openFolder(folder: string): Promise<LmdbFolder> {
  try {
    return await openOrCreate(folder);
  } catch (error) {
    throw ioError(error, `open the store ${folder}`);
  }
}

async function openOrCreate(folder: string): Promise<LmdbFolder> {
  for (const name of [DATA_FILE, LOCK_FILE, SEAL_FILE]) checkPlace(folder, name);
  if (!(await exists(join(folder, DATA_FILE)))) {
    if (await exists(folder)) throw damaged(folder, [{ key: DATA_FILE, why: 'is missing' }]);
    await create(folder);
  } else if (!(await sealHolds(folder))) {
    const report = await probeStore(folder);
    checkFormat(folder, report.format);
    if (report.damage.length > 0) throw damaged(folder, report.damage);
  }
  await access(folder, constants.W_OK);
  for (const name of [DATA_FILE, LOCK_FILE]) {
    const path = join(folder, name);
    // LMDB makes the lock file where there is none; one that it may not write ends the process.
    if (await exists(path)) await access(path, constants.R_OK | constants.W_OK);
  }
  await checkRoom(folder);
  await breakSeal(folder);
  const file = await openLmdb(folder, 'write');
  let contents: Contents;
  try {
    contents = readContents(readable(file));
    checkFormat(folder, contents.root?.format);
    if (contents.damage.length > 0) throw damaged(folder, contents.damage);
  } catch (error) {
    await file.close();
    throw error;
  }
  return new LmdbFolder(folder, file, { contents, room: await makeRoom(folder, file) });
}

/** What opens a place opens what it finds: it must be a file, and no link to one. */
function checkPlace(folder: string, name: string): void {
  try {
    const path = join(folder, name);
    if (isTaken(path)) checkIsFile(path, { lengthMax: Infinity, noLink: true });
  } catch (error) {
    const known = ioError(error, `open the store ${folder}`);
    if (known instanceof HostError) throw known;
    throw damaged(folder, [{ key: name, why: `does not open: ${known.message}` }]);
  }
}

async function makeRoom(folder: string, file: LmdbFile): Promise<Room> {
  const room = new Room(join(folder, DATA_FILE), () => usedOf(file));
  try {
    room.make();
    return room;
  } catch (error) {
    room.abandon();
    await file.close();
    throw error;
  }
}

/** LMDB maps its lock file: on a full disk that would end the process, and not with an error. */
async function checkRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= ROOM_BYTES_MIN) return;
  throw noRoom(`cannot open the store ${folder}: ${bavail * bsize} bytes are free on its disk`);
}

/** A new store comes into its place whole: a half-made one never bears the name. */
async function create(folder: string): Promise<void> {
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await mkdir(draft, { mode: 0o700 });
  await checkRoom(draft);
  const file = await openLmdb(draft, 'write');
  await file.put(
    ROOT_KEY,
    emitRoot({ format: STORE_FORMAT, generation: 0, records: 0, digest: 0 }),
  );
  await file.flushed;
  await file.close();
  await putSeal(draft);
  await rename(draft, folder);
  const parent = await open(dirname(folder));
  await parent.sync();
  await parent.close();
}

interface Opened {
  readonly contents: Contents;
  readonly room: Room;
}

/** One open file and the writer of it; one device has it, or many share it. */
export class LmdbFolder {
  readonly image: Image;
  readonly writer: GroupWriter;
  readonly #folder: string;
  readonly #file: LmdbFile;
  readonly #room: Room;

  constructor(folder: string, file: LmdbFile, { contents, room }: Opened) {
    this.#folder = folder;
    this.#file = file;
    this.#room = room;
    this.image = contents.image;
    const generation = contents.root?.generation ?? 0;
    this.writer = new GroupWriter(file, room, { digest: contents.digest, generation });
  }

  /** Puts an image in the place of all records under a prefix, if the disk has room for it. */
  async replace(next: Image, prefix: string): Promise<void> {
    let bytes = 0;
    for (const [key, value] of next) bytes += PAGE_LENGTH + key.length + value.length;
    try {
      this.#room.make(bytes);
    } catch (error) {
      throw ioError(error, `write into the store ${this.#folder}`);
    }
    await this.writer.write(replacement(this.writer, next, prefix));
  }

  /** Takes writes again after some were refused, if there is room now; gives what is stored. */
  async reopen(): Promise<Image> {
    await this.writer.settled();
    if (this.writer.lost) throw lostWrite(this.#folder);
    try {
      this.#room.makeWhole();
    } catch (error) {
      throw ioError(error, `write into the store ${this.#folder}`);
    }
    const { image, damage } = readContents(readable(this.#file));
    if (damage.length > 0) throw damaged(this.#folder, damage);
    this.writer.resume();
    return image;
  }

  async close(): Promise<void> {
    await this.writer.idle();
    if (this.writer.lost) {
      // After a write that failed LMDB never comes to rest: what it holds goes with the process.
      this.#room.abandon();
      return;
    }
    await this.#file.flushed;
    const used = usedOf(this.#file);
    await this.#file.close();
    this.#room.giveBack(used);
    await putSeal(this.#folder);
  }
}

/** All batches of one call go into one transaction: a stronger guarantee than required. */
function wholeStore(folder: LmdbFolder): OpenStore {
  const { image, writer } = folder;
  return {
    image,
    commit: (batches) =>
      batches.every((batch) => batch.writes.length === 0)
        ? undefined
        : writer.write(changesOf(batches, '')),
    replace: (next) => folder.replace(next, ''),
    reopen: () => folder.reopen(),
    close: () => folder.close(),
  };
}

/** The writes of batches in order, every key under a prefix. */
export function changesOf(batches: readonly Batch[], prefix: string): Changes {
  return (change) => {
    for (const { writes } of batches)
      for (const { key, value } of writes) change(prefix + key, value);
  };
}

/** What turns the records under a prefix into an image, once its turn comes. */
function replacement(writer: GroupWriter, next: Image, prefix: string): Changes {
  return (change) => {
    for (const key of [...writer.keys()]) {
      if (key.startsWith(prefix) && !next.has(key.slice(prefix.length))) change(key, undefined);
    }
    for (const [key, value] of next) change(prefix + key, value);
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function checkFormat(folder: string, format: number | undefined): void {
  if (format === undefined || format === STORE_FORMAT) return;
  throw new HostError(
    'STORE_VERSION',
    `${folder} has format ${format}, this build reads ${STORE_FORMAT}`,
    'use the release that wrote it, or start with empty memory: bifrons state reset',
  );
}

/** LMDB does not take another write in this process; what it has is a prefix of what was given. */
function lostWrite(folder: string): HostError {
  const message = `LMDB did not write into the store ${folder}, and needs another process`;
  const next = 'end this process and start again: what was answered is stored';
  return new HostError('STORE_WRITE', message, next);
}

/** A store that was there is not there any more. */
export function storeGone(folder: string): HostError {
  return new HostError(
    'STORE_DAMAGED',
    `${folder} is gone, and the device was there before`,
    `put it back; or ${OTHER_MEMORY}`,
  );
}

function damaged(folder: string, damage: readonly Damage[]): HostError {
  const [first, ...more] = damage;
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  return new HostError(
    'STORE_DAMAGED',
    `${folder}: ${first?.key} ${first?.why}${others}; nothing was changed`,
    `${OTHER_MEMORY}. Both keep the damaged store beside the new one`,
  );
}

/** Size of the store on disk, in bytes; 0 where there is none. */
export async function storeSize(folder: string): Promise<number> {
  return stat(join(folder, DATA_FILE)).then(
    (found) => found.size,
    () => 0,
  );
}
