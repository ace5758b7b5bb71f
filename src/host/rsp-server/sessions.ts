/** The sessions that a server has begun, as many as it keeps. [SGP22 §3.0.1] */
import { type Bytes, hex } from '../../base/index.ts';

/** The oldest ends where another begins. */
export const SESSIONS_MAX = 4_096;

export class Sessions<S> {
  readonly #held = new Map<string, S>();

  begin(transactionId: Bytes, session: S): void {
    const [oldest] = this.#held.keys();
    if (this.#held.size >= SESSIONS_MAX && oldest !== undefined) this.#held.delete(oldest);
    this.#held.set(hex(transactionId), session);
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
