/**
 * Where virtual time comes from. A real clock follows the computer's monotonic one; a virtual
 * clock stands still until a client waits, and then leaps to the next alarm.
 */
import { MS, SECOND, type Time } from '../../base/index.ts';
import { platform } from '../platform/index.ts';

export interface Clock {
  now(): Time;
  /** Sets the one alarm, or takes it away. `ring` may come late, never early by more than 1 ms. */
  alarm(at: Time | undefined, ring: () => void): void;
  /** Real clocks only: runs something after others have had their turn. */
  yield?(run: () => void): void;
  /** Virtual clocks only: goes straight to `at`. */
  leap?(at: Time): void;
}

/** The longest the platform's timers can wait. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** What a real clock reads and winds up; given in tests. */
export interface Timers {
  /** Monotonic milliseconds. */
  nowMs(): number;
  set(ring: () => void, delayMs: number): unknown;
  clear(timer: unknown): void;
  yield?(run: () => void): void;
}

const PLATFORM: Timers = {
  nowMs: () => platform.performance.now(),
  set: (ring, delayMs) => platform.setTimeout(ring, delayMs),
  clear: (timer) => platform.clearTimeout(timer),
  yield(run) {
    if (platform.setImmediate === undefined) platform.setTimeout(run, 0);
    else platform.setImmediate(run);
  },
};

/**
 * Follows the monotonic clock. When more than a second went by between two readings (the computer
 * slept, the process was stopped) the jump is one step: time moves on to the next alarm at most,
 * or by one second, and the rest never happened. So no waiting time runs out in a card session
 * that was merely frozen.
 */
export function realClock(timers: Timers = PLATFORM): Clock {
  let exact = 0;
  let readMs = timers.nowMs();
  let due: Time | undefined;
  let timer: unknown;

  function read(): Time {
    const ms = timers.nowMs();
    const passed = Math.max(0, ms - readMs) * MS;
    readMs = ms;
    const stepMax = due === undefined ? SECOND : Math.max(SECOND, due - exact);
    exact += Math.min(passed, stepMax);
    return Math.floor(exact);
  }

  const yielding = timers.yield && ((run: () => void) => timers.yield!(run));
  return {
    now: read,
    ...(yielding && { yield: yielding }),
    alarm(at, ring) {
      if (at === due && timer !== undefined) return;
      if (timer !== undefined) timers.clear(timer);
      timer = undefined;
      due = at;
      if (at === undefined) return;
      const delayMs = Math.min(TIMER_MS_MAX, Math.max(0, Math.ceil((at - read()) / MS)));
      timer = timers.set(() => {
        timer = undefined;
        ring();
      }, delayMs);
    },
  };
}

/** Time that passes only while a client waits: fast, and the same in every run. */
export function virtualClock(start: Time = 0): Clock {
  let now = start;
  return {
    now: () => now,
    alarm() {
      // No client waits, so no time passes.
    },
    leap(at) {
      now = Math.max(now, at);
    },
  };
}
