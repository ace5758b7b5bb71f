/**
 * One interface's wire and its queue of operations on its links; one is under way at a time, in
 * the order of arrival.
 */
import { type Bytes, HostError, type Time } from '../../base/index.ts';
import type { LinkSeat } from '../../host/index.ts';

export type Request =
  | { readonly kind: 'power-on' | 'power-off' | 'reset' }
  | {
      readonly kind: 'transmit';
      readonly apdu: Bytes;
      /** What to do next where the card falls silent, if it is not just to send again. */
      readonly ifSilent?: string | undefined;
    };

export interface Operation {
  readonly seat: LinkSeat;
  readonly request: Request;
  /** The ATR after power-on and reset, the answer after transmit, nothing after power-off. */
  readonly done: (bytes: Bytes) => void;
  readonly failed: (error: HostError) => void;
}

const NOTHING: Bytes = new Uint8Array(0);

export class Line {
  /** The links that take turns on this wire. */
  readonly seats: readonly LinkSeat[];
  readonly #queue: Operation[] = [];
  #current: Operation | undefined;
  /** What the current operation waits for: the card session, or the card's answer. */
  #waitsFor: 'session' | 'answer' = 'session';

  constructor(seats: readonly LinkSeat[]) {
    this.seats = seats;
  }

  get busy(): boolean {
    return this.#current !== undefined || this.#queue.length > 0;
  }

  /** Whether a command APDU is on its way through the device. */
  get commanding(): boolean {
    return this.#current !== undefined && this.#waitsFor === 'answer';
  }

  push(operation: Operation): void {
    this.#queue.push(operation);
  }

  /**
   * Takes results and starts what can be started; with `hold`, starts nothing new. True if
   * anything moved.
   */
  serve(now: Time, hold: boolean): boolean {
    let moved = false;
    if (this.#current !== undefined) moved = this.#progress(this.#current, now);
    while (this.#current === undefined && !hold) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      moved = true;
      this.#current = next;
      this.#begin(next, now);
    }
    return moved;
  }

  /** Ends everything with an error, for a device that is gone. */
  fail(error: HostError): void {
    const all = this.#current === undefined ? [] : [this.#current];
    all.push(...this.#queue.splice(0));
    this.#current = undefined;
    for (const operation of all) operation.failed(error);
  }

  #begin(operation: Operation, now: Time): void {
    const { seat, request } = operation;
    this.#waitsFor = 'session';
    if (request.kind === 'power-off') {
      if (seat.powered) seat.powerOff(now);
      this.#end(operation, NOTHING);
      return;
    }
    if (!seat.powered) {
      for (const other of this.seats) if (other !== seat && other.powered) other.powerOff(now);
      seat.powerOn(now);
    } else if (request.kind === 'reset') {
      seat.reset(now);
    } else {
      this.#progress(operation, now);
    }
  }

  #progress(operation: Operation, now: Time): boolean {
    const { seat, request } = operation;
    if (this.#waitsFor === 'answer') return this.#takeAnswer(operation, now);
    if (seat.failure !== undefined) {
      this.#giveUp(operation, now, seat.failure);
      return true;
    }
    if (!seat.ready) return false;
    if (request.kind !== 'transmit') {
      this.#end(operation, seat.atr ?? NOTHING);
      return true;
    }
    this.#waitsFor = 'answer';
    seat.send(request.apdu);
    return true;
  }

  #takeAnswer(operation: Operation, now: Time): boolean {
    const result = operation.seat.result();
    if (result === undefined) return false;
    if (result.kind === 'answer') this.#end(operation, result.bytes);
    else this.#giveUp(operation, now, result.why);
    return true;
  }

  /** The session is lost; the wire goes dark, so that the next operation begins a fresh one. */
  #giveUp(operation: Operation, now: Time, why: string): void {
    const { seat, request } = operation;
    seat.powerOff(now);
    this.#current = undefined;
    const next = request.kind === 'transmit' ? request.ifSilent : undefined;
    operation.failed(linkDown(seat.link, why, next));
  }

  #end(operation: Operation, bytes: Bytes): void {
    this.#current = undefined;
    operation.done(bytes);
  }
}

const SEND_AGAIN =
  'send again: the next command starts a fresh card session; bifrons trace shows what was before';

export function linkDown(link: string, why: string, next = SEND_AGAIN): HostError {
  return new HostError('LINK_DOWN', `link ${link}: ${why}`, next);
}
