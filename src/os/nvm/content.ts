/** What one part holds until it is cleared: its records, under its quota. */
import { type Bytes, Fault } from '../../base/index.ts';
import { SW } from '../../wire/index.ts';
import { refuse } from '../abi/index.ts';
import { MemoryDamage } from './damage.ts';
import type { Memory } from './memory.ts';
import type { PartRecords } from './part-records.ts';
import { costOf } from './record-key.ts';

export interface ContentParts {
  readonly memory: Memory;
  readonly records: PartRecords;
  readonly above: Content | undefined;
  /** `os`, `pairing`, or a container's id. */
  readonly owner: string;
  /** Names of the parts from the owner's memory down to this one. */
  readonly path: readonly string[];
  readonly quota: number | undefined;
  /** Whether the present transaction makes it. */
  readonly isNew: boolean;
}

export class Content {
  readonly memory: Memory;
  readonly records: PartRecords;
  readonly above: Content | undefined;
  readonly owner: string;
  readonly path: readonly string[];
  /** Itself and the parts above, up to the owner's memory: all that count its records. */
  readonly chain: readonly Content[];
  quota: number | undefined;
  /** Keys that one transaction dropped, and which it was. */
  #dropped: Set<string> | undefined;
  #droppedIn = -1;
  /** Cleared, or created by a command that was undone. */
  isGone = false;
  readonly #madeIn: number;

  constructor(parts: ContentParts) {
    this.memory = parts.memory;
    this.records = parts.records;
    this.above = parts.above;
    this.chain = [this, ...(parts.above?.chain ?? [])];
    this.owner = parts.owner;
    this.path = parts.path;
    this.quota = parts.quota;
    this.#madeIn = parts.isNew ? parts.memory.transaction : -1;
  }

  /** The same part, with nothing in it, from the present transaction on. */
  emptied(): Content {
    const { memory, records, above, owner, path, quota } = this;
    return new Content({ memory, records, above, owner, path, quota, isNew: true });
  }

  /** Whether it, or a part above it, is no longer there. */
  get isRemoved(): boolean {
    return this.chain.some((one) => one.isGone);
  }

  /** Notes a key that the present transaction drops. */
  noteDropped(key: string): void {
    const { transaction } = this.memory;
    const before = this.#droppedIn === transaction ? this.#dropped : undefined;
    const dropped = before ?? new Set();
    this.#dropped = dropped;
    this.#droppedIn = transaction;
    if (dropped.has(key)) return;
    dropped.add(key);
    this.memory.onUndo(() => dropped.delete(key));
  }

  /** Whether the present transaction drops what stood under a key. */
  isDropped(key: string): boolean {
    return this.#droppedIn === this.memory.transaction && (this.#dropped?.has(key) ?? false);
  }

  /** Throws `Fault` for a handle of what is no longer there. */
  check(): void {
    if (this.isRemoved)
      throw new Fault(`the part ${this.records.prefix} was cleared, or its creation was undone`);
  }

  /** Whether a refusal of the present command would remove it. */
  get isNew(): boolean {
    return this.chain.some((one) => one.#madeIn === this.memory.transaction);
  }

  /** Writes a record that counts in the quotas. Throws `Refusal` 6A84. */
  store(key: string, value: Bytes | undefined, restore?: () => void): void {
    this.charge(key, value);
    this.memory.write({ records: this.records, key }, value, restore);
  }

  /** Writes a record whose room is settled: a page of a region, for one. */
  write(key: string, value: Bytes | undefined, restore?: () => void): void {
    this.memory.write({ records: this.records, key }, value, restore);
  }

  /** Throws `Refusal` 6A84 where a quota does not allow the record. [M-107] */
  charge(key: string, value: Bytes | undefined): void {
    const local = key.slice(this.records.prefix.length);
    const more = costOf(local, value) - costOf(local, this.records.get(key));
    if (more <= 0) return;
    for (const up of this.chain) {
      if (up.quota === undefined || up.records.used + more <= up.quota) continue;
      const where = up.path.length === 0 ? '' : ` of ${up.path.join('/')}`;
      const why = `${more} more bytes would pass the quota${where} of ${up.quota}`;
      refuse(SW.NO_MEMORY, 'ISO7816-4 §5.6', why);
    }
  }

  /** What is wrong with the record under a key of this part. */
  damage(key: string, cause: unknown): MemoryDamage {
    return new MemoryDamage({ owner: this.owner, key: this.named(key) }, cause);
  }

  /** A key of this part for people: behind the names of the parts it stands in. */
  named(key: string): string {
    return [...this.path, key].join('/');
  }
}
