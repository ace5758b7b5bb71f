/** Arithmetic modulo 8 of sequence numbers, and the I-frames sent and not acknowledged yet. */
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
