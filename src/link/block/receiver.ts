/** Makes blocks of bytes, however the line cut them; holds memory only while a block is partial. */
import type { Bytes } from '../../base/index.ts';
import type { Framing } from './framing.ts';

/** What came: nothing but idle bytes, part of a block, a sound block, or a damaged one. */
export type Reception = 'idle' | 'partial' | 'block' | 'edc' | 'other';

export class BlockReceiver {
  /** The last sound block, valid until the next `push`. */
  block: Bytes;
  private readonly framing: Framing;
  private readonly awaitedNad: number;
  private held: Bytes | undefined;
  private count = 0;
  private damaged = false;

  constructor(framing: Framing, awaitedNad: number) {
    this.framing = framing;
    this.awaitedNad = awaitedNad;
    this.block = NOTHING;
  }

  drop(): void {
    this.held = undefined;
    this.block = NOTHING;
    this.count = 0;
    this.damaged = false;
  }

  /**
   * Takes bytes. The line is half-duplex: what follows a complete block in the same run is a
   * breach and is dropped.
   */
  push(source: Bytes, parity: Uint8Array | undefined): Reception {
    let from = 0;
    if (this.count === 0 && this.framing.idleBytes) {
      while (from < source.length && source[from] !== this.awaitedNad) from++;
    }
    if (from === source.length) return 'idle';
    if (this.count === 0) {
      const whole = this.wholeLength(source, from);
      if (whole !== undefined && source.length - from >= whole) {
        const damaged = parity !== undefined && anyFlag(parity, from, from + whole);
        const isAll = whole === source.length;
        return this.judge(isAll ? source : source.subarray(from, from + whole), damaged);
      }
    }
    return this.collect(source, from, parity);
  }

  private collect(source: Bytes, start: number, parity: Uint8Array | undefined): Reception {
    let from = start;
    let held = this.held ?? new Uint8Array(this.framing.prologue);
    while (from < source.length) {
      const take = Math.min(held.length - this.count, source.length - from);
      held.set(source.subarray(from, from + take), this.count);
      if (parity !== undefined && anyFlag(parity, from, from + take)) this.damaged = true;
      this.count += take;
      from += take;
      if (this.count < held.length) break;
      if (held.length > this.framing.prologue) return this.finish(held);
      const whole = this.wholeLength(held, 0)!;
      const larger = new Uint8Array(whole);
      larger.set(held);
      held = larger;
      if (this.count === whole) return this.finish(held);
    }
    this.held = held;
    return 'partial';
  }

  private finish(whole: Bytes): Reception {
    const damaged = this.damaged;
    this.drop();
    return this.judge(whole, damaged);
  }

  private judge(whole: Bytes, damaged: boolean): Reception {
    const { framing } = this;
    if (whole.length === framing.prologue) return 'other';
    if (damaged || !framing.checkHolds(whole)) return 'edc';
    this.block = whole;
    return 'block';
  }

  /** Length of the block that begins here; a length out of range makes it end at its prologue. */
  private wholeLength(source: Bytes, from: number): number | undefined {
    const { framing } = this;
    if (source.length - from < framing.prologue) return undefined;
    const inf = framing.infLength(from === 0 ? source : source.subarray(from));
    if (inf > framing.infMax) return framing.prologue;
    return framing.prologue + inf + framing.epilogue;
  }
}

const NOTHING: Bytes = new Uint8Array(0);

function anyFlag(parity: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (parity[i] !== undefined && parity[i] !== 0) return true;
  return false;
}
