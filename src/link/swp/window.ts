/** Sequence numbers modulo 8: I-frames sent and not confirmed, I-frames awaited and come early. */
import { type Bytes } from '../../base/index.ts';
import { SHDLC_MODULUS } from '../../wire/index.ts';

const MASK = SHDLC_MODULUS - 1;

/** How far `b` lies behind `a`, 0 to 7. */
export function distance(a: number, b: number): number {
  return (b - a) & MASK;
}

export function following(number: number): number {
  return (number + 1) & MASK;
}

/** I-frames from the oldest that the peer has not confirmed. */
export class SendWindow {
  /** N(S) of the oldest frame kept, or of the next frame where none is. */
  oldest = 0;
  private readonly payloads: Bytes[] = [];
  /** How many of the frames kept need not be sent now. */
  private sent = 0;

  get unconfirmed(): number {
    return this.payloads.length;
  }

  /** Whether a frame kept is to be sent again. */
  get repeating(): boolean {
    return this.sent < this.payloads.length;
  }

  clear(): void {
    this.oldest = 0;
    this.payloads.length = 0;
    this.sent = 0;
  }

  add(payload: Bytes): void {
    this.payloads.push(payload);
  }

  /** The next frame to send and its N(S); call only where `repeating`. */
  take(): { readonly number: number; readonly payload: Bytes } {
    const place = this.sent++;
    return { number: (this.oldest + place) & MASK, payload: this.payloads[place]! };
  }

  /** One frame kept, by its place. */
  at(place: number): Bytes | undefined {
    return this.payloads[place];
  }

  /** Everything kept is to be sent again. */
  goBack(): void {
    this.sent = 0;
  }

  /** The peer has all frames before `number`. False where that is no number it can mean. */
  confirm(number: number): boolean {
    const count = distance(this.oldest, number);
    if (count > this.payloads.length) return false;
    if (count > 0) {
      this.payloads.splice(0, count);
      this.sent = Math.max(0, this.sent - count);
      this.oldest = number;
    }
    return true;
  }
}

/** Puts what arrives in order. */
export class ReceiveWindow {
  /** N(S) awaited. */
  awaited = 0;
  /** A frame is missing, and REJ or SREJ was sent. */
  rejected = false;
  /** Frames taken and not acknowledged. */
  unacknowledged = 0;
  private readonly inOrder: Bytes[] = [];
  /** SREJ: frames that came before one that is missing, by N(S). */
  private early: Map<number, Bytes> | undefined;

  clear(): void {
    this.awaited = 0;
    this.rejected = false;
    this.unacknowledged = 0;
    this.early = undefined;
  }

  /** The next payload in order. */
  next(): Bytes | undefined {
    return this.inOrder.shift();
  }

  /** Discards frames that were not fetched. */
  forget(): void {
    this.inOrder.length = 0;
  }

  take(payload: Bytes): void {
    this.accept(payload);
    const { early } = this;
    if (early === undefined) return;
    for (let next = early.get(this.awaited); next; next = early.get(this.awaited)) {
      early.delete(this.awaited);
      this.accept(next);
    }
  }

  private accept(payload: Bytes): void {
    this.awaited = following(this.awaited);
    this.rejected = false;
    this.unacknowledged++;
    // An empty frame only shows that an RR arrived. [TS102613 §10.7.7]
    if (payload.length > 0) this.inOrder.push(payload);
  }

  /** Keeps a frame that came before its turn. */
  keep(number: number, payload: Bytes): void {
    this.early ??= new Map();
    this.early.set(number, payload);
  }

  /** Whether frames wait for one that is missing. */
  get gap(): boolean {
    return this.early !== undefined && this.early.size > 0;
  }
}
