/** The load file data block in a file: a CAP archive, or its components one behind the other. */
import { readFileSync, statSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { type Bytes, HostError } from '../../base/index.ts';
import { isLoadedComponent, joinCap, type ArchiveFile } from '../../host/index.ts';

const FILE_LENGTH_MAX = 16 * 1024 * 1024;
const COMPONENT_LENGTH_MAX = 0x10003;

/** Signatures of the structures of a ZIP archive, and lengths of their fixed parts. */
const ZIP = {
  LOCAL: 0x04034b50,
  CENTRAL: 0x02014b50,
  END: 0x06054b50,
  LOCAL_LENGTH: 30,
  CENTRAL_LENGTH: 46,
  END_LENGTH: 22,
  COMMENT_MAX: 0xffff,
  STORED: 0,
  DEFLATED: 8,
} as const;

/** Throws `HostError` INPUT_INVALID. */
export function readLoadFile(path: string): Bytes {
  let content: Buffer;
  try {
    if (statSync(path).size > FILE_LENGTH_MAX) throw new Error(`over ${FILE_LENGTH_MAX} bytes`);
    content = readFileSync(path);
  } catch (error) {
    throw noFile(path, (error as Error).message);
  }
  if (content.length < 4 || content.readUInt32LE(0) !== ZIP.LOCAL) return Uint8Array.from(content);
  return joinCap(archiveFiles(path, content));
}

/** The components in an archive. */
function archiveFiles(path: string, archive: Buffer): readonly ArchiveFile[] {
  const end = endRecord(path, archive);
  const files: ArchiveFile[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (at + ZIP.CENTRAL_LENGTH > archive.length || archive.readUInt32LE(at) !== ZIP.CENTRAL) {
      throw noFile(path, 'the directory of the archive is broken');
    }
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (isLoadedComponent(name)) files.push({ path: name, content: entry(path, archive, at) });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

function endRecord(path: string, archive: Buffer): number {
  const first = Math.max(0, archive.length - ZIP.END_LENGTH - ZIP.COMMENT_MAX);
  for (let at = archive.length - ZIP.END_LENGTH; at >= first; at--) {
    if (archive.readUInt32LE(at) === ZIP.END) return at;
  }
  throw noFile(path, 'the end of the archive is missing');
}

function entry(path: string, archive: Buffer, central: number): Bytes {
  const method = archive.readUInt16LE(central + 10);
  const length = archive.readUInt32LE(central + 20);
  const local = archive.readUInt32LE(central + 42);
  if (local + ZIP.LOCAL_LENGTH > archive.length || archive.readUInt32LE(local) !== ZIP.LOCAL) {
    throw noFile(path, 'an entry of the archive is broken');
  }
  const begin =
    local + ZIP.LOCAL_LENGTH + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(begin, begin + length);
  if (packed.length < length) throw noFile(path, 'an entry of the archive is cut');
  if (method === ZIP.STORED) return Uint8Array.from(packed);
  try {
    if (method !== ZIP.DEFLATED) throw new Error(`compression ${method} is not known`);
    return Uint8Array.from(inflateRawSync(packed, { maxOutputLength: COMPONENT_LENGTH_MAX }));
  } catch (error) {
    throw noFile(path, (error as Error).message);
  }
}

function noFile(path: string, why: string): HostError {
  return new HostError('INPUT_INVALID', `${path}: ${why}`, 'give a CAP file that can be read');
}
