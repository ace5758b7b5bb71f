/** The handles of one part's keys: each is made once, and refused while its key is dropped. */
import type { PagedArena } from './arena.ts';
import type { StoredCell } from './cell.ts';
import type { Content } from './content.ts';
import type { CountedNumber } from './counter.ts';
import type { PagedRegion } from './region.ts';

/** What was requested under one key. */
export interface KeyHandles {
  cell?: StoredCell<unknown>;
  counter?: CountedNumber;
  region?: PagedRegion;
  arena?: PagedArena;
}

export class Handles {
  readonly #content: Content;
  /** Made when first needed: many parts are opened only to be recognized, or for parts below. */
  #byKey: Map<string, KeyHandles> | undefined;

  constructor(content: Content) {
    this.#content = content;
  }

  get(key: string): KeyHandles | undefined {
    return this.#byKey?.get(key);
  }

  /** The handles under a key, to be added to. */
  of(key: string): KeyHandles {
    const known = this.#byKey?.get(key);
    if (known) return known;
    const made: KeyHandles = {};
    this.#byKey ??= new Map();
    this.#byKey.set(key, made);
    return made;
  }

  /** Makes the key's handles invalid, until the drop is undone. */
  drop(key: string): void {
    const before = this.#byKey?.get(key);
    setGone(before, true);
    this.#byKey?.delete(key);
    this.#content.noteDropped(key);
    this.#content.memory.onUndo(() => {
      setGone(this.#byKey?.get(key), true);
      setGone(before, false);
      if (before) this.#byKey?.set(key, before);
      else this.#byKey?.delete(key);
    });
  }

  *cells(): Iterable<readonly [string, StoredCell<unknown>]> {
    for (const [key, { cell }] of this.#byKey ?? []) if (cell) yield [key, cell];
  }
}

function setGone(handles: KeyHandles | undefined, isGone: boolean): void {
  for (const one of [handles?.cell, handles?.counter, handles?.region, handles?.arena])
    if (one) one.isGone = isGone;
}
