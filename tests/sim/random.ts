/** Pseudo-random draws for simulations: small, fast, and fixed by the seed. */
import type { Bytes } from '../../src/base/index.ts';

/** The generator known as mulberry32. */
export class Random {
  #state: number;

  /** `stream` distinguishes the streams of one seed. */
  constructor(seed: number, stream = 0) {
    this.#state = (seed ^ Math.imul(stream + 1, 0x9e3779b1)) >>> 0;
    this.#word();
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor((this.#word() / 2 ** 32) * count);
  }

  of<T>(options: readonly T[]): T {
    return options[this.below(options.length)]!;
  }

  /** True once in `count` times. */
  onceIn(count: number): boolean {
    return this.below(count) === 0;
  }

  bytes(length: number): Bytes {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  #word(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return (word ^ (word >>> 14)) >>> 0;
  }
}
