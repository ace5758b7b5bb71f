/**
 * An interface of the device whose wire leaves the process: what a host outside puts on it, and
 * what the card puts on it, with nothing of ours in between. Sans-IO.
 */
import { type Bytes, EMPTY, type Time } from '../../base/index.ts';
import type { OutsideLine } from './framed-line.ts';

/** What reached the line, in this order. */
type Input = Bytes | { readonly power: 'on' | 'off'; readonly host: RawHostSide };

/** Runs the card may put on the line in one turn: a block, or an answer of T=0, and some. */
const RUNS_MAX = 64;

/** Who is plugged in. */
export interface RawHostSide {
  /** What the card put on the line. */
  received(bytes: Bytes): void;
  /** The card has taken bytes of the host's. */
  taken(): void;
  /** The power is gone; `why` is given where a fault of the host caused it. */
  ended(fault?: string): void;
  /** A message about this host for people. */
  note(words: string): void;
}

export class RawLine {
  readonly #line: OutsideLine;
  readonly #inputs: Input[] = [];
  #backlog = 0;
  #powered = false;
  #host: RawHostSide = NO_HOST;

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

  /** Takes the power away: what the card has not taken of the host's bytes is lost. */
  unplug(fault?: string): void {
    if (!this.#powered) return;
    const host = this.#host;
    this.#powered = false;
    this.#host = NO_HOST;
    this.#inputs.splice(0, this.#inputs.length, ...this.#inputs.filter(isPower));
    this.#backlog = 0;
    this.#inputs.push({ power: 'off', host });
    host.ended(fault);
  }

  /** Bytes of the host, taken over. */
  push(bytes: Bytes): void {
    if (!this.#powered || bytes.length === 0) return;
    this.#inputs.push(bytes);
    this.#backlog += bytes.length;
  }

  /** Bytes of the host that the card has not taken yet. */
  get backlog(): number {
    return this.#backlog;
  }

  /** Whether there is more for the card than it took in one turn. */
  get waits(): boolean {
    return this.#inputs.length > 0 || this.#line.waits === true;
  }

  /** Moves one turn's worth of bytes at `now`, in both directions. True if anything was moved. */
  move(now: Time): boolean {
    let moved = this.#take(now);
    for (let runs = 0; runs < RUNS_MAX; runs++) {
      const bytes = this.#line.transmit(now);
      if (bytes === undefined) break;
      moved = true;
      this.#host.received(bytes);
    }
    this.#look();
    return moved;
  }

  /** One run of the host, or the frames of a run that one turn has room for. */
  #take(now: Time): boolean {
    let moved = false;
    for (let next = this.#inputs[0]; next && isPower(next); next = this.#inputs[0]) {
      this.#inputs.shift();
      this.#power(now, next);
      moved = true;
    }
    if (this.#line.waits === true) {
      this.#line.receive(now, EMPTY);
      return true;
    }
    const run = this.#inputs.shift();
    if (run === undefined || isPower(run)) return moved;
    this.#backlog -= run.length;
    this.#line.receive(now, run);
    this.#host.taken();
    return true;
  }

  #power(now: Time, { power, host }: Exclude<Input, Bytes>): void {
    const { begun = 0 } = this.#line;
    if (power === 'off' && begun > 0) host.note(`the host left ${begun} bytes of a frame behind`);
    this.#line.signal(now, power === 'on' ? 'power-on' : 'power-off');
  }

  /** A host whose bytes cannot be parsed any more loses the power. */
  #look(): void {
    const { fault } = this.#line;
    if (fault === undefined || !this.#powered) return;
    this.#host.note(`the host's session ends: ${fault}`);
    this.unplug(fault);
  }

  wakeAt(): Time | undefined {
    return this.waits ? 0 : this.#line.wakeAt();
  }
}

function isPower(input: Input): input is Exclude<Input, Bytes> {
  return 'power' in input;
}

const NO_HOST: RawHostSide = { received() {}, taken() {}, ended() {}, note() {} };
