/**
 * How long a card may put off its answer. No standard bounds NULL, S(WTX) and EVT_WTX; a card that
 * requests time without end would hold its terminal without end. [ISO7816-3 §10.3.3, §11.4.3]
 * [ISO14443-4 §7.3] [TS102622 §12.3]
 */
import { SECOND, type Time } from '../base/index.ts';

/**
 * From the first request of a row on. Hosts in the field give up after half a minute and more; the
 * longest command of a card, a large RSA key, takes minutes.
 */
export const LONGEST_WAIT: Time = 600 * SECOND;
/** Requests in a row, for a card that lets no time pass. */
const REQUESTS_MAX = 100_000;

/** Counts what comes instead of an answer. */
export class WaitBound {
  private since: Time | undefined;
  private requests = 0;

  /** The card got on: its next request begins a row of its own. */
  renew(): void {
    this.since = undefined;
    this.requests = 0;
  }

  /** One request more; false where it is one too many. */
  grants(now: Time): boolean {
    this.since ??= now;
    return ++this.requests <= REQUESTS_MAX && now - this.since <= LONGEST_WAIT;
  }
}
