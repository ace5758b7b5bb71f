/** ZIP archives of CAP files: what is read of them, and plain ones that are written. */
import { type Bytes, HostError } from '../../base/index.ts';
import { inflateRawSync } from 'node:zlib';
import type { ArchiveFile } from '../../host/off-card/index.ts';

/** Signatures of the structures, and lengths of their fixed parts. */
const LOCAL = { signature: 0x04034b50, length: 30 } as const;
const CENTRAL = { signature: 0x02014b50, length: 46 } as const;
const END = { signature: 0x06054b50, length: 22 } as const;
const COMMENT_MAX = 0xffff;
const METHOD = { STORED: 0, DEFLATED: 8 } as const;
const VERSION = 20;
/** The first of January 1980, the earliest date that the format has. */
const DATE = 0x0021;

export function isArchive(content: Buffer): boolean {
  return content.length >= LOCAL.length && content.readUInt32LE(0) === LOCAL.signature;
}

export interface ReadOptions {
  /** Which files are read. */
  reads(path: string): boolean;
  readonly lengthMax: number;
}

/** Throws `HostError` INPUT_INVALID where the archive is broken. */
export function readArchive(archive: Buffer, options: ReadOptions): readonly ArchiveFile[] {
  try {
    return filesIn(archive, options);
  } catch (error) {
    // Offsets of a broken archive lead behind its end.
    const why = `the archive does not read: ${(error as Error).message}`;
    throw new HostError('INPUT_INVALID', why, 'give a CAP file that other programs read');
  }
}

function filesIn(archive: Buffer, { reads, lengthMax }: ReadOptions): readonly ArchiveFile[] {
  const end = endOf(archive);
  const files: ArchiveFile[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    expect(archive, at, CENTRAL.signature);
    const nameLength = archive.readUInt16LE(at + 28);
    const nameAt = at + CENTRAL.length;
    const path = archive.toString('utf8', nameAt, nameAt + nameLength);
    if (reads(path)) files.push({ path, content: contentOf(archive, at, lengthMax) });
    at = nameAt + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

function endOf(archive: Buffer): number {
  const last = archive.length - END.length;
  for (let at = last; at >= Math.max(0, last - COMMENT_MAX); at--) {
    if (archive.readUInt32LE(at) === END.signature) return at;
  }
  throw new RangeError('its end is missing');
}

function contentOf(archive: Buffer, central: number, lengthMax: number): Bytes {
  const method = archive.readUInt16LE(central + 10);
  const length = archive.readUInt32LE(central + 20);
  const local = archive.readUInt32LE(central + 42);
  expect(archive, local, LOCAL.signature);
  const skipped = archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const begin = local + LOCAL.length + skipped;
  if (begin + length > archive.length) throw new RangeError('a file is cut');
  const packed = archive.subarray(begin, begin + length);
  if (method === METHOD.STORED) return Uint8Array.from(packed);
  if (method !== METHOD.DEFLATED) throw new RangeError(`compression ${method} is not known`);
  return Uint8Array.from(inflateRawSync(packed, { maxOutputLength: lengthMax }));
}

function expect(archive: Buffer, at: number, signature: number): void {
  if (archive.readUInt32LE(at) !== signature) throw new RangeError('its directory is broken');
}

/** Without compression and without a date, so that the same files give the same bytes. */
export function emitArchive(files: readonly ArchiveFile[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const { path, content } of files) {
    const name = Buffer.from(path, 'utf8');
    const shared = sharedFields(content, name.length);
    const local = Buffer.alloc(LOCAL.length);
    local.writeUInt32LE(LOCAL.signature, 0);
    shared.copy(local, 4);
    const central = Buffer.alloc(CENTRAL.length);
    central.writeUInt32LE(CENTRAL.signature, 0);
    central.writeUInt16LE(VERSION, 4);
    shared.copy(central, 6);
    central.writeUInt32LE(at, 42);
    locals.push(local, name, Buffer.from(content));
    centrals.push(central, name);
    at += LOCAL.length + name.length + content.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(END.length);
  end.writeUInt32LE(END.signature, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** From the version that is needed to the length of the name. */
function sharedFields(content: Bytes, nameLength: number): Buffer {
  const fields = Buffer.alloc(24);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(METHOD.STORED, 4);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

/** The check sum of the format, bit by bit: load files are short. */
function crc32(content: Bytes): number {
  let sum = 0xffffffff;
  for (const byte of content) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
}
