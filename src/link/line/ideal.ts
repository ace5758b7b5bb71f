/** The ideal line: whatever one end puts on it reaches the other whole and at once. */
import type { Time } from '../../base/index.ts';
import type { LineSide } from '../contract.ts';

/** Runs that one end may send before the other has its turn. */
const RUNS_MAX = 64;

/** Moves what both ends have to send at `now`. True if anything was moved. */
export function transfer(a: LineSide, b: LineSide, now: Time): boolean {
  const forth = carry(a, b, now);
  const back = carry(b, a, now);
  return forth || back;
}

function carry(from: LineSide, to: LineSide, now: Time): boolean {
  for (let runs = 0; runs < RUNS_MAX; runs++) {
    const run = from.transmit(now);
    if (run === undefined) return runs > 0;
    to.receive(now, run);
  }
  return true;
}
