/** An arena of which nothing lasts: a copy of another, for a run that only finds something out. */
import { type Bytes, Fault } from '../../base/index.ts';
import { type Arena, ARENA_PAGE_SHIFT, type Savepoint } from '../../os/abi/index.ts';

export class ShadowArena implements Arena {
  readonly bytes: Uint8Array;
  readonly touched: Uint8Array;
  readonly lengthMax: number;
  length: number;
  #kept: { readonly offset: number; readonly source: Bytes }[] | undefined;

  constructor(of: Arena) {
    this.length = of.length;
    this.lengthMax = of.lengthMax;
    this.bytes = new Uint8Array(of.lengthMax);
    this.bytes.set(of.bytes.subarray(0, of.length));
    this.touched = new Uint8Array(Math.ceil(of.lengthMax / (1 << ARENA_PAGE_SHIFT))).fill(1);
  }

  touch(offset: number, length: number): void {
    if (offset < 0 || offset + length > this.length) throw new Fault('access outside an arena');
  }

  writeNow(offset: number, source: Bytes): void {
    this.bytes.set(source, offset);
    this.#kept?.push({ offset, source: Uint8Array.from(source) });
  }

  resize(length: number): void {
    this.length = length;
  }

  savepoint(): Savepoint {
    const before = this.bytes.slice(0, this.length);
    const kept: { readonly offset: number; readonly source: Bytes }[] = [];
    this.#kept = kept;
    return {
      release: () => {
        this.#kept = undefined;
      },
      rollback: () => {
        this.#kept = undefined;
        this.bytes.fill(0);
        this.bytes.set(before);
        this.length = before.length;
        for (const { offset, source } of kept) this.bytes.set(source, offset);
      },
    };
  }
}
