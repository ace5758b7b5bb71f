import { type Bytes, sameSecret } from './bytes.ts';

/** A key or PIN that no log, trace, error or JSON can spill: only `reveal()` gives the bytes. */
export class Secret {
  readonly #bytes: Bytes;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  reveal(): Bytes {
    return this.#bytes;
  }

  matches(other: Bytes): boolean {
    return sameSecret(this.#bytes, other);
  }

  toString(): string {
    return `secret(${this.#bytes.length})`;
  }

  toJSON(): string {
    return this.toString();
  }
}
