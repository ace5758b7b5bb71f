/**
 * An image by owners and their parts: what each part holds stands together, so that no part is
 * found by a search through all keys, and images share the parts that do not differ.
 */
import type { Bytes, Image } from '../../base/index.ts';
import { costOf, namedPart, ownerEnd, partAt } from './record-key.ts';

/** What a part holds at one moment; never changed afterwards. */
export interface PartImage {
  /** Begins the key of each of its records. */
  readonly prefix: string;
  /** `device` where a device wrote it, or read it soundly, before. */
  readonly source: 'store' | 'device';
  /** Its own records by their whole keys, pages included. */
  readonly records: Image;
  readonly parts: ReadonlyMap<string, PartImage>;
  /** Records of it and of all parts below. */
  readonly count: number;
  /** What they count in quotas. */
  readonly used: number;
}

/** A part that holds nothing. */
export function emptyPart(prefix: string): PartImage {
  return { prefix, source: 'device', records: NO_RECORDS, parts: NO_PARTS, count: 0, used: 0 };
}

/** Shared by all: an empty map for each part would be a tenth of what a device takes. */
const NO_RECORDS: Image = new Map();
const NO_PARTS: ReadonlyMap<string, PartImage> = new Map();

/** An image whose owners' parts are known. */
export class PartedImage implements ReadonlyMap<string, Bytes> {
  readonly owners: ReadonlyMap<string, PartImage>;
  readonly size: number;

  /** Owners by their prefix: `container.C30/`. */
  constructor(owners: ReadonlyMap<string, PartImage>) {
    this.owners = owners;
    let size = 0;
    for (const one of owners.values()) size += one.count;
    this.size = size;
  }

  get(key: string): Bytes | undefined {
    let at = ownerEnd(key);
    let part = this.owners.get(key.slice(0, at));
    for (let inner = partAt(key, at); part && inner; inner = partAt(key, at)) {
      part = part.parts.get(inner.name);
      at = inner.next;
    }
    return part?.records.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  *entries(): MapIterator<[string, Bytes]> {
    for (const owner of this.owners.values()) yield* entriesOf(owner);
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<Bytes> {
    for (const [, value] of this.entries()) yield value;
  }

  forEach(act: (value: Bytes, key: string, image: Image) => void): void {
    for (const [key, value] of this.entries()) act(value, key, this);
  }

  [Symbol.iterator](): MapIterator<[string, Bytes]> {
    return this.entries();
  }
}

function* entriesOf(part: PartImage): MapIterator<[string, Bytes]> {
  yield* part.records;
  for (const inner of part.parts.values()) yield* entriesOf(inner);
}

interface Gathered {
  readonly prefix: string;
  readonly source: 'store';
  readonly above: Gathered | undefined;
  readonly records: Map<string, Bytes>;
  parts: Map<string, Gathered>;
  count: number;
  used: number;
}

/**
 * Whether a device of this process gave the image. That device read all of it when it booted, or
 * booted from such an image itself; what it wrote since, it can read.
 */
export function isOfDevice(image: Image): boolean {
  return image instanceof PartedImage;
}

/** The same image by parts: one walk over its keys, none where it is in parts already. */
export function partedImage(image: Image): PartedImage {
  if (image instanceof PartedImage) return image;
  const owners = new Map<string, Gathered>();
  // Keys mostly follow others of the same part.
  let part: Gathered | undefined;
  for (const [key, value] of image) {
    const same =
      part !== undefined &&
      key.startsWith(part.prefix) &&
      partAt(key, part.prefix.length) === undefined;
    if (!same) part = gather(owners, key);
    add(part!, key, value);
  }
  return new PartedImage(owners);
}

function gather(owners: Map<string, Gathered>, key: string): Gathered {
  let at = ownerEnd(key);
  let part = inMap(owners, { name: key.slice(0, at), prefix: key.slice(0, at), above: undefined });
  for (let inner = partAt(key, at); inner; inner = partAt(key, at)) {
    at = inner.next;
    part = inMap(partsOf(part), { name: inner.name, prefix: key.slice(0, at), above: part });
  }
  return part;
}

/** Stands for the parts of a part until it has one; nothing is added to it. */
const NONE_YET = new Map<string, Gathered>();

function partsOf(part: Gathered): Map<string, Gathered> {
  if (part.parts === NONE_YET) part.parts = new Map();
  return part.parts;
}

function inMap(
  map: Map<string, Gathered>,
  place: { readonly name: string; readonly prefix: string; readonly above: Gathered | undefined },
): Gathered {
  const { name, prefix, above } = place;
  const known = map.get(name);
  if (known) return known;
  const made: Gathered = {
    prefix,
    source: 'store',
    above,
    records: new Map(),
    parts: NONE_YET,
    count: 0,
    used: 0,
  };
  map.set(name, made);
  return made;
}

function add(part: Gathered, key: string, value: Bytes): void {
  const local = key.slice(part.prefix.length);
  part.records.set(key, value);
  const name = namedPart(local);
  if (name !== undefined) inMap(partsOf(part), { name, prefix: `${key}/`, above: part });
  const cost = costOf(local, value);
  for (let up: Gathered | undefined = part; up; up = up.above) {
    up.count++;
    up.used += cost;
  }
}
