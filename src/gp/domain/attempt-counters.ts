/**
 * Velocity checking of keys: how many authentications with a key set failed in a row. A counter of
 * memory, whose batch comes before the comparison that it guards, so that a power cut does not
 * lose an attempt. [GPCS §7.5.1]
 */
import type { Nvm } from '../../os/abi/index.ts';

/** A secure channel key set by its version, or one key by version and identifier. */
export interface KeyReference {
  readonly version: number;
  readonly id?: number | undefined;
}

export class AttemptCounters {
  readonly #nvm: Nvm;

  /** The counters in the memory of a security domain. */
  constructor(nvm: Nvm) {
    this.#nvm = nvm;
  }

  of(key: KeyReference): number {
    return this.#nvm.counter(nameOf(key), 0).get();
  }

  /** Counts an attempt before its outcome is known. */
  take(key: KeyReference): void {
    this.#nvm.counter(nameOf(key), 0).set(this.of(key) + 1);
  }

  /** The attempt succeeded. */
  reset(key: KeyReference): void {
    if (this.of(key) > 0) this.#nvm.counter(nameOf(key), 0).set(0);
  }

  /** The key was replaced or deleted. */
  forget(key: KeyReference): void {
    if (this.#nvm.has(nameOf(key))) this.#nvm.drop(nameOf(key));
  }
}

function nameOf({ version, id }: KeyReference): string {
  return id === undefined ? `attempts/${version}` : `attempts/${version}/${id}`;
}
