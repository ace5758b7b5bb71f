/** Short byte strings one after another in few buffers, so that none is an object of its own. */
import type { Bytes } from '../../base/index.ts';

/** Longer byte strings stay what they are. */
const LENGTH_BITS = 8;
const LENGTH_MAX = 2 ** LENGTH_BITS - 1;
/** Each buffer is twice as long as the one before, within these bounds. */
const BUFFER_MIN = 256;
const BUFFER_MAX = 4_096;

export class ByteLog {
  /** The one that is being filled; it stays as long as something refers to it. */
  buffer = new Uint8Array(0);
  #used = 0;

  /** Copies bytes into `buffer`, and gives where they are in it; nothing for long ones. */
  keep(bytes: Bytes): number | undefined {
    const { length } = bytes;
    if (length > LENGTH_MAX) return undefined;
    if (this.#used + length > this.buffer.length) this.#renew();
    const at = this.#used;
    this.buffer.set(bytes, at);
    this.#used += length;
    return (at << LENGTH_BITS) | length;
  }

  /** The bytes that `keep` put at this place of a buffer. */
  static read(buffer: Bytes, span: number): Bytes {
    const at = span >> LENGTH_BITS;
    return buffer.slice(at, at + (span & LENGTH_MAX));
  }

  #renew(): void {
    const next = Math.min(2 * this.buffer.length, BUFFER_MAX);
    this.buffer = new Uint8Array(Math.max(next, BUFFER_MIN));
    this.#used = 0;
  }
}
