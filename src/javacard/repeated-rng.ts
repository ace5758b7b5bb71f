/**
 * Random numbers of applets. What a run draws of which nothing lasts comes again in the next one,
 * so that a command draws the same whether it was tried before or not. [JCRE §9.4]
 */
import { type Bytes, concat, EMPTY, type Rng } from '../base/index.ts';

export class RepeatedRng implements Rng {
  readonly #rng: Rng;
  /** Drawn in a trial, and not yet again. */
  #kept: Bytes = EMPTY;
  #isTrial = false;
  #used = 0;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  beginTrial(): void {
    this.#isTrial = true;
    this.#used = 0;
  }

  endTrial(): void {
    this.#isTrial = false;
    this.#used = 0;
  }

  bytes(length: number): Bytes {
    const missing = this.#used + length - this.#kept.length;
    if (missing > 0) this.#kept = concat(this.#kept, this.#rng.bytes(missing));
    const drawn = this.#kept.slice(this.#used, this.#used + length);
    if (this.#isTrial) this.#used += length;
    else this.#kept = this.#kept.slice(length);
    return drawn;
  }
}
