/** A number whose writes leave in a batch of their own, ahead of the command's. */
import { assert, bigEndian, Fault, readBigEndian } from '../../base/index.ts';
import type { Counter } from '../abi/index.ts';
import type { Content } from './content.ts';
import { NUMBER_LENGTH } from './record-key.ts';

const VALUES = 2 ** 48;

export class CountedNumber implements Counter {
  readonly #content: Content;
  readonly #key: string;
  /** The key of its record. */
  readonly #full: string;
  #value: number;
  isGone = false;

  constructor(
    content: Content,
    place: { readonly key: string; readonly full: string; readonly initial: number },
  ) {
    this.#content = content;
    this.#key = place.key;
    this.#full = place.full;
    const stored = content.records.get(place.full);
    this.#value = stored === undefined ? place.initial : readBigEndian(stored);
  }

  get(): number {
    this.#check();
    return this.#value;
  }

  set(next: number): void {
    this.#check();
    const fits = Number.isInteger(next) && next >= 0 && next < VALUES;
    assert(fits, `counter ${this.#key} out of range`);
    const { memory, records } = this.#content;
    const bytes = bigEndian(next, NUMBER_LENGTH);
    this.#content.charge(this.#full, bytes);
    if (this.#belongsToCommand()) {
      this.#write(next);
      // As with an early write, what the undo brings back may leave less than no room.
      memory.keep(() => {
        if (!this.isGone && !this.#content.isRemoved) this.#write(next);
      });
      return;
    }
    memory.writeEarly({ records, key: this.#full }, bytes);
    this.#value = next;
  }

  /**
   * Whether a refusal removes the counter itself. Then its writes must not leave early: they would
   * reach what stood in its place before, which a refusal or a power cut brings back.
   */
  #belongsToCommand(): boolean {
    return this.#content.isNew || this.#content.isDropped(this.#key);
  }

  #write(next: number): void {
    const before = this.#value;
    this.#content.write(this.#full, bigEndian(next, NUMBER_LENGTH), () => {
      this.#value = before;
    });
    this.#value = next;
  }

  #check(): void {
    this.#content.check();
    if (this.isGone) throw new Fault(`the counter ${this.#key} was dropped`);
  }
}
