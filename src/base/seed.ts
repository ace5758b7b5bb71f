/** What a seed means, in programs, at the command line and in transcripts alike. */
import { bigEndian, type Bytes, utf8 } from './bytes.ts';
import { HostError } from './errors.ts';

/** Bytes as they are; or a text of the caller's choice, in which digits alone are a number. */
export type Seed = Bytes | string;

const NUMBER = /^[0-9]{1,14}$/;
const NUMBER_LENGTH = 6;

/**
 * The entropy that a seed stands for: a number of up to 14 digits as six bytes, any other text as
 * UTF-8, bytes as given. Throws `HostError` INPUT_INVALID for an empty one.
 */
export function seedBytes(seed: Seed): Bytes {
  if (seed.length === 0) {
    throw new HostError('INPUT_INVALID', 'the seed is empty', 'give a number, a text, or bytes');
  }
  if (typeof seed !== 'string') return seed;
  return NUMBER.test(seed) ? bigEndian(Number(seed), NUMBER_LENGTH) : utf8(seed);
}
