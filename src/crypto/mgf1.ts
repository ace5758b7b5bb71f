/** The mask generation function of OAEP and PSS. [RFC8017 §B.2.1] */
import { bigEndian, type Bytes } from '../base/index.ts';
import type { Hash } from './provider.ts';

/** XORs the mask of `seed` into `target`. */
export function maskInto(target: Bytes, hash: Hash, seed: Bytes): void {
  for (let at = 0, counter = 0; at < target.length; at += hash.outputLength, counter++) {
    const mask = hash.digest(seed, bigEndian(counter, 4));
    const length = Math.min(mask.length, target.length - at);
    for (let i = 0; i < length; i++) target[at + i]! ^= mask[i]!;
  }
}
