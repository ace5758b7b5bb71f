/** How many tries each PIN has left: counters beside the heap, which no rollback reaches. */
import type { Counter, Nvm } from '../os/abi/index.ts';

export class PinTries {
  readonly #memory: () => Nvm;
  /** Counters of a call of which nothing lasts. */
  #passing: Map<number, Counter> | undefined;

  constructor(memory: () => Nvm) {
    this.#memory = memory;
  }

  of(pin: number): Counter {
    const kept = this.#memory().counter(keyOf(pin), 0);
    if (this.#passing === undefined) return kept;
    const passing = this.#passing.get(pin) ?? new PassingCounter(kept);
    this.#passing.set(pin, passing);
    return passing;
  }

  /** Makes a call of which nothing lasts. */
  undone<T>(act: () => T): T {
    this.#passing = new Map();
    try {
      return act();
    } finally {
      this.#passing = undefined;
    }
  }

  /** Those of PINs that are gone. */
  forget(objects: readonly number[]): void {
    const memory = this.#memory();
    for (const one of objects) if (memory.has(keyOf(one))) memory.drop(keyOf(one));
  }
}

/** A counter whose changes are not kept. */
class PassingCounter implements Counter {
  #value: number;

  constructor(counter: Counter) {
    this.#value = counter.get();
  }

  get(): number {
    return this.#value;
  }

  set(value: number): void {
    this.#value = value;
  }
}

function keyOf(pin: number): string {
  return `tries ${pin}`;
}
