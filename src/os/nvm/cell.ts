/** A typed value under a key, decoded once. */
import { Fault } from '../../base/index.ts';
import type { Cell, Codec } from '../abi/index.ts';
import type { Content } from './content.ts';

export class StoredCell<T> implements Cell<T> {
  readonly codec: Codec<T>;
  readonly #content: Content;
  readonly #key: string;
  #value: T;
  isGone = false;

  /** Throws what the codec throws for a value that does not read. */
  constructor(content: Content, key: string, { codec, initial }: { codec: Codec<T>; initial: T }) {
    this.codec = codec;
    this.#content = content;
    this.#key = key;
    const stored = content.records.get(key);
    this.#value = stored === undefined ? initial : codec.parse(stored);
  }

  get(): T {
    this.#check();
    return this.#value;
  }

  set(next: T): void {
    this.#check();
    const before = this.#value;
    this.#content.store(this.#key, this.codec.emit(next), () => {
      this.#value = before;
    });
    this.#value = next;
  }

  /** The value as it is shown to people. */
  describe(): unknown {
    return this.codec.describe ? this.codec.describe(this.#value) : this.#value;
  }

  #check(): void {
    this.#content.check();
    if (this.isGone) throw new Fault(`the cell ${this.#key} was dropped`);
  }
}
