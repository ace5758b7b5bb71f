/** For tests: both ends of a single wire with packets queued by hand, and virtual time. */
import { assert, type Bytes, earlier, hex, type Time } from '../../base/index.ts';
import { describeLlc } from '../../wire/index.ts';
import type { LineSide } from '../contract.ts';
import { type Noise, NoisyLine, transfer } from '../line/index.ts';
import { type PacketSource, Shdlc, type ShdlcOptions } from './shdlc.ts';

export class PacketQueue implements PacketSource {
  readonly packets: Bytes[] = [];

  get pending(): boolean {
    return this.packets.length > 0;
  }

  takePacket(): Bytes | undefined {
    return this.packets.shift();
  }
}

/** A data link as a line side of whole frames. */
export class ShdlcSide implements LineSide {
  readonly queue = new PacketQueue();
  readonly shdlc: Shdlc;
  readonly got: string[] = [];
  readonly sent: string[] = [];

  constructor(options: ShdlcOptions = {}) {
    this.shdlc = new Shdlc(this.queue, options);
  }

  receive(now: Time, frame: Bytes): void {
    this.shdlc.receive(now, frame);
    for (let one = this.shdlc.next(); one; one = this.shdlc.next()) this.got.push(hex(one));
  }

  transmit(now: Time): Bytes | undefined {
    const frame = this.shdlc.transmit(now);
    if (frame !== undefined) this.sent.push(describeLlc(frame));
    return frame;
  }

  signal(): void {}

  wakeAt(): Time | undefined {
    return this.shdlc.wakeAt();
  }

  send(...packets: readonly Bytes[]): void {
    this.queue.packets.push(...packets);
  }
}

/** Steps after which two ends have hung. */
const STEPS_MAX = 100_000;

/** Two line sides joined, ideal or noisy; a filter may swallow single frames. */
export class Wire {
  now: Time = 0;
  readonly noisy: NoisyLine | undefined;
  /** Swallows the frames for which it answers true. */
  swallow: (from: 'a' | 'b', frame: Bytes) => boolean = () => false;
  private readonly a: LineSide;
  private readonly b: LineSide;

  constructor(a: LineSide, b: LineSide, noise?: Noise) {
    this.a = this.tap(a, 'a');
    this.b = this.tap(b, 'b');
    this.noisy = noise && new NoisyLine(this.a, this.b, noise);
  }

  private tap(side: LineSide, name: 'a' | 'b'): LineSide {
    return {
      receive: (now, frame, parity) => side.receive(now, frame, parity),
      transmit: (now) => {
        let frame = side.transmit(now);
        while (frame !== undefined && this.swallow(name, frame)) frame = side.transmit(now);
        return frame;
      },
      signal: (now, signal) => side.signal(now, signal),
      wakeAt: () => side.wakeAt(),
    };
  }

  /** Everything that happens now; whether anything did. */
  step(): boolean {
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      if (!(this.noisy?.transfer(this.now) ?? transfer(this.a, this.b, this.now))) return steps > 0;
    }
    return assert(false, 'the ends never came to rest') as never;
  }

  /** Lets time pass until nothing is due any more, `until` holds, or the time is over. */
  run(until: () => boolean = () => false, longest: Time = 60_000_000): void {
    const end = this.now + longest;
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      const moved = this.step();
      const was = earlier(this.a.wakeAt(), this.b.wakeAt()) ?? Infinity;
      // Whoever looks may give the ends something to do.
      if (until()) return;
      const wake = earlier(earlier(this.a.wakeAt(), this.b.wakeAt()), this.noisy?.wakeAt());
      if (wake === undefined || wake > end) return;
      const due = wake > this.now || moved || was > this.now;
      assert(due, 'an end that wants to be woken now must have something to do');
      this.now = Math.max(this.now, wake);
    }
    assert(false, 'the ends never came to rest');
  }
}
