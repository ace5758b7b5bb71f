/**
 * The sequence numbers of a USIM: an array of 32, by the index in the low bits of SQN, without
 * those bits. A number is accepted when it is new for its index, no great leap, and not too old.
 * [TS33102 §C.2] [TS33102 §C.3.2]
 */
import { assert, bigEndian, type Bytes, readBigEndian } from '../../base/index.ts';
import type { Cell, Codec, Nvm } from '../../os/abi/index.ts';

export const INDICES = 32;
export const SQN_LENGTH = 6;

/** Limits as they are set for a subscription; what is absent is not checked. [TS33102 §C.2] */
export interface SequenceLimits {
  /** The greatest leap above the highest number accepted so far. [TS33102 §C.2.1] */
  readonly delta?: number | undefined;
  /** How far below the highest a number may be. [TS33102 §C.2.2] */
  readonly age?: number | undefined;
}

const ARRAY: Codec<readonly number[]> = {
  parse: (data) => {
    assert(data.length === INDICES * SQN_LENGTH, 'an array of 32 sequence numbers');
    return Array.from({ length: INDICES }, (_, at) =>
      readBigEndian(data.subarray(at * SQN_LENGTH, (at + 1) * SQN_LENGTH)),
    );
  },
  emit(numbers) {
    const stored = new Uint8Array(INDICES * SQN_LENGTH);
    numbers.forEach((one, at) => stored.set(bigEndian(one, SQN_LENGTH), at * SQN_LENGTH));
    return stored;
  },
};
const ZERO: readonly number[] = Array.from({ length: INDICES }, () => 0);

export class SequenceNumbers {
  readonly #array: Cell<readonly number[]>;

  constructor(nvm: Nvm) {
    this.#array = nvm.cell('sqn', ARRAY, ZERO);
  }

  /** 32 numbers without index, one for each. */
  set(numbers: readonly number[]): void {
    assert(numbers.length === INDICES, 'a number for each index');
    this.#array.set(numbers);
  }

  /** Whether SQN, six bytes, is accepted; then it is the last one of its index. */
  accept(sqn: Bytes, { delta, age }: SequenceLimits): boolean {
    const value = readBigEndian(sqn);
    const [sequence, index] = [Math.floor(value / INDICES), value % INDICES];
    const numbers = this.#array.get();
    const highest = Math.max(...numbers);
    if (sequence <= numbers[index]!) return false;
    if (delta !== undefined && sequence - highest > delta) return false;
    if (age !== undefined && highest - sequence > age) return false;
    this.#array.set(numbers.with(index, sequence));
    return true;
  }

  /** The highest number accepted, with its index: what AUTS reports. [TS33102 §C.2.2] */
  highest(): Bytes {
    const numbers = this.#array.get();
    const highest = Math.max(...numbers);
    return bigEndian(highest * INDICES + numbers.lastIndexOf(highest), SQN_LENGTH);
  }
}
