/** The sessions that a server has begun, as many as it keeps, each for a time. [SGP22 §3.0.1] */
import { type Bytes, hex, type Rng } from '../../base/index.ts';

export interface SessionsOptions {
  /** The oldest ends where another begins. */
  readonly countMax: number;
}

export const SESSIONS_MAX = 4_096;
const TRANSACTION_ID_LENGTH = 16;

export class Sessions<S> {
  readonly #held = new Map<string, S>();
  readonly #countMax: number;

  constructor({ countMax }: SessionsOptions) {
    this.#countMax = countMax;
  }

  get count(): number {
    return this.#held.size;
  }

  begin(rng: Rng, make: (transactionId: Bytes) => S): S {
    const id = rng.bytes(TRANSACTION_ID_LENGTH);
    const session = make(id);
    const [oldest] = this.#held.keys();
    if (this.#held.size >= this.#countMax && oldest !== undefined) this.#held.delete(oldest);
    this.#held.set(hex(id), session);
    return session;
  }

  find(transactionId: Bytes): S | undefined {
    return this.#held.get(hex(transactionId));
  }

  /** What is known of it from now on. */
  replace(transactionId: Bytes, session: S): void {
    this.#held.set(hex(transactionId), session);
  }

  end(transactionId: Bytes): void {
    this.#held.delete(hex(transactionId));
  }
}
