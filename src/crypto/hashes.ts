/** The hash functions. [FIPS180-4 §6] [FIPS202 §6.1] [RFC1321 §3] */
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512 } from '@noble/hashes/sha3.js';
import type { Bytes } from '../base/index.ts';
import { type Hash, HASH_NAMES, type HashName } from './provider.ts';

/** What the library has of a hash function. */
interface LibraryHash {
  (data: Bytes): Bytes;
  create(): { update(data: Bytes): unknown; digest(): Bytes };
  readonly outputLen: number;
  readonly blockLen: number;
}

const LIBRARY: Readonly<Record<HashName, LibraryHash>> = {
  md5,
  ripemd160,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  'sha512-224': sha512_224,
  'sha512-256': sha512_256,
  'sha3-224': sha3_224,
  'sha3-256': sha3_256,
  'sha3-384': sha3_384,
  'sha3-512': sha3_512,
};

/** Those whose library objects show their state. */
export const legacySha1 = sha1;
export const sha2 = { sha224, sha256, sha384, sha512 } as const;

const HASHES = new Map<HashName, Hash>(
  HASH_NAMES.map((name) => {
    const library = LIBRARY[name];
    return [name, { ...hashSizes(name), digest: (...parts) => digest(library, parts) }];
  }),
);

export function hash(name: HashName): Hash {
  return HASHES.get(name)!;
}

/** What every implementation of a hash function states of it. */
export function hashSizes(name: HashName): Omit<Hash, 'digest'> {
  const { outputLen, blockLen } = LIBRARY[name];
  return { name, outputLength: outputLen, blockLength: blockLen };
}

function digest(library: LibraryHash, parts: readonly Bytes[]): Bytes {
  if (parts.length === 1) return library(parts[0]!);
  const state = library.create();
  for (const part of parts) state.update(part);
  return state.digest();
}
