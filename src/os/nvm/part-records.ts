/** The records of one part as they are now, over the image in which the part was found. */
import type { Bytes, Image } from '../../base/index.ts';
import { layered } from './layers.ts';
import { emptyPart, type PartImage } from './parted-image.ts';
import { costOf, partKey } from './record-key.ts';

export class PartRecords {
  /** Begins the key of each of its records. */
  readonly prefix: string;
  readonly #above: PartRecords | undefined;
  /** Made when first needed, as the map of changes is: most parts have neither. */
  #parts: Map<string, PartRecords> | undefined;
  /** What images share, and what changed since the last one was made. */
  #base: PartImage;
  #changes: Map<string, Bytes | undefined> | undefined;
  #isChanged = false;
  #used: number;
  #version: object | undefined;

  constructor(base: PartImage, above?: PartRecords) {
    this.#base = base;
    this.#used = base.used;
    this.prefix = base.prefix;
    this.#above = above;
  }

  /** What it and all parts below count in quotas. */
  get used(): number {
    return this.#used;
  }

  /** Another object after every change in it or below. */
  get version(): object {
    return (this.#version ??= {});
  }

  get(key: string): Bytes | undefined {
    const changes = this.#changes;
    if (changes === undefined) return this.#base.records.get(key);
    const changed = changes.get(key);
    return changed !== undefined || changes.has(key) ? changed : this.#base.records.get(key);
  }

  /** Gives what was there before. */
  put(key: string, value: Bytes | undefined): Bytes | undefined {
    const before = this.get(key);
    const local = key.slice(this.prefix.length);
    const change = costOf(local, value) - costOf(local, before);
    this.#changes ??= new Map();
    this.#changes.set(key, value);
    this.#noteChange(change);
    return before;
  }

  /** Gives another version, to it and all above. */
  noteChange(): void {
    this.#noteChange(0);
  }

  #noteChange(used: number): void {
    this.#used += used;
    this.#version = undefined;
    this.#isChanged = true;
    if (this.#above !== undefined) this.#above.#noteChange(used);
  }

  /** The records of the part with this name, whether or not a record names it. */
  part(name: string): PartRecords {
    this.#parts ??= new Map();
    const known = this.#parts.get(name);
    if (known) return known;
    const base = this.#base.parts.get(name) ?? emptyPart(`${this.#partKey(name)}/`);
    const made = new PartRecords(base, this);
    this.#parts.set(name, made);
    return made;
  }

  /** Names of its parts, sorted. */
  partNames(): readonly string[] {
    return [...this.#anyNames()].filter((name) => this.names(name)).sort();
  }

  /**
   * Its own and those of all parts below, whether or not a record names them. Sorted: the order of
   * an image depends on when images were taken, and a batch must not.
   */
  places(): readonly { readonly records: PartRecords; readonly key: string }[] {
    const own = Array.from(this.entries(), ([key]) => ({ records: this, key }));
    own.sort((a, b) => (a.key < b.key ? -1 : 1));
    const below = [...this.#anyNames()].sort().flatMap((name) => this.part(name).places());
    return [...own, ...below];
  }

  /** Whether a record names this part of it. */
  names(part: string): boolean {
    return this.get(this.#partKey(part)) !== undefined;
  }

  /** Its own records by their whole keys, pages included. */
  entries(): Iterable<[string, Bytes]> {
    return this.#records().entries();
  }

  /** What it holds, which no later write changes. */
  image(): PartImage {
    if (!this.#isChanged) return this.#base;
    const records = this.#records();
    const parts = this.#partImages();
    let count = records.size;
    for (const one of parts.values()) count += one.count;
    this.#base = {
      prefix: this.prefix,
      source: 'device',
      records,
      parts,
      count,
      used: this.#used,
    };
    this.#changes = undefined;
    this.#isChanged = false;
    return this.#base;
  }

  #records(): Image {
    const { records } = this.#base;
    return this.#changes === undefined ? records : layered(records, this.#changes);
  }

  #anyNames(): Iterable<string> {
    return new Set([...this.#base.parts.keys(), ...(this.#parts?.keys() ?? [])]);
  }

  #partImages(): ReadonlyMap<string, PartImage> {
    const before = this.#base.parts;
    const changed = [...(this.#parts ?? [])].filter(
      ([name, part]) => before.get(name) !== part.image() || !this.names(name),
    );
    if (changed.length === 0) return before;
    const parts = new Map(before);
    for (const [name, part] of changed) {
      const image = part.image();
      if (image.count > 0 || this.names(name)) parts.set(name, image);
      else parts.delete(name);
    }
    return parts;
  }

  #partKey(name: string): string {
    return this.prefix + partKey(name);
  }
}
