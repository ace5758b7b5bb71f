/** The transaction of a machine: one at a time, with a capacity in bytes. [JCRE §7] */
import { assert } from '../base/index.ts';
import type { Savepoint } from '../os/abi/index.ts';
import { type Heap, KIND, TRANSIENT } from './heap/index.ts';
import { isReference, type Machine, NULL, type TransactionState } from './machine/index.ts';

/** Bytes that one transaction may write. */
export const COMMIT_CAPACITY = 8_192;
/** Reason of TransactionException. */
const BUFFER_FULL = 3;

export class Transaction implements TransactionState {
  readonly #machine: Machine;
  readonly #mark: () => Savepoint;
  #savepoint: Savepoint | undefined;
  #written = 0;

  constructor(machine: Machine, mark: () => Savepoint) {
    this.#machine = machine;
    this.#mark = mark;
  }

  get isOpen(): boolean {
    return this.#savepoint !== undefined;
  }

  get capacity(): number {
    return COMMIT_CAPACITY;
  }

  get unused(): number {
    return COMMIT_CAPACITY - this.#written;
  }

  begin(): void {
    assert(!this.isOpen, 'one transaction at a time');
    this.#savepoint = this.#mark();
    this.#written = 0;
    this.#machine.created = new Set();
    this.#machine.heap.onWrite = (count) => {
      if (this.#written + count > COMMIT_CAPACITY)
        this.#machine.throw('javacard.framework.TransactionException', BUFFER_FULL);
      this.#written += count;
    };
  }

  commit(): void {
    this.#end().release();
    this.#machine.heap.afterWrite();
  }

  /** Undoes what was written; objects that the transaction made can be reached no more. */
  abort(): void {
    const created = this.#machine.created ?? new Set();
    this.#end().rollback();
    if (created.size === 0) return;
    for (const cells of this.#machine.allCells()) {
      for (const [at, cell] of cells.entries())
        if (isReference(cell) && created.has(cell & 0xffff)) cells[at] = NULL;
    }
    forgetInRam(this.#machine.heap, created);
  }

  /** The command has ended by a refusal, which undoes everything anyway. */
  forget(): void {
    this.#savepoint = undefined;
    this.#machine.created = undefined;
    this.#machine.heap.onWrite = undefined;
  }

  #end(): Savepoint {
    const savepoint = this.#savepoint;
    assert(savepoint !== undefined, 'a transaction that is open');
    this.forget();
    return savepoint;
  }
}

/** Transient arrays may refer to what is gone; data in memory cannot. */
function forgetInRam(heap: Heap, gone: ReadonlySet<number>): void {
  for (const object of heap.objects()) {
    const isTransient = (heap.flagsOf(object) & TRANSIENT) !== 0;
    if (!isTransient || heap.kindOf(object) !== KIND.REFERENCES) continue;
    const data = heap.viewOf(object);
    for (let at = 0; at < data.length; at += 2)
      if (gone.has((data[at]! << 8) | data[at + 1]!)) data.fill(0, at, at + 2);
  }
}
