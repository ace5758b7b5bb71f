/** For tests: two ends on a line, a scripted upper side above the card, and virtual time. */
import { assert, type Bytes, earlier, type Rng, type Time } from '../base/index.ts';
import type { CardEnd, CardEvent, LineSide, TerminalEnd, TerminalResult } from './contract.ts';
import { type Noise, NoisyLine, transfer } from './line/index.ts';

/** What the scripted upper side does with a command. */
export interface Script<Port> {
  /** T=0: which way P3 counts; `out` unless given. */
  direction?(header: Bytes): 'in' | 'out';
  answer(apdu: Bytes, port: Port): Bytes;
  /** Virtual time a command takes, in microseconds. */
  cost?(apdu: Bytes): Time;
}

export interface LineRecord {
  readonly at: Time;
  readonly from: 'terminal' | 'card';
  readonly bytes: Bytes;
}

/** Runs that are kept to look at. */
const LINE_MAX = 10_000;
/** Steps of one exchange after which a test has hung. */
const STEPS_MAX = 200_000;

export class TestRig<Port, T extends TerminalEnd = TerminalEnd> {
  now: Time = 0;
  readonly events: CardEvent<Port>[] = [];
  readonly line: LineRecord[] = [];
  readonly terminal: T;
  readonly card: CardEnd<Port>;
  private readonly script: Script<Port>;
  private readonly a: LineSide;
  private readonly b: LineSide;
  /** The line, where it is not an ideal one. */
  readonly noisy: NoisyLine | undefined;

  constructor(
    terminal: T,
    card: CardEnd<Port>,
    script: Script<Port>,
    how: { readonly split?: (run: Bytes) => Bytes[]; readonly noise?: Noise } = {},
  ) {
    this.terminal = terminal;
    this.card = card;
    this.script = script;
    this.a = this.tap(terminal, 'terminal', how.split);
    this.b = this.tap(card, 'card', how.split);
    this.noisy = how.noise && new NoisyLine(this.a, this.b, how.noise);
  }

  private tap(
    end: LineSide,
    from: 'terminal' | 'card',
    split: ((run: Bytes) => Bytes[]) | undefined,
  ): LineSide {
    return {
      receive: (now, bytes, parity) => {
        if (split === undefined) end.receive(now, bytes, parity);
        else for (const part of split(bytes)) end.receive(now, part);
      },
      transmit: (now) => {
        const bytes = end.transmit(now);
        const kept = bytes !== undefined && this.line.length < LINE_MAX;
        if (kept) this.line.push({ at: now, from, bytes });
        return bytes;
      },
      signal: (now, signal) => end.signal(now, signal),
      wakeAt: () => end.wakeAt(),
    };
  }

  powerOn(): void {
    this.card.signal(this.now, 'power-on');
    this.terminal.signal(this.now, 'power-on');
    this.settle();
  }

  reset(): void {
    this.noisy?.clear();
    this.card.signal(this.now, 'reset');
    this.terminal.signal(this.now, 'reset');
    this.settle();
  }

  /** Everything that happens at `now`. */
  step(): boolean {
    let moved = this.noisy?.transfer(this.now) ?? transfer(this.a, this.b, this.now);
    for (let event = this.card.next(); event !== undefined; event = this.card.next()) {
      moved = true;
      this.events.push(event);
      this.onEvent(event);
    }
    return moved;
  }

  private onEvent(event: CardEvent<Port>): void {
    if (event.kind === 'header') {
      this.card.proceed(this.script.direction?.(event.header) ?? 'out');
    } else if (event.kind === 'command') {
      const cost = this.script.cost?.(event.apdu) ?? 0;
      const answer = this.script.answer(event.apdu, event.port);
      this.card.respond(answer, this.now + cost, event.port);
    }
  }

  /** Runs until nothing is left to do now or later, or the terminal is done. */
  settle(): void {
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      if (this.step()) continue;
      if (this.terminal.ready || this.terminal.failure !== undefined) return;
      const ends = earlier(this.terminal.wakeAt(), this.card.wakeAt());
      const wake = earlier(ends, this.noisy?.wakeAt());
      if (wake === undefined) return;
      assert(wake > this.now, 'an end whose wakeAt is now must have work to do');
      this.now = wake;
    }
    assert(false, 'the ends never came to rest');
  }

  exchange(apdu: Bytes): TerminalResult {
    this.terminal.send(apdu);
    this.settle();
    const result = this.terminal.result();
    assert(result !== undefined, 'a command has an outcome');
    return result;
  }

  /** All that one side put on the line. */
  sent(from: 'terminal' | 'card'): Bytes[] {
    return this.line.filter((record) => record.from === from).map((record) => record.bytes);
  }
}

/** Cuts a run into single bytes. */
export function byteByByte(run: Bytes): Bytes[] {
  return [...run].map((byte) => Uint8Array.of(byte));
}

/** A pattern of bytes whose place shows in its value. */
export function pattern(length: number): Bytes {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
}

/** A small stream of pseudo-random bytes. */
export function testRng(seed: number): Rng {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return {
    bytes: (length) =>
      Uint8Array.from({ length }, () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 11) & 0xff;
      }),
  };
}
