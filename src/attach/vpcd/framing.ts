/**
 * vpcd's framing: a length of two bytes, big-endian, and as many bytes. One byte is a control code,
 * anything longer an APDU.
 */
import type { Bytes } from '../../base/index.ts';

/** Control codes from vpcd to the card; only `atr` is answered. */
export const VPCD_CONTROL = { off: 0, on: 1, reset: 2, atr: 4 } as const;

export const FRAME_LENGTH_MAX = 0xffff;

/**
 * Puts frames together from whatever pieces the stream comes in, each byte copied once; keeps
 * nothing of a piece.
 */
export class FrameReader {
  /** The first byte of a length whose second has not come. */
  #high: number | undefined;
  /** The frame that has begun, of which so many bytes are there. */
  #frame: Uint8Array | undefined;
  #filled = 0;

  /** Whether a frame has begun and not ended. */
  get begun(): boolean {
    return this.#high !== undefined || this.#frame !== undefined;
  }

  push(chunk: Bytes): Bytes[] {
    const frames: Bytes[] = [];
    for (let at = 0; at < chunk.length;) {
      if (this.#frame === undefined) {
        const byte = chunk[at++]!;
        if (this.#high === undefined) {
          this.#high = byte;
          continue;
        }
        this.#frame = new Uint8Array((this.#high << 8) | byte);
        this.#high = undefined;
        this.#filled = 0;
      }
      const frame = this.#frame;
      const part = chunk.subarray(at, at + frame.length - this.#filled);
      frame.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < frame.length) continue;
      frames.push(frame);
      this.#frame = undefined;
    }
    return frames;
  }
}

/** From the pool of buffers: a socket takes these as they are. */
export function emitFrame(body: Bytes): Buffer {
  const frame = Buffer.allocUnsafe(2 + body.length);
  frame[0] = body.length >> 8;
  frame[1] = body.length & 0xff;
  frame.set(body, 2);
  return frame;
}
