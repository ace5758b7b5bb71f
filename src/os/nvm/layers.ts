/**
 * An image in layers: what changed since another image, over that image, which is shared. So a
 * snapshot or a fork costs what changed since the last one, not what the device holds; values are
 * never copied.
 */
import type { Bytes, Image } from '../../base/index.ts';

/** Layers over a flat image at most: a look-up goes through them one by one. */
const DEPTH_MAX = 8;
/** A stack whose changes are more than this part of what lies below is made flat. */
const CHANGES_PART = 4;

/** Keys to new values, `undefined` where one is gone. */
export type Changes = ReadonlyMap<string, Bytes | undefined>;

/** The image below with the changes; both must stay as they are from now on. */
export function layered(below: Image, changes: Changes): Image {
  if (changes.size === 0) return below;
  const depth = depthOf(below) + 1;
  if (depth > DEPTH_MAX || changes.size * CHANGES_PART > below.size) return flat(below, changes);
  return new LayeredImage(below, changes, depth);
}

function depthOf(image: Image): number {
  return image instanceof LayeredImage ? image.depth : 0;
}

function flat(below: Image, changes: Changes): Image {
  const image = new Map(below);
  for (const [key, value] of changes) {
    if (value === undefined) image.delete(key);
    else image.set(key, value);
  }
  return image;
}

class LayeredImage implements ReadonlyMap<string, Bytes> {
  readonly size: number;
  readonly depth: number;
  readonly #below: Image;
  readonly #changes: Changes;

  constructor(below: Image, changes: Changes, depth: number) {
    this.#below = below;
    this.#changes = changes;
    this.depth = depth;
    let size = below.size;
    for (const [key, value] of changes)
      size += Number(value !== undefined) - Number(below.has(key));
    this.size = size;
  }

  get(key: string): Bytes | undefined {
    return this.#changes.has(key) ? this.#changes.get(key) : this.#below.get(key);
  }

  has(key: string): boolean {
    return this.#changes.has(key) ? this.#changes.get(key) !== undefined : this.#below.has(key);
  }

  *entries(): MapIterator<[string, Bytes]> {
    for (const entry of this.#below) if (!this.#changes.has(entry[0])) yield entry;
    for (const [key, value] of this.#changes) if (value !== undefined) yield [key, value];
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<Bytes> {
    for (const [, value] of this.entries()) yield value;
  }

  forEach(visit: (value: Bytes, key: string, image: Image) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }

  [Symbol.iterator](): MapIterator<[string, Bytes]> {
    return this.entries();
  }
}
