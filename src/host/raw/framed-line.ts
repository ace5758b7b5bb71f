/**
 * A line of whole frames as a stream of bytes, for a wire whose frames have no length of their own:
 * before each stand two bytes, most significant first, that say how long it is.
 */
import { type Bytes, concat, EMPTY, type Time } from '../../base/index.ts';
import type { DeviceCore } from '../../device/index.ts';

export type Line = ReturnType<DeviceCore['line']>;

/** A line that a host outside may use wrongly, if it has more of a form than bytes. */
export interface OutsideLine extends Line {
  /** Why nothing that the host sends can be parsed any more, once it is so in a session. */
  readonly fault?: string | undefined;
  /** Bytes of a frame that has begun and not ended. */
  readonly begun?: number;
  /** Whether whole frames are left for the next turn: they are taken by receiving nothing more. */
  readonly waits?: boolean;
}

const HEAD = 2;
/** Frames that one turn takes, so that other lines have theirs: a host's burst is a window of 4. */
const FRAMES_MAX = 8;

export class FramedLine implements OutsideLine {
  readonly #line: Line;
  readonly #lengthMax: number;
  #rest: Bytes = EMPTY;
  fault: string | undefined;

  constructor(line: Line, lengthMax: number) {
    this.#line = line;
    this.#lengthMax = lengthMax;
  }

  get begun(): number {
    return this.waits ? 0 : this.#rest.length;
  }

  get waits(): boolean {
    const rest = this.#rest;
    return rest.length >= HEAD && rest.length >= HEAD + ((rest[0]! << 8) | rest[1]!);
  }

  signal(now: Time, signal: Parameters<Line['signal']>[1]): void {
    this.#rest = EMPTY;
    this.fault = undefined;
    this.#line.signal(now, signal);
  }

  /** After a wrong length the begin of the next frame is unknown. */
  receive(now: Time, chunk: Bytes): void {
    if (this.fault !== undefined) return;
    let rest = chunk.length === 0 ? this.#rest : concat(this.#rest, chunk);
    for (let frames = 0; frames < FRAMES_MAX && rest.length >= HEAD; frames++) {
      const length = (rest[0]! << 8) | rest[1]!;
      if (length === 0 || length > this.#lengthMax) {
        this.fault = `a frame of ${length} bytes; one has 1 to ${this.#lengthMax}`;
        this.#rest = EMPTY;
        return;
      }
      if (rest.length < HEAD + length) break;
      this.#line.receive(now, rest.slice(HEAD, HEAD + length));
      rest = rest.subarray(HEAD + length);
    }
    this.#rest = rest;
  }

  transmit(now: Time): Bytes | undefined {
    const frame = this.#line.transmit(now);
    if (frame === undefined) return undefined;
    return concat(Uint8Array.of(frame.length >> 8, frame.length & 0xff), frame);
  }

  wakeAt(): Time | undefined {
    return this.#line.wakeAt();
  }
}
