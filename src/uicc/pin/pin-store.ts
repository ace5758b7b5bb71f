/**
 * The PINs of the UICC or of one ADF. Attempts that failed in a row stand in counters, which are
 * written before a comparison and survive a power cut during it. [TS102221 §9.4]
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
    setTo(this.#attempts(pin), pin.attemptsMax - (left?.pin ?? pin.attemptsMax));
    if (pin.unblock === undefined) return;
    const { attemptsMax } = pin.unblock;
    setTo(this.#unblockAttempts(pin), attemptsMax - (left?.unblock ?? attemptsMax));
  }

  /** Attempts left. */
  left(pin: Pin): number {
    return Math.max(0, pin.attemptsMax - this.#attempts(pin).get());
  }

  unblockLeft(pin: Pin): number {
    return Math.max(0, (pin.unblock?.attemptsMax ?? 0) - this.#unblockAttempts(pin).get());
  }

  /** Compares a value with the PIN's, and counts. */
  present(pin: Pin, value: Bytes): Presented {
    if (this.left(pin) === 0) return 'blocked';
    return compare(this.#attempts(pin), pin.value, value);
  }

  /** Compares a value with the PIN's unblock code, and counts. */
  presentUnblock(pin: Pin, value: Bytes): Presented {
    const { unblock } = pin;
    assert(unblock, 'the PIN can be unblocked');
    if (this.unblockLeft(pin) === 0) return 'blocked';
    return compare(this.#unblockAttempts(pin), unblock.value, value);
  }

  change(pin: Pin, changes: Partial<Pick<Pin, 'value' | 'enabled' | 'replaced'>>): void {
    const after = { ...pin, ...changes };
    this.#pins.set(this.pins.map((one) => (one.reference === pin.reference ? after : one)));
  }

  /** A new value, enabled, with all attempts. [TS102221 §11.1.13] */
  renew(pin: Pin, value: Bytes): void {
    this.change(pin, { value: new Secret(Uint8Array.from(value)), enabled: true, replaced: false });
    setTo(this.#attempts(pin), 0);
  }

  #attempts({ reference }: Pin): Counter {
    return this.#nvm.counter(`attempts/${reference.toString(16)}`, 0);
  }

  #unblockAttempts({ reference }: Pin): Counter {
    return this.#nvm.counter(`unblock-attempts/${reference.toString(16)}`, 0);
  }
}

/** Counts before it compares. */
function compare(attempts: Counter, secret: Secret, value: Bytes): Presented {
  attempts.set(attempts.get() + 1);
  if (!secret.matches(value)) return 'wrong';
  attempts.set(0);
  return 'right';
}

/** A counter that stands where it should is not written. */
function setTo(counter: Counter, value: number): void {
  if (counter.get() !== value) counter.set(value);
}
