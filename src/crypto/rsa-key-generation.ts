/** RSA keys: candidates from the stream, primes by the port's test. [FIPS186-5 §A.1.3] */
import { assert, bigEndian, type Bytes, type Rng } from '../base/index.ts';
import { bitLength, byteLength, fromBigInt, invert, mod, toBigInt } from './big-integer.ts';
import type { Crypto, RsaCrtKey, RsaExponentKey } from './provider.ts';
import { SMALL_PRIMES } from './prime.ts';

/** Odd numbers after a start that are looked at before another start is drawn. */
const WINDOW = 4_096;
/** Bits in which the primes must differ, below their own length. [FIPS186-5 §A.1.3] */
const CLOSE_BITS = 100;
/** F4, the public exponent unless another is given. */
const DEFAULT_EXPONENT = bigEndian(65_537, 3);

export interface RsaKeyPair {
  readonly publicKey: RsaExponentKey;
  readonly privateKey: RsaExponentKey;
  readonly crt: RsaCrtKey;
}

export function generateRsaKey(
  crypto: Crypto,
  rng: Rng,
  options: { readonly bits: number; readonly publicExponent?: Bytes | undefined },
): RsaKeyPair {
  const { bits, publicExponent = DEFAULT_EXPONENT } = options;
  const e = toBigInt(publicExponent);
  assert(bits >= 512 && bits % 16 === 0, 'an RSA modulus is 512 bits or more, in steps of 16');
  assert(e > 1n && (e & 1n) === 1n && bitLength(e) < bits / 2, 'an RSA public exponent is odd');
  for (;;) {
    const first = drawPrime(crypto, rng, { bits: bits / 2, e });
    const second = drawPrime(crypto, rng, { bits: bits / 2, e });
    const [p, q] = first > second ? [first, second] : [second, first];
    if (bitLength(p - q) > bits / 2 - CLOSE_BITS) return keyPair(p, { q, e, bits });
  }
}

function keyPair(
  p: bigint,
  { q, e, bits }: { readonly q: bigint; readonly e: bigint; readonly bits: number },
): RsaKeyPair {
  const length = bits / 8;
  const half = length / 2;
  const d = invert(e, leastCommonMultiple(p - 1n, q - 1n))!;
  const modulus = fromBigInt(p * q, length);
  return {
    publicKey: { modulus, exponent: fromBigInt(e, byteLength(e)) },
    privateKey: { modulus, exponent: fromBigInt(d, length) },
    crt: {
      p: fromBigInt(p, half),
      q: fromBigInt(q, half),
      dp: fromBigInt(d % (p - 1n), half),
      dq: fromBigInt(d % (q - 1n), half),
      qInv: fromBigInt(invert(q, p)!, half),
    },
  };
}

/** A prime whose two highest bits are set, so that a product of two has all its bits. */
function drawPrime(
  crypto: Crypto,
  rng: Rng,
  { bits, e }: { readonly bits: number; readonly e: bigint },
): bigint {
  const length = bits / 8;
  for (;;) {
    const drawn = rng.bytes(length);
    drawn[0]! |= 0xc0;
    drawn[length - 1]! |= 0x01;
    const start = toBigInt(drawn);
    for (const step of withoutSmallFactors(start)) {
      const candidate = start + 2n * BigInt(step);
      if (bitLength(candidate) > bits) break;
      if (invert(e, candidate - 1n) === undefined) continue;
      if (crypto.isProbablePrime(fromBigInt(candidate, length))) return candidate;
    }
  }
}

/** Steps of two from `start` to numbers that no small prime divides. */
function* withoutSmallFactors(start: bigint): Generator<number> {
  const composite = new Uint8Array(WINDOW);
  for (const prime of SMALL_PRIMES) {
    if (prime === 2) continue;
    // start + 2 * step = 0 modulo the prime; half the prime plus one is the inverse of two.
    const rest = Number(start % BigInt(prime));
    const firstStep = ((prime - rest) * ((prime + 1) / 2)) % prime;
    for (let step = firstStep; step < WINDOW; step += prime) composite[step] = 1;
  }
  for (let step = 0; step < WINDOW; step++) if (composite[step] === 0) yield step;
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y > 0n) [x, y] = [y, mod(x, y)];
  return (a / x) * b;
}
