/** Two states of a device compared by meaning: which cell of which container, decoded. */
import { hex, hexNumber, type Image, isHex, Secret, unhex, utf8 } from '../../base/index.ts';
import { pureCrypto } from '../../crypto/index.ts';
import {
  bootDevice,
  type Description,
  type DeviceCore,
  type DeviceRecord,
  type LinkPlugin,
  replaceSecrets,
  storedRecords,
} from '../../device/index.ts';
import { piecesOf } from './describe.ts';

/** All that makes a device at rest. */
export interface DeviceState {
  /** The description it was begun with. */
  readonly description: Description;
  /** Its non-volatile memory. */
  readonly image: Image;
  /** Plug-in link protocols that its description names. */
  readonly plugins?: readonly LinkPlugin[] | undefined;
}

/** One value that is different between two states. */
export interface StateChange {
  /** `os`, `pairing`, a container's id, or `description`. */
  readonly owner: string;
  /** The form of memory it has, or `part` for a whole part, or `description`. */
  readonly form: 'cell' | 'counter' | 'region' | 'arena' | 'part' | 'description';
  /** The part of memory it stands in; empty where in none. */
  readonly part: string;
  /** The record's key in its part, or the name of a part. */
  readonly key: string;
  /** What it belongs to, for people: `ISD-P1`; empty where that has no name. */
  readonly title: string;
  /** Where in the record; empty for all of it. */
  readonly path: string;
  /** `undefined` where it is not there. Secrets are masked. */
  readonly before: string | undefined;
  /** The same of the later state. */
  readonly after: string | undefined;
}

/** Nothing of a comparison depends on it: decoding needs no randomness. */
const SEED = new Uint8Array(16);

/**
 * In the order of owners, keys and paths of `after`, then what is gone. Where memory of one does
 * not read, the stored bytes are compared, and shown by their length. Throws as a boot does.
 */
export function compareStates(before: DeviceState, after: DeviceState): readonly StateChange[] {
  return [
    ...compareDescriptions(before.description, after.description),
    ...compareRecords(...recordsOf(before, after)),
  ];
}

function compareDescriptions(before: Description, after: Description): readonly StateChange[] {
  if (before === after) return [];
  return compareValues(
    { owner: 'description', form: 'description', part: '', key: 'description', title: '' },
    withoutSecrets(before),
    withoutSecrets(after),
  );
}

/** A description holds secrets as text; here they are secrets like all others. */
function withoutSecrets(description: Description): unknown {
  return replaceSecrets(description, (text) => new Secret(isHex(text) ? unhex(text) : utf8(text)));
}

type Records = readonly DeviceRecord[];

/** Decoded, where a device of each comes up; else both as they are stored. */
function recordsOf(before: DeviceState, after: DeviceState): readonly [Records, Records] {
  const [from, to] = [boot(before), boot(after)];
  if (from.mute ?? to.mute) return [storedRecords(before.image), storedRecords(after.image)];
  return [from.records(), to.records()];
}

function boot({ description, image, plugins }: DeviceState): DeviceCore {
  return bootDevice({ description, image, plugins, seed: SEED, crypto: pureCrypto });
}

function compareRecords(before: Records, after: Records): readonly StateChange[] {
  const old = new Map(before.map((record) => [nameOf(record), record]));
  const changes: StateChange[] = [];
  for (const record of after) {
    const was = old.get(nameOf(record));
    old.delete(nameOf(record));
    changes.push(...compareRecord(record, was?.value, record.value));
  }
  for (const record of old.values())
    changes.push(...compareRecord(record, record.value, undefined));
  return changes;
}

function nameOf({ owner, form, part, key }: DeviceRecord): string {
  return `${owner}/${part}#${form}/${key}`;
}

/** Bytes that are not decoded may hold keys: only their length is shown. */
function opaque(value: unknown): unknown {
  return value instanceof Uint8Array ? new Secret(value) : value;
}

type Place = Pick<StateChange, 'owner' | 'form' | 'part' | 'key' | 'title'>;

function compareRecord(record: DeviceRecord, before: unknown, after: unknown): StateChange[] {
  const { owner, form, part, key, title, decoded } = record;
  const place: Place = { owner, form, part, key, title };
  if (!decoded) return compareValues(place, opaque(before), opaque(after));
  if (form === 'region' || form === 'arena') return compareRegions(place, before, after);
  return compareValues(place, before, after);
}

function compareValues(place: Place, before: unknown, after: unknown): StateChange[] {
  const old = new Map(piecesOf(before).map((piece) => [piece.path, piece]));
  const changes: StateChange[] = [];
  for (const { path, exact, shown } of piecesOf(after)) {
    const was = old.get(path);
    old.delete(path);
    if (was?.exact === exact) continue;
    const alike = was?.shown === shown;
    changes.push({
      ...place,
      path,
      before: was?.shown,
      after: alike ? `${shown}, another value` : shown,
    });
  }
  for (const { path, shown } of old.values())
    changes.push({ ...place, path, before: shown, after: undefined });
  return changes;
}

interface RegionParts {
  readonly length: number;
  readonly pages: ReadonlyMap<number, Uint8Array>;
}

/** By runs of changed bytes, `00A0..00AF`. An arena may hold keys: its bytes are masked. */
function compareRegions(place: Place, before: unknown, after: unknown): StateChange[] {
  const [old, now] = [before, after] as [RegionParts | undefined, RegionParts | undefined];
  if (old === undefined || now === undefined || old.length !== now.length) {
    const words = (region: RegionParts | undefined) => region && `${region.length} bytes`;
    return [{ ...place, path: '', before: words(old), after: words(now) }];
  }
  const changes: StateChange[] = [];
  for (const page of new Set([...old.pages.keys(), ...now.pages.keys()])) {
    const a = old.pages.get(page);
    const b = now.pages.get(page);
    if (a === b) continue;
    const length = (a ?? b)!.length;
    changes.push(...compareBytes(place, page * length, a ?? zeros(length), b ?? zeros(length)));
  }
  return changes;
}

function zeros(length: number): Uint8Array {
  return new Uint8Array(length);
}

function compareBytes(place: Place, base: number, a: Uint8Array, b: Uint8Array): StateChange[] {
  const changes: StateChange[] = [];
  for (let from = 0; from < a.length;) {
    if (a[from] === b[from]) {
      from++;
      continue;
    }
    let to = from;
    while (to < a.length && a[to] !== b[to]) to++;
    const path = `${offset(base + from)}..${offset(base + to - 1)}`;
    const [before, after] = [a, b].map((bytes) => shownBytes(place, bytes.slice(from, to)));
    changes.push({ ...place, path, before, after });
    from = to;
  }
  return changes;
}

function shownBytes({ form }: Place, bytes: Uint8Array): string {
  return form === 'arena' ? String(new Secret(bytes)) : hex(bytes);
}

function offset(value: number): string {
  return hexNumber(value, 2);
}
