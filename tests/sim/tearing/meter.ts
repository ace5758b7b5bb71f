/** Counts what a wire carries, and lets it fail at a chosen place. */
import type { LineSide } from '../../../src/link/index.ts';

/** Thrown out of whatever moved the wire. */
export class WireCut extends Error {}

/** `byte`: a run of bytes may break anywhere. `run`: between runs, which are frames or blocks. */
export type Unit = 'byte' | 'run';

export class Meter {
  /** Since `begin`. */
  carried = 0;
  readonly #interface: string;
  #limit = Infinity;
  #unit: Unit = 'byte';
  #broken = false;

  constructor(interfaceId: string) {
    this.#interface = interfaceId;
  }

  /** Restarts the count; after `limit` units nothing moves any more. */
  begin(limit: number, unit: Unit): void {
    this.carried = 0;
    this.#limit = limit;
    this.#unit = unit;
    this.#broken = false;
  }

  end(): void {
    this.begin(Infinity, 'byte');
  }

  readonly tap = (interfaceId: string, line: LineSide): LineSide => {
    if (interfaceId !== this.#interface) return line;
    return {
      signal: (now, signal) => line.signal(now, signal),
      wakeAt: () => line.wakeAt(),
      receive: (now, run, parity) => {
        const part = this.#carry(run);
        line.receive(now, part, parity?.subarray(0, part.length));
        this.#fail();
      },
      transmit: (now) => {
        this.#fail();
        const run = line.transmit(now);
        return run && this.#carry(run);
      },
    };
  };

  /** What still gets through; a run that is cut short breaks the wire behind it. */
  #carry(run: Uint8Array): Uint8Array {
    const left = this.#limit - this.carried;
    if (left === 0) throw new WireCut();
    if (this.#unit === 'run') {
      this.carried++;
      return run;
    }
    const part = run.subarray(0, left);
    this.carried += part.length;
    this.#broken = part.length < run.length;
    return part;
  }

  #fail(): void {
    if (this.#broken) throw new WireCut();
  }
}
