/** Probable primes: division by small primes, then Miller-Rabin. [FIPS186-5 §B.3.1] */
import { sha256 } from '@noble/hashes/sha2.js';
import { bigEndian, type Bytes, concat } from '../base/index.ts';
import { bitLength, mod, powMod, toBigInt } from './big-integer.ts';

const SMALL_MAX = 2_048;
export const SMALL_PRIMES: readonly number[] = smallPrimes();
/** Each lets a composite pass with a chance of at most a quarter. */
const ROUNDS = 40;

/**
 * The bases follow from the candidate by a hash function: the answer depends on the input alone,
 * and fixed bases, for which composites that pass are known, are avoided.
 */
export function isProbablePrime(candidate: Bytes): boolean {
  const n = toBigInt(candidate);
  if (n < 2n) return false;
  for (const prime of SMALL_PRIMES) {
    if (n % BigInt(prime) === 0n) return n === BigInt(prime);
  }
  if (n < BigInt(SMALL_MAX) ** 2n) return true;
  let odd = n - 1n;
  let twos = 0;
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    twos++;
  }
  for (let round = 0; round < ROUNDS; round++) {
    if (!passes(n, { base: baseOf(candidate, n, round), odd, twos })) return false;
  }
  return true;
}

function passes(
  n: bigint,
  { base, odd, twos }: { readonly base: bigint; readonly odd: bigint; readonly twos: number },
): boolean {
  let x = powMod(base, odd, n);
  if (x === 1n || x === n - 1n) return true;
  for (let i = 1; i < twos; i++) {
    x = (x * x) % n;
    if (x === n - 1n) return true;
  }
  return false;
}

/** A number from 2 to n-2. */
function baseOf(candidate: Bytes, n: bigint, round: number): bigint {
  const blocks = Math.ceil((bitLength(n) + 64) / 256);
  const seed = sha256(concat(candidate, bigEndian(round, 4)));
  const parts: Bytes[] = [];
  for (let i = 0; i < blocks; i++) parts.push(sha256(concat(seed, bigEndian(i, 4))));
  return 2n + mod(toBigInt(concat(...parts)), n - 3n);
}

function smallPrimes(): readonly number[] {
  const composite = new Uint8Array(SMALL_MAX);
  const found: number[] = [];
  for (let i = 2; i < SMALL_MAX; i++) {
    if (composite[i] !== 0) continue;
    found.push(i);
    for (let k = i * i; k < SMALL_MAX; k += i) composite[k] = 1;
  }
  return found;
}
