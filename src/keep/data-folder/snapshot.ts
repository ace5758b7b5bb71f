/**
 * Snapshots: non-volatile memory and description in one file, without working memory; so a restore
 * is a cold boot.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { fromUtf8, HostError, type Image, utf8 } from '../../base/index.ts';
import { type Description, parseDescription } from '../../device/index.ts';
import { ioError, isTaken, readTextWhole, writeFileWhole } from '../files/index.ts';
import { keyNeeded, keyWrong, Sealer, type SealingKey } from '../sealing/index.ts';
import { imageFrom } from './image-values.ts';
import { readSnapshotHead } from './snapshot-head.ts';

const SNAPSHOT_FORMAT = 2;
const SUFFIX = '.json';

export interface Snapshot {
  readonly name: string;
  /** ISO 8601, for people; nothing depends on it. */
  readonly made: string;
  readonly description: Description;
  readonly image: Image;
}

export interface SnapshotRow {
  readonly name: string;
  readonly made: string;
  readonly device: string;
  readonly bytes: number;
}

/** What the file of a snapshot begins with, so that a list need not read the rest. */
interface Head {
  readonly bifronsSnapshot: number;
  readonly made: string;
  readonly device: string;
}

interface SnapshotFile extends Head {
  readonly description: unknown;
  readonly crc: number;
  /** Store key to value in base 64. */
  readonly image: Readonly<Record<string, string>>;
}

/** Encrypted: all but what a list of snapshots shows. */
interface SealedFile extends Head {
  /** Name of the key. */
  readonly key: string;
  /** Description and image as above, sealed, in base 64. */
  readonly sealed: string;
}

/** A file as it stands, before any check. */
type Stored = Readonly<Record<string, unknown>>;

/** The largest memory, sealed and twice in base 64, and its description. */
const SNAPSHOT_LENGTH_MAX = 160 * 1_024 * 1_024;
const PURPOSE = 'snapshot';

/** Throws `HostError` INPUT_INVALID for a name that is no file's name, or is taken. */
export async function saveSnapshot(
  folder: string,
  snapshot: Snapshot,
  key?: SealingKey,
): Promise<void> {
  const path = pathOf(folder, snapshot.name);
  if (isTaken(path)) {
    throw new HostError(
      'INPUT_INVALID',
      `a snapshot ${snapshot.name} is there already`,
      'choose another name; bifrons state list shows those in use',
    );
  }
  const plain = plainFile(snapshot);
  const file = key === undefined ? plain : sealedFile(plain, key);
  try {
    await writeFileWhole(path, JSON.stringify(file));
  } catch (error) {
    throw ioError(error, `keep the snapshot ${snapshot.name}`);
  }
}

function plainFile({ made, description, image }: Snapshot): SnapshotFile {
  const values: Record<string, string> = {};
  for (const [key, value] of image) values[key] = Buffer.from(value).toString('base64');
  const crc = crc32(JSON.stringify(values));
  const head = { bifronsSnapshot: SNAPSHOT_FORMAT, made, device: description.name };
  return { ...head, description, crc, image: values };
}

function sealedFile(plain: SnapshotFile, key: SealingKey): SealedFile {
  const { bifronsSnapshot, made, device } = plain;
  const sealed = new Sealer(key, PURPOSE).seal(utf8(JSON.stringify(plain)), PURPOSE);
  const content = Buffer.from(sealed).toString('base64');
  return { bifronsSnapshot, made, device, key: key.name, sealed: content };
}

/** What a sealed file says; a plain one as it is. Throws `HostError` KEY_NEEDED, KEY_WRONG. */
function unsealed(file: Stored, path: string, key: SealingKey | undefined): Stored {
  const { sealed, key: name } = file;
  if (sealed === undefined) return file;
  if (typeof sealed !== 'string' || typeof name !== 'string')
    throw damaged(path, 'is sealed with a method that this build does not support');
  if (key === undefined) throw keyNeeded(path, name);
  if (key.name !== name) throw keyWrong(path, name, key.name);
  const bytes = new Uint8Array(Buffer.from(sealed, 'base64'));
  const plain = new Sealer(key, PURPOSE).open(bytes, PURPOSE);
  if (plain === undefined) throw damaged(path, 'was not sealed with this key');
  return parsed(fromUtf8(plain), path);
}

/**
 * Throws `HostError` SNAPSHOT_UNKNOWN, STORE_DAMAGED, STORE_VERSION, KEY_NEEDED, KEY_WRONG,
 * DESCRIPTION_INVALID. A plain snapshot is read whether there is a key or not.
 */
export function loadSnapshot(folder: string, name: string, key?: SealingKey): Snapshot {
  const path = pathOf(folder, name);
  if (!isTaken(path)) {
    const known = listSnapshots(folder).map((row) => row.name);
    const next =
      known.length > 0
        ? `use one of: ${known.join(', ')}`
        : 'make one: bifrons state snapshot NAME';
    throw new HostError('SNAPSHOT_UNKNOWN', `there is no snapshot ${name}`, next);
  }
  const stored = readStored(path);
  const format = stored['bifronsSnapshot'];
  if (typeof format === 'number' && format !== SNAPSHOT_FORMAT) {
    const message = `${path} has format ${format}, this build reads ${SNAPSHOT_FORMAT}`;
    throw new HostError('STORE_VERSION', message, 'use the release that wrote it');
  }
  const { made, description: document, image: values, crc } = unsealed(stored, path, key);
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw damaged(path, 'holds no memory');
  if (crc32(JSON.stringify(values)) !== crc) throw damaged(path, 'does not match its checksum');
  const description = parseDescription(document);
  const image = imageFrom(values as Stored, description.memory.nvm);
  if (typeof image === 'string') throw damaged(path, image);
  return { name, made: typeof made === 'string' ? made : '', description, image };
}

/** Oldest first. Of each file only the beginning is read. */
export function listSnapshots(folder: string): readonly SnapshotRow[] {
  if (!existsSync(folder)) return [];
  const rows: SnapshotRow[] = [];
  for (const entry of readdirSync(folder)) {
    if (!entry.endsWith(SUFFIX)) continue;
    const path = join(folder, entry);
    const { made, device } = readSnapshotHead(path) ?? headOfWhole(path);
    const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    rows.push({ name: entry.slice(0, -SUFFIX.length), made, device, bytes });
  }
  return rows.sort((a, b) => (a.made < b.made ? -1 : a.made > b.made ? 1 : 0));
}

/** The same of a file that does not begin with it: an earlier release wrote those. */
function headOfWhole(path: string): Pick<Head, 'made' | 'device'> {
  try {
    const { made, description } = readStored(path);
    const { name } = (description ?? {}) as { readonly name?: unknown };
    if (typeof made === 'string' && typeof name === 'string') return { made, device: name };
  } catch {
    // Formatted on request.
  }
  return { made: '', device: '(damaged)' };
}

function readStored(path: string): Stored {
  let text: string;
  try {
    text = readTextWhole(path, { lengthMax: SNAPSHOT_LENGTH_MAX, noLink: true });
  } catch (error) {
    const known = ioError(error, `read ${path}`);
    throw known instanceof HostError ? known : damaged(path, `does not read: ${known.message}`);
  }
  return parsed(text, path);
}

function parsed(text: string, path: string): Stored {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = undefined;
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw damaged(path, 'is no snapshot');
  return document as Stored;
}

function damaged(path: string, why: string): HostError {
  return new HostError('STORE_DAMAGED', `${path} ${why}`, 'use another snapshot');
}

function pathOf(folder: string, name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
    throw new HostError(
      'INPUT_INVALID',
      `"${name}" is no name for a snapshot`,
      'use 1 to 64 letters, digits, dots, dashes and underscores, a letter or digit first',
    );
  }
  return join(folder, name + SUFFIX);
}
