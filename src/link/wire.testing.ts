/** For tests: two line sides joined, ideal or noisy, in virtual time. */
import { assert, type Bytes, earlier, type Time } from '../base/index.ts';
import type { LineSide } from './contract.ts';
import { type Noise, NoisyLine, transfer } from './line/index.ts';

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
      // The observer may give the ends work to do.
      if (until()) return;
      const wake = earlier(earlier(this.a.wakeAt(), this.b.wakeAt()), this.noisy?.wakeAt());
      if (wake === undefined || wake > end) return;
      const due = wake > this.now || moved || was > this.now;
      assert(due, 'an end whose wakeAt is now must have work to do');
      this.now = Math.max(this.now, wake);
    }
    assert(false, 'the ends never came to rest');
  }
}
