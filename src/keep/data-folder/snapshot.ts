/**
 * Snapshots: non-volatile memory and description in one file, without working memory; so a restore
 * is a cold boot.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Bytes, fromUtf8, HostError, type Image, utf8 } from '../../base/index.ts';
import { type Description, parseDescription } from '../../device/index.ts';
import { ioError } from '../files/index.ts';
import { keyNeeded, keyWrong, Sealer, type SealingKey } from '../sealing/index.ts';

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

interface SnapshotFile {
  readonly bifronsSnapshot: number;
  readonly made: string;
  readonly description: unknown;
  readonly crc: number;
  /** Store key to value in base 64. */
  readonly image: Readonly<Record<string, string>>;
}

/** Encrypted: all but what a list of snapshots shows. */
interface SealedFile {
  readonly bifronsSnapshot: number;
  readonly made: string;
  readonly device: string;
  /** Name of the key. */
  readonly key: string;
  /** Description and image as above, sealed, in base 64. */
  readonly sealed: string;
}

const PURPOSE = 'snapshot';

/** Throws `HostError` INPUT_INVALID for a name that is no file's name, or is taken. */
export async function saveSnapshot(
  folder: string,
  snapshot: Snapshot,
  key?: SealingKey,
): Promise<void> {
  const path = pathOf(folder, snapshot.name);
  if (existsSync(path)) {
    throw new HostError(
      'INPUT_INVALID',
      `a snapshot ${snapshot.name} is there already`,
      'choose another name; bifrons state list shows those in use',
    );
  }
  const plain = plainFile(snapshot);
  const file = key === undefined ? plain : sealedFile(plain, snapshot, key);
  const draft = `${path}.new`;
  try {
    await writeFile(draft, JSON.stringify(file), { mode: 0o600, flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw ioError(error, `keep the snapshot ${snapshot.name}`);
  }
}

function plainFile({ made, description, image }: Snapshot): SnapshotFile {
  const values: Record<string, string> = {};
  for (const [key, value] of image) values[key] = Buffer.from(value).toString('base64');
  const crc = crc32(JSON.stringify(values));
  return { bifronsSnapshot: SNAPSHOT_FORMAT, made, description, crc, image: values };
}

function sealedFile(plain: SnapshotFile, snapshot: Snapshot, key: SealingKey): SealedFile {
  const { bifronsSnapshot, made } = plain;
  const sealed = new Sealer(key, PURPOSE).seal(utf8(JSON.stringify(plain)), PURPOSE);
  return {
    bifronsSnapshot,
    made,
    device: snapshot.description.name,
    key: key.name,
    sealed: Buffer.from(sealed).toString('base64'),
  };
}

/** What a sealed file says; a plain one as it is. Throws `HostError` KEY_NEEDED, KEY_WRONG. */
function unsealed(
  file: SnapshotFile | SealedFile | undefined,
  path: string,
  key: SealingKey | undefined,
): SnapshotFile | undefined {
  if (file === undefined || !('sealed' in file)) return file;
  if (key === undefined) throw keyNeeded(path, file.key);
  if (key.name !== file.key) throw keyWrong(path, file.key, key.name);
  const bytes = new Uint8Array(Buffer.from(file.sealed, 'base64'));
  const plain = new Sealer(key, PURPOSE).open(bytes, PURPOSE);
  return plain === undefined ? undefined : (JSON.parse(fromUtf8(plain)) as SnapshotFile);
}

/**
 * Throws `HostError` SNAPSHOT_UNKNOWN, STORE_DAMAGED, STORE_VERSION, KEY_NEEDED, KEY_WRONG. A plain
 * snapshot is read whether there is a key or not.
 */
export function loadSnapshot(folder: string, name: string, key?: SealingKey): Snapshot {
  const path = pathOf(folder, name);
  if (!existsSync(path)) {
    const known = listSnapshots(folder).map((row) => row.name);
    const next =
      known.length > 0
        ? `use one of: ${known.join(', ')}`
        : 'make one: bifrons state snapshot NAME';
    throw new HostError('SNAPSHOT_UNKNOWN', `there is no snapshot ${name}`, next);
  }
  const stored = readFile(path);
  if (stored?.bifronsSnapshot !== undefined && stored.bifronsSnapshot !== SNAPSHOT_FORMAT) {
    const format = stored.bifronsSnapshot;
    const message = `${path} has format ${format}, this build reads ${SNAPSHOT_FORMAT}`;
    throw new HostError('STORE_VERSION', message, 'use the release that wrote it');
  }
  const file = unsealed(stored, path, key);
  if (file === undefined || crc32(JSON.stringify(file.image)) !== file.crc) {
    throw new HostError(
      'STORE_DAMAGED',
      `${path} does not match its checksum`,
      'use another snapshot',
    );
  }
  const image = new Map<string, Bytes>();
  for (const [key, value] of Object.entries(file.image))
    image.set(key, new Uint8Array(Buffer.from(value, 'base64')));
  return { name, made: file.made, description: parseDescription(file.description), image };
}

/** Oldest first. */
export function listSnapshots(folder: string): readonly SnapshotRow[] {
  if (!existsSync(folder)) return [];
  const rows: SnapshotRow[] = [];
  for (const entry of readdirSync(folder)) {
    if (!entry.endsWith(SUFFIX)) continue;
    const path = join(folder, entry);
    const file = readFile(path);
    const device =
      file === undefined
        ? '(damaged)'
        : 'sealed' in file
          ? file.device
          : (file.description as { readonly name: string }).name;
    rows.push({
      name: entry.slice(0, -SUFFIX.length),
      made: file?.made ?? '',
      device,
      bytes: statSync(path).size,
    });
  }
  return rows.sort((a, b) => (a.made < b.made ? -1 : a.made > b.made ? 1 : 0));
}

function readFile(path: string): SnapshotFile | SealedFile | undefined {
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as Partial<SnapshotFile & SealedFile>;
    const whole = typeof file.image === 'object' ? file.description : file.sealed;
    return whole === undefined || whole === null ? undefined : (file as SnapshotFile | SealedFile);
  } catch {
    return undefined;
  }
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
