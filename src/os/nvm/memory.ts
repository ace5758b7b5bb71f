/**
 * The device's non-volatile memory and its transactions. Writes show at once; what a command wrote
 * becomes an ordered list of atomic batches, or is undone. [M-104] [M-105]
 */
import { assert, type Batch, type Bytes, type Image, type Write } from '../../base/index.ts';
import type { Savepoint } from '../abi/index.ts';
import { PartRecords } from './part-records.ts';
import { emptyPart, type PartImage, PartedImage, partedImage } from './parted-image.ts';

/** Where a record stands: its part's records, and its whole key. */
export interface RecordPlace {
  readonly records: PartRecords;
  readonly key: string;
}

interface Undo {
  readonly place?: RecordPlace;
  readonly before?: Bytes | undefined;
  /** The write this one replaced within the open batch; `null` when there was none. */
  readonly pending?: Bytes | undefined | null;
  readonly restore: (() => void) | undefined;
}

/** An arena some of whose pages differ from their records. */
export interface UnwrittenPages {
  /** Writes them. */
  writePages(): void;
  /** Reads them again. */
  dropPages(): void;
}

const NO_BATCHES: readonly Batch[] = [];

/** All parts of one device over one image. */
export class Memory {
  #image: PartedImage;
  readonly #owners = new Map<string, PartRecords>();
  /** Made by the first write of a batch: between commands nothing is held but the records. */
  #open: Map<string, Bytes | undefined> | undefined;
  #closed: Batch[] | undefined;
  /** Those of the closed batches that stay when the command is undone. */
  #counters: Batch[] | undefined;
  #undo: Undo[] | undefined;
  /** What a savepoint's rollback must do again, while there is one. */
  #kept: (() => void)[] | undefined;
  #transaction = 0;
  readonly #unwritten = new Set<UnwrittenPages>();

  /** The image must stay as it is; values and pages are shared with everything that holds it. */
  constructor(image: Image) {
    this.#image = partedImage(image);
  }

  /** Counts the transactions since boot: what was made in this one is undone with it. */
  get transaction(): number {
    return this.#transaction;
  }

  /** The image as it is now, which no later write changes. */
  image(): Image {
    const owners = new Map(this.#image.owners);
    let isChanged = false;
    for (const [prefix, records] of this.#owners) {
      const image = records.image();
      if (image === owners.get(prefix) || (image.count === 0 && !owners.has(prefix))) continue;
      isChanged = true;
      if (image.count === 0) owners.delete(prefix);
      else owners.set(prefix, image);
    }
    if (isChanged) this.#image = new PartedImage(owners);
    return this.#image;
  }

  /** What the device was booted with, or the last `image()` held, under an owner's prefix. */
  found(prefix: string): PartImage | undefined {
    return this.#image.owners.get(prefix);
  }

  /** The records whose keys begin with an owner's prefix: `os/`. */
  records(prefix: string): PartRecords {
    const known = this.#owners.get(prefix);
    if (known) return known;
    const made = new PartRecords(this.found(prefix) ?? emptyPart(prefix));
    this.#owners.set(prefix, made);
    return made;
  }

  /** Replaces or deletes a record; `restore` puts a typed value back on undo. */
  write(place: RecordPlace, value: Bytes | undefined, restore?: () => void): void {
    const { records, key } = place;
    const open = (this.#open ??= new Map());
    const pending = open.has(key) ? open.get(key) : null;
    (this.#undo ??= []).push({ place, before: records.put(key, value), pending, restore });
    open.set(key, value);
  }

  /** Writes in a batch of its own, ahead of the open one and beyond undo. */
  writeEarly({ records, key }: RecordPlace, value: Bytes): void {
    records.put(key, value);
    const batch = { writes: [{ key, value }] };
    (this.#closed ??= []).push(batch);
    (this.#counters ??= []).push(batch);
  }

  /** What a change beside the records needs when it is undone. */
  onUndo(restore: () => void): void {
    (this.#undo ??= []).push({ restore });
  }

  /** What must be done again after the present savepoint, if there is one, is rolled back. */
  keep(again: () => void): void {
    this.#kept?.push(again);
  }

  /** Notes pages that must be written before the state of memory is recorded. */
  noteUnwritten(pages: UnwrittenPages): void {
    this.#unwritten.add(pages);
  }

  writePoint(): void {
    assert(this.#kept === undefined, 'a write point inside a savepoint');
    this.#writePages();
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined || open.size === 0) return;
    const writes: Write[] = [];
    for (const [key, value] of open) writes.push({ key, value });
    (this.#closed ??= []).push({ writes });
  }

  savepoint(): Savepoint {
    assert(this.#kept === undefined, 'a savepoint inside a savepoint');
    const kept: (() => void)[] = [];
    this.#kept = kept;
    this.#writePages();
    const mark = this.#undo?.length ?? 0;
    const end = (): void => {
      assert(this.#kept === kept, 'a savepoint ended twice');
      this.#kept = undefined;
    };
    return {
      release: end,
      rollback: () => {
        end();
        this.#undoTo(mark);
        for (const again of kept) again();
      },
    };
  }

  /** Ends the transaction: its batches, in the order in which they must become durable. */
  commit(): readonly Batch[] {
    assert(this.#kept === undefined, 'a command ended inside a savepoint');
    this.writePoint();
    this.#undo = undefined;
    this.#transaction++;
    const batches = this.#closed ?? NO_BATCHES;
    this.#forgetClosed();
    return batches;
  }

  /** Undoes the transaction, counters excepted: their batches are what remains. */
  rollback(): readonly Batch[] {
    this.#kept = undefined;
    this.#undoTo(0);
    this.#open = undefined;
    this.#transaction++;
    const batches = this.#counters ?? NO_BATCHES;
    this.#forgetClosed();
    return batches;
  }

  #forgetClosed(): void {
    this.#closed = undefined;
    this.#counters = undefined;
  }

  #writePages(): void {
    for (const pages of this.#unwritten) pages.writePages();
    this.#unwritten.clear();
  }

  #undoTo(mark: number): void {
    const undo = this.#undo ?? [];
    while (undo.length > mark) {
      const { place, before, pending, restore } = undo.pop()!;
      if (place) {
        place.records.put(place.key, before);
        if (pending === null) this.#open?.delete(place.key);
        else (this.#open ??= new Map()).set(place.key, pending);
      }
      restore?.();
    }
    for (const pages of this.#unwritten) pages.dropPages();
    this.#unwritten.clear();
  }
}
