/** A peer that holds frames back by RNR, and how long it may. [TS102613 §10.7.7] */
import { SECOND, type Time } from '../../base/index.ts';

/** How long something may wait for the peer before the link is reset. */
const BUSY_WAIT: Time = 10 * SECOND;

export class BusyPeer {
  busy = false;
  private readonly longest: Time;
  private heldSince: Time | undefined;

  constructor(gapFactor: number | undefined) {
    this.longest = BUSY_WAIT * (gapFactor ?? 1);
  }

  ready(): void {
    this.busy = false;
    this.heldSince = undefined;
  }

  /** Notes whether something waits to be sent or confirmed; true where it has for too long. */
  exhausts(now: Time, waits: boolean): boolean {
    this.heldSince = this.busy && waits ? (this.heldSince ?? now) : undefined;
    return this.until !== undefined && now >= this.until;
  }

  /** When something has waited for too long. */
  get until(): Time | undefined {
    return this.heldSince === undefined ? undefined : this.heldSince + this.longest;
  }
}
