/**
 * An interface of the device whose wire leaves the process: what a host outside puts on it, and
 * what the card puts on it, with nothing of ours in between. Sans-IO.
 */
import type { Bytes, Time } from '../../base/index.ts';
import type { OutsideLine } from './framed-line.ts';

/** What happened, in the order in which it did. */
type Input = Bytes | { readonly power: 'on' | 'off'; readonly host: RawHostSide };

/** Runs the card may put on the line in one turn: a block, or an answer of T=0, and some. */
const RUNS_MAX = 64;

/** Who is plugged in. */
export interface RawHostSide {
  /** What the card put on the line. */
  heard(bytes: Bytes): void;
  /** The power is gone, by a fault of the host's where it is said. */
  ended(fault?: string): void;
  /** What to tell people of this host. */
  note(words: string): void;
}

export class RawLine {
  readonly #line: OutsideLine;
  readonly #inputs: Input[] = [];
  #powered = false;
  #host: RawHostSide = NOBODY;

  constructor(line: OutsideLine) {
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
    this.#inputs.push({ power: 'on', host });
  }

  /** Takes the power away. */
  unplug(fault?: string): void {
    if (!this.#powered) return;
    const host = this.#host;
    this.#powered = false;
    this.#host = NOBODY;
    this.#inputs.push({ power: 'off', host });
    host.ended(fault);
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
      if ('power' in input) this.#power(now, input);
      else this.#line.receive(now, input);
    }
    for (let runs = 0; runs < RUNS_MAX; runs++) {
      const bytes = this.#line.transmit(now);
      if (bytes === undefined) break;
      moved = true;
      this.#host.heard(bytes);
    }
    this.#look();
    return moved;
  }

  #power(now: Time, { power, host }: Exclude<Input, Bytes>): void {
    const { begun = 0 } = this.#line;
    if (power === 'off' && begun > 0) host.note(`the host left ${begun} bytes of a frame behind`);
    this.#line.signal(now, power === 'on' ? 'power-on' : 'power-off');
  }

  /** A host that cannot be understood any more has no use for the power. */
  #look(): void {
    const { fault } = this.#line;
    if (fault === undefined || !this.#powered) return;
    this.#host.note(`the host's session ends: ${fault}`);
    this.unplug(fault);
  }

  wakeAt(): Time | undefined {
    return this.#inputs.length > 0 ? 0 : this.#line.wakeAt();
  }
}

const NOBODY: RawHostSide = { heard() {}, ended() {}, note() {} };
