/**
 * Files of other people's making: read only where they are files, in bounded time and memory; and
 * written whole or not at all, never through a link that stands in the place.
 */
import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';

export interface ReadRules {
  /** Longest content that is taken, in bytes. */
  readonly lengthMax: number;
  /** Whether a symbolic link in the file's place is an error; one among its folders never is. */
  readonly noLink?: boolean;
}

const MEBIBYTE = 1_024 * 1_024;
/** Files of JSON: a description with applications, a snapshot's draft of it. */
export const DOCUMENT_LENGTH_MAX = 64 * MEBIBYTE;
const CHUNK_LENGTH = 65_536;
const DRAFT = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * The whole content. Throws the system's error, and an error in words for what is no file, or too
 * long: a FIFO or a device is not opened, since opening it may wait, or act. One that takes the
 * file's place at that moment is opened without waiting, and read up to the bound.
 */
export function readFileWhole(path: string, rules: ReadRules): Buffer {
  checkIsFile(path, rules);
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY, O_NOFOLLOW } = constants;
  const links = rules.noLink === true ? O_NOFOLLOW : 0;
  const file = openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | links);
  try {
    return readDescriptor(file, rules.lengthMax, path);
  } finally {
    closeSync(file);
  }
}

/** The same as text. */
export function readTextWhole(path: string, rules: ReadRules): string {
  return readFileWhole(path, rules).toString('utf8');
}

/** The first bytes of a file, for a look at how it begins. */
export function readFileHead(path: string, length: number): Buffer {
  checkIsFile(path, { lengthMax: Infinity, noLink: true });
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const file = openSync(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, readSync(file, head, 0, length, 0));
  } finally {
    closeSync(file);
  }
}

/** All of an open file up to its end. Throws where that is too long. */
function readDescriptor(file: number, lengthMax: number, name: string): Buffer {
  const chunks: Buffer[] = [];
  for (let length = 0; ;) {
    const chunk = Buffer.allocUnsafe(CHUNK_LENGTH);
    const count = readSync(file, chunk, 0, CHUNK_LENGTH, null);
    if (count === 0) return Buffer.concat(chunks, length);
    length += count;
    if (length > lengthMax) throw tooLong(name, lengthMax);
    chunks.push(chunk.subarray(0, count));
  }
}

/** Throws, as reading would, for what is no file, or too long; nothing is opened. */
export function checkIsFile(path: string, { lengthMax, noLink }: ReadRules): void {
  const found = noLink === true ? lstatSync(path) : statSync(path);
  refuseKind(path, found);
  if (found.size > lengthMax) throw tooLong(path, lengthMax);
}

/** Whether anything stands at a path, a link that leads nowhere included. */
export function isTaken(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Puts a file of this user's alone into a place; a file or link that stands there is replaced. The
 * content is on the disk, beside the place, before it gets the name. Rejects with the system's
 * error, and leaves nothing then.
 */
export async function writeFileWhole(path: string, content: string): Promise<void> {
  const draft = `${path}.new`;
  // A draft that was left behind, or a planted link: neither is written through.
  await rm(draft, { force: true });
  const file = await open(draft, DRAFT, 0o600);
  try {
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The same at once, for what may be lost in a power cut: it is not waited for. */
export function writeFileSoon(path: string, content: string): void {
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  const file = openSync(draft, DRAFT, 0o600);
  try {
    writeFileSync(file, content);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function refuseKind(path: string, found: Stats): void {
  if (!found.isFile()) throw new Error(`${path} is ${kindOf(found)}, and no file`);
}

function kindOf(found: Stats): string {
  if (found.isSymbolicLink()) return 'a symbolic link';
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a FIFO';
  if (found.isSocket()) return 'a socket';
  return 'a device';
}

function tooLong(path: string, lengthMax: number): Error {
  return new Error(`${path} is longer than ${lengthMax} bytes`);
}
