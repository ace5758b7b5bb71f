/** What the writing child does, step by step: the same in the child and in the test that judges. */
import type { Batch, Bytes, Write } from '../../../src/base/index.ts';
import { randomStream } from '../../../src/crypto/index.ts';

const KEYS = 40;
const VALUE_LENGTH_MAX = 700;
/** Holds the number of the last step. */
export const COUNT_KEY = 'count';

/** The batches of step `n`, counted from 1; the last one says so under `COUNT_KEY`. */
export function batchesOf(seed: Bytes, n: number): readonly Batch[] {
  const random = randomStream(seed, `step ${n}`);
  const below = (bound: number): number => {
    const [high = 0, low = 0] = random.bytes(2);
    return (high * 256 + low) % bound;
  };
  const batches: Batch[] = [];
  for (let batch = below(3); batch >= 0; batch--) {
    const writes: Write[] = [];
    for (let left = 1 + below(4); left > 0; left--) {
      const value = below(6) === 0 ? undefined : random.bytes(below(VALUE_LENGTH_MAX));
      writes.push({ key: `record/${below(KEYS)}`, value });
    }
    batches.push({ writes });
  }
  return [...batches, { writes: [{ key: COUNT_KEY, value: new TextEncoder().encode(`${n}`) }] }];
}

/** The image after each step, kept up from step to step. */
export class Model {
  readonly image = new Map<string, Bytes>();
  readonly #seed: Bytes;
  #steps = 0;

  constructor(seed: Bytes) {
    this.#seed = seed;
  }

  /** Goes on to step `n`; steps only rise. */
  advance(n: number): ReadonlyMap<string, Bytes> {
    while (this.#steps < n) {
      for (const { writes } of batchesOf(this.#seed, ++this.#steps)) {
        for (const { key, value } of writes) {
          if (value === undefined) this.image.delete(key);
          else this.image.set(key, value);
        }
      }
    }
    return this.image;
  }
}

/** The number of the last step an image holds; 0 for none. */
export function stepsOf(image: ReadonlyMap<string, Bytes>): number {
  const stored = image.get(COUNT_KEY);
  return stored === undefined ? 0 : Number(new TextDecoder().decode(stored));
}
