/** What one part holds until it is cleared: its records, under its quota. */
import { type Bytes, Fault } from '../../base/index.ts';
import { SW } from '../../wire/index.ts';
import { refuse } from '../abi/index.ts';
import { MemoryDamage } from './damage.ts';
import type { Memory, UnwrittenPages } from './memory.ts';
import type { PartRecords } from './part-records.ts';
import { costOf } from './record-key.ts';

export interface ContentParts {
  readonly memory: Memory;
  readonly records: PartRecords;
  readonly above: Content | undefined;
  /** `os`, `pairing`, or a container's id. */
  readonly owner: string;
  /** As a part of the one above; absent for an owner's whole memory. */
  readonly name: string | undefined;
  readonly quota: number | undefined;
  /** Whether the present transaction makes it. */
  readonly isNew: boolean;
}

export class Content {
  readonly memory: Memory;
  readonly records: PartRecords;
  readonly above: Content | undefined;
  readonly owner: string;
  readonly name: string | undefined;
  /** The quota of this part alone; its records count in those of all parts above too. */
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
    this.owner = parts.owner;
    this.name = parts.name;
    this.quota = parts.quota;
    this.#madeIn = parts.isNew ? parts.memory.transaction : -1;
  }

  /** The same part, with nothing in it, from the present transaction on. */
  emptied(): Content {
    const { memory, records, above, owner, name, quota } = this;
    return new Content({ memory, records, above, owner, name, quota, isNew: true });
  }

  /** Names of the parts from the owner's memory down to this one. */
  get path(): readonly string[] {
    const { above, name } = this;
    return above === undefined || name === undefined ? [] : [...above.path, name];
  }

  /** Whether it, or a part above it, is no longer there. */
  get isRemoved(): boolean {
    return this.isGone || this.above?.isRemoved === true;
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
    return this.#madeIn === this.memory.transaction || this.above?.isNew === true;
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

  /** Notes an arena whose bytes differ from its records. */
  noteUnwritten(pages: UnwrittenPages): void {
    this.memory.noteUnwritten(pages);
    this.records.noteChange();
  }

  /** Throws `Refusal` 6A84 where a quota does not allow the record. [M-107] */
  charge(key: string, value: Bytes | undefined): void {
    const local = key.slice(this.records.prefix.length);
    const more = costOf(local, value) - costOf(local, this.records.get(key));
    if (more > 0) this.#require(more);
  }

  #require(more: number): void {
    if (this.quota !== undefined && this.records.used + more > this.quota) {
      const where = this.above === undefined ? '' : ` of ${this.path.join('/')}`;
      const why = `${more} more bytes would pass the quota${where} of ${this.quota}`;
      refuse(SW.NO_MEMORY, 'ISO7816-4 §5.6', why);
    }
    if (this.above !== undefined) this.above.#require(more);
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
