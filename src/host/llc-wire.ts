/**
 * A single wire whose controller is a stack outside this process: frames from their control byte
 * on, one at a time, both ways. What lies below them is done here by the real codec. [M-72]
 */
import { assert, type Bytes, earlier, type Time } from '../base/index.ts';
import type { DeviceCore } from '../device/index.ts';
import { SwpPassage, transfer } from '../link/index.ts';

type Line = ReturnType<DeviceCore['line']>;

/** Moves between both ends at one moment after which they must be going round. */
const MOVES_MAX = 10_000;

/** The line of a single wire as a line of frames. */
export function createLlcWire(line: Line): Line {
  const passage = new SwpPassage();
  const settle = (now: Time): void => {
    let moves = 0;
    while (transfer(passage, line, now)) assert(++moves < MOVES_MAX, 'a wire never comes to rest');
  };
  return {
    receive(now, frame: Bytes) {
      passage.putFrame(frame);
      settle(now);
    },
    transmit(now) {
      settle(now);
      return passage.takeFrame(now);
    },
    signal(now, signal) {
      line.signal(now, signal);
      passage.signal(now, signal);
    },
    wakeAt: () => earlier(passage.wakeAt(), line.wakeAt()),
  };
}
