/**
 * For inputs so long that work in proportion to their length ends soon, and work that grows with
 * its square takes many minutes: a watchdog separates them, however slow the computer.
 */
import { runInThisContext } from 'node:vm';

const WATCHDOG_MS = 60_000;
const place = globalThis as { mustEndWork?: () => void };

/** Runs `work`; throws where it does not end, also out of a regular expression. */
export function mustEnd(work: () => void): void {
  place.mustEndWork = work;
  try {
    runInThisContext('mustEndWork()', { timeout: WATCHDOG_MS });
  } finally {
    delete place.mustEndWork;
  }
}
