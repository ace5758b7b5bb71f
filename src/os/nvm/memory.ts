/**
 * The device's non-volatile memory and its transactions. Writes show at once; what a command wrote
 * becomes an ordered list of atomic batches, or is undone. Vow 3. [M-104] [M-105]
 */
import { assert, type Batch, type Bytes, type Image, type Write } from '../../base/index.ts';
import type { Savepoint } from '../abi/index.ts';
import { layered, recordKeysOf } from './layers.ts';

interface Undo {
  readonly key: string;
  readonly before: Bytes | undefined;
  /** The write this one replaced within the open batch; `null` when there was none. */
  readonly pending: Bytes | undefined | null;
  readonly restore: (() => void) | undefined;
}

/** All partitions of one device over one image. */
export class Memory {
  /** What others may share, and what changed since it was last handed out. */
  #base: Image;
  #changes = new Map<string, Bytes | undefined>();
  readonly #open = new Map<string, Bytes | undefined>();
  readonly #closed: { readonly batch: Batch; readonly counter: boolean }[] = [];
  #undo: Undo[] = [];
  #savepoint = false;

  /** The image must stay as it is; values and pages are shared with whoever holds it. */
  constructor(image: Image) {
    this.#base = image;
  }

  /** The image as it is now, which no later write changes. */
  image(): Image {
    this.#base = layered(this.#base, this.#changes);
    this.#changes = new Map();
    return this.#base;
  }

  get(key: string): Bytes | undefined {
    const changed = this.#changes.get(key);
    return changed !== undefined || this.#changes.has(key) ? changed : this.#base.get(key);
  }

  /** Keys of all records but the pages of regions. */
  recordKeys(): readonly string[] {
    return recordKeysOf(this.image());
  }

  /** Replaces or deletes what stands under `key`; `restore` puts a typed value back on undo. */
  write(key: string, value: Bytes | undefined, restore?: () => void): void {
    const pending = this.#open.has(key) ? this.#open.get(key) : null;
    this.#undo.push({ key, before: this.get(key), pending, restore });
    this.#put(key, value);
    this.#open.set(key, value);
  }

  /** Writes in a batch of its own, ahead of the open one and beyond undo. */
  writeEarly(key: string, value: Bytes): void {
    this.#put(key, value);
    this.#closed.push({ batch: { writes: [{ key, value }] }, counter: true });
  }

  writePoint(): void {
    assert(!this.#savepoint, 'a write point inside a savepoint');
    if (this.#open.size === 0) return;
    const writes: Write[] = [];
    for (const [key, value] of this.#open) writes.push({ key, value });
    this.#open.clear();
    this.#closed.push({ batch: { writes }, counter: false });
  }

  savepoint(): Savepoint {
    assert(!this.#savepoint, 'a savepoint inside a savepoint');
    this.#savepoint = true;
    const mark = this.#undo.length;
    const end = (): void => {
      assert(this.#savepoint, 'a savepoint ended twice');
      this.#savepoint = false;
    };
    return {
      release: end,
      rollback: () => {
        end();
        this.#undoTo(mark);
      },
    };
  }

  /** Ends the transaction: its batches, in the order in which they must become durable. */
  commit(): readonly Batch[] {
    assert(!this.#savepoint, 'a command ended inside a savepoint');
    this.writePoint();
    this.#undo = [];
    return this.#closed.splice(0).map((one) => one.batch);
  }

  /** Undoes the transaction, counters excepted: their batches are what remains. */
  rollback(): readonly Batch[] {
    this.#savepoint = false;
    this.#undoTo(0);
    this.#open.clear();
    return this.#closed
      .splice(0)
      .filter((one) => one.counter)
      .map((one) => one.batch);
  }

  #undoTo(mark: number): void {
    while (this.#undo.length > mark) {
      const { key, before, pending, restore } = this.#undo.pop()!;
      this.#put(key, before);
      if (pending === null) this.#open.delete(key);
      else this.#open.set(key, pending);
      restore?.();
    }
  }

  #put(key: string, value: Bytes | undefined): void {
    this.#changes.set(key, value);
  }
}
