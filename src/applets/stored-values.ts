/** Codecs of what native modules keep. */
import { type Bytes, Fault, readBigEndian, Secret } from '../base/index.ts';
import type { Codec } from '../os/abi/index.ts';

export const BYTES: Codec<Bytes> = { parse: (stored) => stored, emit: (value) => value };

/** A byte string that no view of memory shows. */
export const SECRET: Codec<Secret> = {
  parse: (stored) => new Secret(stored),
  emit: (value) => value.reveal(),
  describe: (value) => value,
};

/** One byte. */
export const BYTE: Codec<number> = {
  parse(stored) {
    if (stored.length !== 1) throw new Fault('a stored number is one byte');
    return readBigEndian(stored);
  },
  emit: (value) => Uint8Array.of(value),
};
