/** A deterministic byte stream: SHA-256 over seed, label and a block counter. */
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, bigEndian, concat, type Rng, utf8 } from '../base/index.ts';

/** The stream of `label` under `seed`; different labels give unrelated streams. */
export function randomStream(seed: Bytes, label: string): Rng {
  const key = sha256(concat(bigEndian(seed.length, 4), seed, utf8(label)));
  let block: Bytes = new Uint8Array(0);
  let used = 0;
  let count = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length;) {
        if (used === block.length) {
          block = sha256(concat(key, bigEndian(count++, 6)));
          used = 0;
        }
        const take = Math.min(length - at, block.length - used);
        out.set(block.subarray(used, used + take), at);
        used += take;
        at += take;
      }
      return out;
    },
  };
}
