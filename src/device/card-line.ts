/** The device's side of an interface's wire. */
import type { Bytes, Time } from '../base/index.ts';
import type { LineSide, LineSignal } from '../link/index.ts';

/** The receiver of a card end's fault. */
export interface FaultTaker {
  readonly mute: string | undefined;
  fail(error: unknown): void;
}

/** A mute device neither reads nor answers on any wire. */
export class CardLine implements LineSide {
  /** Whether the card end may have an event: only what reaches it on its line gives it one. */
  stirred = true;
  readonly #end: LineSide;
  readonly #taker: FaultTaker;

  constructor(end: LineSide, taker: FaultTaker) {
    this.#end = end;
    this.#taker = taker;
  }

  receive(now: Time, bytes: Bytes, parity?: Uint8Array): void {
    if (this.#taker.mute !== undefined) return;
    this.stirred = true;
    try {
      this.#end.receive(now, bytes, parity);
    } catch (error) {
      this.#taker.fail(error);
    }
  }

  transmit(now: Time): Bytes | undefined {
    if (this.#taker.mute !== undefined) return undefined;
    this.stirred = true;
    try {
      return this.#end.transmit(now);
    } catch (error) {
      this.#taker.fail(error);
      return undefined;
    }
  }

  signal(now: Time, signal: LineSignal): void {
    if (this.#taker.mute !== undefined) return;
    this.stirred = true;
    try {
      this.#end.signal(now, signal);
    } catch (error) {
      this.#taker.fail(error);
    }
  }

  wakeAt(): Time | undefined {
    if (this.#taker.mute !== undefined) return undefined;
    try {
      return this.#end.wakeAt();
    } catch (error) {
      this.#taker.fail(error);
      return undefined;
    }
  }
}
