/**
 * Snapshots: non-volatile memory and description in one file, without working memory; so a restore
 * is a cold boot.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Bytes, HostError, type Image } from '../../base/index.ts';
import { type Description, parseDescription } from '../../device/index.ts';
import { ioError } from '../io-error.ts';

const SNAPSHOT_FORMAT = 1;
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

/** Throws `HostError` INPUT_INVALID for a name that is no file's name, or is taken. */
export async function saveSnapshot(folder: string, snapshot: Snapshot): Promise<void> {
  const path = pathOf(folder, snapshot.name);
  if (existsSync(path)) {
    throw new HostError(
      'INPUT_INVALID',
      `a snapshot ${snapshot.name} is there already`,
      'choose another name; bifrons state list shows those in use',
    );
  }
  const image: Record<string, string> = {};
  for (const [key, value] of snapshot.image) image[key] = Buffer.from(value).toString('base64');
  const file: SnapshotFile = {
    bifronsSnapshot: SNAPSHOT_FORMAT,
    made: snapshot.made,
    description: snapshot.description,
    crc: crc32(JSON.stringify(image)),
    image,
  };
  const draft = `${path}.new`;
  try {
    await writeFile(draft, JSON.stringify(file), { mode: 0o600, flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw ioError(error, `keep the snapshot ${snapshot.name}`);
  }
}

/** Throws `HostError` SNAPSHOT_UNKNOWN, STORE_DAMAGED, STORE_VERSION. */
export function loadSnapshot(folder: string, name: string): Snapshot {
  const path = pathOf(folder, name);
  if (!existsSync(path)) {
    const known = listSnapshots(folder).map((row) => row.name);
    const next =
      known.length > 0
        ? `use one of: ${known.join(', ')}`
        : 'make one: bifrons state snapshot NAME';
    throw new HostError('SNAPSHOT_UNKNOWN', `there is no snapshot ${name}`, next);
  }
  const file = readFile(path);
  if (file?.bifronsSnapshot !== undefined && file.bifronsSnapshot !== SNAPSHOT_FORMAT) {
    const format = file.bifronsSnapshot;
    const message = `${path} has format ${format}, this build reads ${SNAPSHOT_FORMAT}`;
    throw new HostError('STORE_VERSION', message, 'use the release that wrote it');
  }
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
    const device = (file?.description as { name?: string } | undefined)?.name ?? '(damaged)';
    rows.push({
      name: entry.slice(0, -SUFFIX.length),
      made: file?.made ?? '',
      device,
      bytes: statSync(path).size,
    });
  }
  return rows.sort((a, b) => (a.made < b.made ? -1 : a.made > b.made ? 1 : 0));
}

function readFile(path: string): SnapshotFile | undefined {
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as SnapshotFile;
    return typeof file === 'object' && file !== null && typeof file.image === 'object'
      ? file
      : undefined;
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
