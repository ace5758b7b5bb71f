/**
 * An interface of the device whose wire leaves the process: what a host outside puts on it, and
 * what the card puts on it, with nothing of ours in between. Sans-IO.
 */
import type { Bytes, Time } from '../../base/index.ts';
import type { Device } from '../../device/index.ts';

type Line = ReturnType<Device['line']>;
type Input = Bytes | 'power-on' | 'power-off';

/** Runs the card may put on the line in one turn: a block, or an answer of T=0, and some. */
const RUNS_MAX = 64;

/** Who is plugged in. */
export interface RawHostSide {
  /** What the card put on the line. */
  heard(bytes: Bytes): void;
  /** The power is gone. */
  ended(): void;
}

export class RawLine {
  readonly #line: Line;
  readonly #inputs: Input[] = [];
  #powered = false;
  #host: RawHostSide = NOBODY;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Whether a card session is on. */
  get powered(): boolean {
    return this.#powered;
  }

  /** Powers the interface for a host, until either side ends the session. */
  plug(host: RawHostSide): void {
    this.#powered = true;
    this.#host = host;
    this.#inputs.push('power-on');
  }

  /** Takes the power away. */
  unplug(): void {
    if (!this.#powered) return;
    const host = this.#host;
    this.#powered = false;
    this.#host = NOBODY;
    this.#inputs.push('power-off');
    host.ended();
  }

  /** Bytes of the host, taken over. */
  push(bytes: Bytes): void {
    if (this.#powered) this.#inputs.push(bytes);
  }

  /** Moves what can be moved at `now`, in both directions. True if anything was moved. */
  move(now: Time): boolean {
    const inputs = this.#inputs.splice(0);
    let moved = inputs.length > 0;
    for (const input of inputs) {
      if (typeof input === 'string') this.#line.signal(now, input);
      else this.#line.receive(now, input);
    }
    for (let runs = 0; runs < RUNS_MAX; runs++) {
      const bytes = this.#line.transmit(now);
      if (bytes === undefined) break;
      moved = true;
      this.#host.heard(bytes);
    }
    return moved;
  }

  wakeAt(): Time | undefined {
    return this.#inputs.length > 0 ? 0 : this.#line.wakeAt();
  }
}

const NOBODY: RawHostSide = { heard() {}, ended() {} };
