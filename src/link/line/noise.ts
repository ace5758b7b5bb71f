/**
 * A line that damages, drops, repeats and delays what it carries, from a seeded stream. What it
 * may do to a run depends on what the protocol's check can find out; `unlimited` does anything.
 */
import { type Bytes, earlier, type Rng, type Time } from '../../base/index.ts';
import type { LineSide } from '../contract.ts';

/**
 * - `characters`: T=0. A damaged character is flagged, and its sender repeats it. Nothing is lost.
 * - `lrc`: one damaged character a block, never LEN; flagged where parity shows it.
 * - `crc`: one burst of up to 16 bits a block outside LEN.
 * - `unlimited`: any characters, flagged or not, and blocks cut short.
 */
export type NoiseManner = 'characters' | 'lrc' | 'crc' | 'unlimited';

export interface Noise {
  readonly rng: Rng;
  readonly manner: NoiseManner;
  /** Chances per run (per character in manner `characters`), 0 to 1. */
  readonly damage: number;
  readonly drop: number;
  readonly duplicate: number;
  readonly delay: number;
  /** Longest delay, in microseconds. What follows on the same way waits behind it. */
  readonly delayMax: Time;
  /** Where the length stands in a block, which the check alone cannot defend: [from, to). */
  readonly lengthField: readonly [number, number];
}

interface Run {
  readonly at: Time;
  readonly bytes: Bytes;
  readonly parity: Uint8Array;
}

/** Repetitions of one character after which its sender gives up. [ISO7816-3 §7.3] */
const REPETITIONS_MAX = 4;
/** Runs one way may hold; more are lost. */
const QUEUE_MAX = 64;

export class NoisyLine {
  /** Whether the noise is on; an ideal line otherwise. */
  on = true;
  private readonly a: LineSide;
  private readonly b: LineSide;
  private readonly noise: Noise;
  private readonly forth: Run[] = [];
  private readonly back: Run[] = [];

  constructor(a: LineSide, b: LineSide, noise: Noise) {
    this.a = a;
    this.b = b;
    this.noise = noise;
  }

  /** Moves what is due at `now`. True if anything was moved. */
  transfer(now: Time): boolean {
    const forth = this.carry({ from: this.a, to: this.b, queue: this.forth }, now);
    const back = this.carry({ from: this.b, to: this.a, queue: this.back }, now);
    return forth || back;
  }

  wakeAt(): Time | undefined {
    return earlier(this.forth[0]?.at, this.back[0]?.at);
  }

  /** Clears bytes in flight, as a power cycle does. */
  clear(): void {
    this.forth.length = 0;
    this.back.length = 0;
  }

  private carry(
    way: { readonly from: LineSide; readonly to: LineSide; readonly queue: Run[] },
    now: Time,
  ): boolean {
    const { from, to, queue } = way;
    let moved = false;
    for (let run = from.transmit(now); run !== undefined; run = from.transmit(now)) {
      moved = true;
      if (queue.length < QUEUE_MAX) this.enter(queue, run, now);
    }
    while (queue.length > 0 && queue[0]!.at <= now) {
      const run = queue.shift()!;
      moved = true;
      to.receive(now, run.bytes, run.parity);
    }
    return moved;
  }

  private enter(queue: Run[], bytes: Bytes, now: Time): void {
    const earliest = Math.max(now, queue.at(-1)?.at ?? 0);
    if (!this.on) {
      queue.push({ at: earliest, bytes, parity: new Uint8Array(bytes.length) });
      return;
    }
    if (this.noise.manner === 'characters') {
      queue.push({ at: earliest, ...this.repeatDamaged(bytes) });
      return;
    }
    if (this.chance(this.noise.drop)) return;
    const late = this.chance(this.noise.delay) ? this.below(this.noise.delayMax) : 0;
    const at = earliest + late;
    queue.push({ at, ...this.damaged(bytes) });
    if (this.chance(this.noise.duplicate)) queue.push({ at, ...this.damaged(bytes) });
  }

  /** Each damaged character comes flagged, then again. */
  private repeatDamaged(bytes: Bytes): Omit<Run, 'at'> {
    const out: number[] = [];
    const flags: number[] = [];
    for (const byte of bytes) {
      let tries = 0;
      while (tries < REPETITIONS_MAX && this.chance(this.noise.damage)) {
        out.push(byte ^ (1 << this.below(8)));
        flags.push(1);
        tries++;
      }
      if (tries === REPETITIONS_MAX) continue;
      out.push(byte);
      flags.push(0);
    }
    return { bytes: Uint8Array.from(out), parity: Uint8Array.from(flags) };
  }

  private damaged(bytes: Bytes): Omit<Run, 'at'> {
    const parity = new Uint8Array(bytes.length);
    if (bytes.length === 0 || !this.chance(this.noise.damage)) return { bytes, parity };
    const out = bytes.slice();
    switch (this.noise.manner) {
      case 'crc':
        this.burst(out);
        return { bytes: out, parity };
      case 'unlimited':
        return this.ruin(out, parity);
      case 'lrc':
      case 'characters': {
        const place = this.place(out.length);
        const change = 1 + this.below(255);
        out[place]! ^= change;
        parity[place] = oddBits(change);
        return { bytes: out, parity };
      }
    }
  }

  /** Up to 16 bits in a row, at least one of them wrong. */
  private burst(out: Bytes): void {
    const [from, to] = this.noise.lengthField;
    const place = this.place(out.length);
    out[place]! ^= 1 << this.below(8);
    const next = place + 1;
    if (next < out.length && (next < from || next >= to)) out[next]! ^= this.below(256);
  }

  private ruin(out: Bytes, parity: Uint8Array): Omit<Run, 'at'> {
    for (let count = 1 + this.below(4); count > 0; count--) {
      const place = this.below(out.length);
      out[place] = this.below(256);
      parity[place] = this.below(2);
    }
    const kept = this.chance(0.3) ? this.below(out.length) : out.length;
    return { bytes: out.subarray(0, kept), parity: parity.subarray(0, kept) };
  }

  private place(length: number): number {
    const [from, to] = this.noise.lengthField;
    const place = this.below(length - (to - from));
    return place < from ? place : place + (to - from);
  }

  private chance(of: number): boolean {
    return of > 0 && this.below(1_000_000) < of * 1_000_000;
  }

  /** 0 to `bound` - 1. */
  private below(bound: number): number {
    const [a, b, c, d] = this.noise.rng.bytes(4);
    return (((a! << 24) | (b! << 16) | (c! << 8) | d!) >>> 0) % bound;
  }
}

function oddBits(value: number): number {
  let odd = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) odd ^= 1;
  return odd;
}
