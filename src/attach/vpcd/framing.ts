/**
 * vpcd's framing: a length of two bytes, big-endian, and as many bytes. One byte is a control code,
 * anything longer an APDU.
 */
import { type Bytes, concat, EMPTY } from '../../base/index.ts';

/** Control codes from vpcd to the card; only `atr` is answered. */
export const VPCD_CONTROL = { off: 0, on: 1, reset: 2, atr: 4 } as const;

export const FRAME_LENGTH_MAX = 0xffff;

/** Puts frames together from whatever pieces the stream comes in; keeps nothing of a piece. */
export class FrameReader {
  #rest: Bytes = EMPTY;

  /** Whether a frame has begun and not ended. */
  get begun(): boolean {
    return this.#rest.length > 0;
  }

  push(chunk: Bytes): Bytes[] {
    let rest = this.#rest.length === 0 ? chunk : concat(this.#rest, chunk);
    const frames: Bytes[] = [];
    while (rest.length >= 2) {
      const length = (rest[0]! << 8) | rest[1]!;
      if (rest.length < 2 + length) break;
      frames.push(rest.slice(2, 2 + length));
      rest = rest.subarray(2 + length);
    }
    this.#rest = rest.length === 0 ? EMPTY : rest.slice();
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
