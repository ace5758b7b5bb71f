/** The device's side of an interface's wire. */
import type { Bytes, Time } from '../base/index.ts';
import type { LineSide, LineSignal } from '../link/index.ts';

/** The device behind its lines. */
export interface LineOwner {
  readonly mute: string | undefined;
  fail(error: unknown): void;
  /** A line's card end may have an event: only what reaches it on its line gives it one. */
  stir(place: number): void;
}

/** A mute device neither reads nor answers on any wire. */
export class CardLine implements LineSide {
  readonly #end: LineSide;
  readonly #owner: LineOwner;
  /** Among the lines of its owner. */
  readonly #place: number;

  constructor(end: LineSide, owner: LineOwner, place: number) {
    this.#end = end;
    this.#owner = owner;
    this.#place = place;
  }

  receive(now: Time, bytes: Bytes, parity?: Uint8Array): void {
    if (this.#owner.mute !== undefined) return;
    this.#owner.stir(this.#place);
    try {
      this.#end.receive(now, bytes, parity);
    } catch (error) {
      this.#owner.fail(error);
    }
  }

  transmit(now: Time): Bytes | undefined {
    if (this.#owner.mute !== undefined) return undefined;
    this.#owner.stir(this.#place);
    try {
      return this.#end.transmit(now);
    } catch (error) {
      this.#owner.fail(error);
      return undefined;
    }
  }

  signal(now: Time, signal: LineSignal): void {
    if (this.#owner.mute !== undefined) return;
    this.#owner.stir(this.#place);
    try {
      this.#end.signal(now, signal);
    } catch (error) {
      this.#owner.fail(error);
    }
  }

  wakeAt(): Time | undefined {
    if (this.#owner.mute !== undefined) return undefined;
    try {
      return this.#end.wakeAt();
    } catch (error) {
      this.#owner.fail(error);
      return undefined;
    }
  }
}
