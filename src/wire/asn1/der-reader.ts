/**
 * Reads the distinguished encoding of structures whose elements stand in a fixed order. The first
 * error is kept and everything after it reads as empty, so that it is checked once, at the end.
 * Tags and lengths must have their shortest form. [X.690 §10.1]
 */
import { type Bytes, EMPTY, fail, hex, isWireError, type WireError } from '../../base/index.ts';
import { emitLength, emitTag, parseTlv } from '../index.ts';
import { tagText } from './message.ts';

interface State {
  readonly codec: string;
  readonly source: Bytes;
  error: WireError | undefined;
}

export class DerReader {
  readonly #state: State;
  #at: number;
  readonly #end: number;

  private constructor(state: State, at: number, end: number) {
    this.#state = state;
    this.#at = at;
    this.#end = end;
  }

  /** Errors name the codec and count from the start of the source. */
  static of(codec: string, source: Bytes): DerReader {
    return new DerReader({ codec, source, error: undefined }, 0, source.length);
  }

  get error(): WireError | undefined {
    return this.#state.error;
  }

  /** Whether no element is left, or an error was met. */
  get done(): boolean {
    return this.#state.error !== undefined || this.#at >= this.#end;
  }

  /** Whether the next element has this tag. */
  next(tag: number): boolean {
    if (this.done) return false;
    const one = parseTlv(this.#rest());
    return !isWireError(one) && one.tag === tag;
  }

  /** The value of the next element, which has this tag. */
  value(tag: number, what: string): Bytes {
    const [start, end] = this.#take(tag, what);
    return this.#state.source.subarray(start, end);
  }

  /** The elements inside the next one, which has this tag. */
  inside(tag: number, what: string): DerReader {
    const [start, end] = this.#take(tag, what);
    return new DerReader(this.#state, start, end);
  }

  /** The next element as it stands, tag and length included. */
  whole(what: string): Bytes {
    const from = this.#at;
    this.#take(undefined, what);
    return this.error === undefined ? this.#state.source.subarray(from, this.#at) : EMPTY;
  }

  /** States that nothing follows. */
  end(): void {
    if (!this.done) this.reject('the end', `${this.#end - this.#at} bytes`);
  }

  reject(expected: string, got: string | number): void {
    const { codec } = this.#state;
    this.#state.error ??= fail(codec, this.#at, { expected, got });
  }

  #rest(): Bytes {
    return this.#state.source.subarray(this.#at, this.#end);
  }

  #take(tag: number | undefined, what: string): readonly [number, number] {
    const none = [this.#at, this.#at] as const;
    if (this.error !== undefined) return none;
    if (this.#at >= this.#end) {
      this.reject(what, 'the end');
      return none;
    }
    const one = parseTlv(this.#rest());
    if (isWireError(one)) {
      this.#state.error = { ...one, codec: this.#state.codec, offset: one.offset + this.#at };
      return none;
    }
    if (tag !== undefined && one.tag !== tag) {
      this.reject(`${what}, tag ${tagText(tag)}`, tagText(one.tag));
      return none;
    }
    const head = one.next - one.value.length;
    if (head !== emitTag(one.tag).length + emitLength(one.value.length).length) {
      this.reject(`the shortest length of ${what}`, hex(this.#rest().subarray(0, head)));
      return none;
    }
    const start = this.#at + head;
    this.#at += one.next;
    return [start, this.#at];
  }
}
