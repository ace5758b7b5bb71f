/** What an SHDLC end is made from, and what two of them agree on. [TS102613 §10] */
import { type Bytes, MS, type Time } from '../../base/index.ts';
import { type Reset, SHDLC_WINDOW_MIN } from '../../wire/index.ts';

/** Where the payloads of I-frames come from, taken as the window opens. */
export interface PacketSource {
  readonly pending: boolean;
  /** 1 to 29 bytes. */
  takePacket(): Bytes | undefined;
}

export interface ShdlcTimes {
  /** Longest time a received frame waits for its acknowledgement. [TS102613 §10.6.3] */
  readonly t1: Time;
  /** After this without acknowledgement everything is sent again. [TS102613 §10.6.3] */
  readonly t2: Time;
  /** After this without UA the RSET is sent again. [TS102613 §10.6.3] */
  readonly t3: Time;
}

export interface ShdlcOptions {
  /** Largest window, 2 to 4; default 4. */
  readonly window?: number | undefined;
  /** Whether selective reject is offered and accepted; default false. */
  readonly srej?: boolean | undefined;
  readonly times?: Partial<ShdlcTimes> | undefined;
  /** How many times longer than usual the peer may take; default 1. */
  readonly gapFactor?: number | undefined;
}

export function shdlcTimes(window: number, { times, gapFactor = 1 }: ShdlcOptions): ShdlcTimes {
  return {
    t1: times?.t1 ?? (5 * MS * window) / 4,
    t2: (times?.t2 ?? 20 * MS) * gapFactor,
    t3: (times?.t3 ?? 5 * MS) * gapFactor,
  };
}

/** The most that both ends can do. A window outside the allowed range is ignored. */
export function inCommon(ours: Reset, requested: Reset): Reset {
  const window = requested.window < SHDLC_WINDOW_MIN ? ours.window : requested.window;
  return { window: Math.min(ours.window, window), srej: ours.srej && requested.srej };
}

export function same(a: Reset, b: Reset): boolean {
  return a.window === b.window && a.srej === b.srej;
}
