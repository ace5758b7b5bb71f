/**
 * The PINs of the UICC or of one ADF. Attempts that are left stand in counters, which are written
 * before a comparison and survive a power cut during it. [TS102221 §9.4]
 */
import { assert, type Bytes, Secret } from '../../base/index.ts';
import type { Cell, Counter, Nvm } from '../../os/abi/index.ts';
import { type Pin, pinsCodec } from './pin.ts';

const NONE: readonly Pin[] = [];

/** What came of presenting a code. */
export type Presented = 'right' | 'wrong' | 'blocked';

export class PinStore {
  readonly #nvm: Nvm;
  readonly #pins: Cell<readonly Pin[]>;

  constructor(nvm: Nvm) {
    this.#nvm = nvm;
    this.#pins = nvm.cell('pins', pinsCodec, NONE);
  }

  get pins(): readonly Pin[] {
    return this.#pins.get();
  }

  find(reference: number): Pin | undefined {
    for (const one of this.#pins.get()) if (one.reference === reference) return one;
    return undefined;
  }

  /** Adds a PIN, or replaces the one of its reference; all attempts remain where not said. */
  put(pin: Pin, left?: { readonly pin: number; readonly unblock: number }): void {
    const others = this.pins.filter(({ reference }) => reference !== pin.reference);
    this.#pins.set([...others, pin]);
    this.#attempts(pin).set(left?.pin ?? pin.attemptsMax);
    if (pin.unblock === undefined) return;
    this.#unblockAttempts(pin).set(left?.unblock ?? pin.unblock.attemptsMax);
  }

  /** Attempts left. */
  left(pin: Pin): number {
    return Math.min(this.#attempts(pin).get(), pin.attemptsMax);
  }

  unblockLeft(pin: Pin): number {
    return Math.min(this.#unblockAttempts(pin).get(), pin.unblock?.attemptsMax ?? 0);
  }

  /** Compares a value with the PIN's, and counts. */
  present(pin: Pin, value: Bytes): Presented {
    const left = this.left(pin);
    if (left === 0) return 'blocked';
    const counter = this.#attempts(pin);
    counter.set(left - 1);
    if (!pin.value.matches(value)) return 'wrong';
    counter.set(pin.attemptsMax);
    return 'right';
  }

  /** Compares a value with the PIN's unblock code, and counts. */
  presentUnblock(pin: Pin, value: Bytes): Presented {
    const { unblock } = pin;
    assert(unblock, 'the PIN can be unblocked');
    const left = this.unblockLeft(pin);
    if (left === 0) return 'blocked';
    const counter = this.#unblockAttempts(pin);
    counter.set(left - 1);
    if (!unblock.value.matches(value)) return 'wrong';
    counter.set(unblock.attemptsMax);
    return 'right';
  }

  change(pin: Pin, changes: Partial<Pick<Pin, 'value' | 'enabled' | 'replaced'>>): void {
    const after = { ...pin, ...changes };
    this.#pins.set(this.pins.map((one) => (one.reference === pin.reference ? after : one)));
  }

  /** A new value, enabled, with all attempts. [TS102221 §11.1.13] */
  renew(pin: Pin, value: Bytes): void {
    this.change(pin, { value: new Secret(Uint8Array.from(value)), enabled: true, replaced: false });
    this.#attempts(pin).set(pin.attemptsMax);
  }

  #attempts({ reference, attemptsMax }: Pin): Counter {
    return this.#nvm.counter(`pin-${reference.toString(16)}/left`, attemptsMax);
  }

  #unblockAttempts({ reference, unblock }: Pin): Counter {
    const initial = unblock?.attemptsMax ?? 0;
    return this.#nvm.counter(`pin-${reference.toString(16)}/unblock-left`, initial);
  }
}
