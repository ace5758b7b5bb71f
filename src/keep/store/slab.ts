/**
 * Room for many short records in one buffer. LMDB reads each value at its address: one that is
 * alone in its buffer costs more to find than to write.
 */
import type { Bytes } from '../../base/index.ts';

const SLAB_LENGTH = 65_536;
/** A record that takes more of a slab has a buffer of its own. */
const SHARING_MAX = SLAB_LENGTH / 16;

export class Slab {
  #slab = new Uint8Array(0);
  #used = 0;

  /** Bytes not handed out before; the slab lives as long as one of its parts. */
  take(length: number): Bytes {
    if (length > SHARING_MAX) return new Uint8Array(length);
    if (this.#used + length > this.#slab.length) {
      this.#slab = new Uint8Array(SLAB_LENGTH);
      this.#used = 0;
    }
    const from = this.#used;
    this.#used += length;
    return this.#slab.subarray(from, this.#used);
  }
}
