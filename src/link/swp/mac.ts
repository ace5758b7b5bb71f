/**
 * The line below the LLCs: frames as bits, and the states DEACTIVATED, SUSPENDED and ACTIVATED.
 * The controller resumes a suspended line with idle bits before its frame; the card requests that
 * by current on S2 and waits. [TS102613 §8.1, §8.2]
 */
import { type Bytes, concat, MS, type Time } from '../../base/index.ts';
import { emitSwpFrame, SWP_BIT, SWP_IDLE_BITS, SwpFrameReader } from '../../wire/index.ts';

export type SwpLineState = 'deactivated' | 'suspended' | 'activated';

/** A transition of S1 and eight idle bits. [TS102613 §8.1.3] */
const RESUME_BY_MASTER: Bytes = Uint8Array.of(0x00);
/** S2 held high. [TS102613 §8.1.3] */
const RESUME_BY_SLAVE: Bytes = Uint8Array.of(0xff);
const SUSPEND_AFTER: Time = SWP_IDLE_BITS * SWP_BIT;
/** Pause before the card requests resumption again. */
const RESUME_WAIT: Time = MS;
const RESUME_TRIES_MAX = 3;

export class SwpMac {
  private readonly role: 'master' | 'slave';
  private readonly reader = new SwpFrameReader();
  private powered = false;
  private suspended = true;
  private lastAt: Time = 0;
  /** Master: the card requested resumption. */
  private resumeRequested = false;
  /** Slave: a frame that waits until the line is resumed. */
  private held: Bytes | undefined;
  private resumeAt: Time | undefined;
  private tries = 0;

  constructor(role: 'master' | 'slave') {
    this.role = role;
  }

  activate(): void {
    this.deactivate();
    this.powered = true;
  }

  deactivate(): void {
    this.powered = false;
    this.suspended = true;
    this.reader.drop();
    this.resumeRequested = false;
    this.held = undefined;
    this.resumeAt = undefined;
    this.tries = 0;
  }

  state(now: Time): SwpLineState {
    if (!this.powered) return 'deactivated';
    return this.isSuspended(now) ? 'suspended' : 'activated';
  }

  /** Frames that came damaged since the beginning. */
  get damaged(): number {
    return this.reader.damaged;
  }

  private isSuspended(now: Time): boolean {
    if (!this.suspended && now - this.lastAt >= SUSPEND_AFTER) this.suspended = true;
    return this.suspended;
  }

  private touch(now: Time): void {
    this.suspended = false;
    this.lastAt = now;
  }

  receive(now: Time, run: Bytes): void {
    if (!this.powered || run.length === 0) return;
    if (this.role === 'master' && this.isSuspended(now)) this.resumeRequested = true;
    this.touch(now);
    this.reader.push(run);
  }

  /** Payload of the next sound frame. */
  next(): Bytes | undefined {
    return this.reader.next();
  }

  /** Whether a payload can be given to `send`. */
  get free(): boolean {
    return this.held === undefined;
  }

  /** A run that must leave before any frame, or the frame that waited for the line. */
  pending(now: Time): Bytes | undefined {
    if (this.resumeRequested) {
      this.resumeRequested = false;
      this.touch(now);
      return RESUME_BY_MASTER;
    }
    if (this.held === undefined) return undefined;
    if (!this.isSuspended(now)) {
      const frame = this.held;
      this.release();
      this.touch(now);
      return frame;
    }
    if (this.resumeAt !== undefined && now < this.resumeAt) return undefined;
    if (this.tries >= RESUME_TRIES_MAX) {
      this.release();
      return undefined;
    }
    this.tries++;
    this.resumeAt = now + RESUME_WAIT;
    return RESUME_BY_SLAVE;
  }

  private release(): void {
    this.held = undefined;
    this.resumeAt = undefined;
    this.tries = 0;
  }

  /** The run that carries a payload, or what must go before it. */
  send(now: Time, payload: Bytes): Bytes | undefined {
    const frame = emitSwpFrame(payload);
    if (!this.isSuspended(now)) {
      this.touch(now);
      return frame;
    }
    if (this.role === 'master') {
      this.touch(now);
      return concat(RESUME_BY_MASTER, frame);
    }
    this.held = frame;
    return this.pending(now);
  }

  wakeAt(): Time | undefined {
    if (this.resumeRequested) return 0;
    if (this.held === undefined) return undefined;
    return this.suspended ? (this.resumeAt ?? 0) : 0;
  }
}
