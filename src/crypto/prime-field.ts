/**
 * Arithmetic modulo a prime of up to 256 bits, in Montgomery's form, on floating-point numbers: a
 * product takes two thirds of what `bigint` takes, and nothing is allocated. (Handbook of Applied
 * Cryptography, algorithm 14.36.)
 *
 * An element x is a number congruent to x * 2^288, in 12 signed limbs of 24 bits, each at most
 * 2^23 (and a carry) in amount; the highest is small. Sums of k elements have limbs of k * 2^23.
 * A product takes sums of j and k elements where j * k is at most 9: then all its sums are below
 * 2^53, where floating-point numbers are exact.
 */
import { invert, mod } from './big-integer.ts';

export type Element = Float64Array;

const LIMBS = 12;
const LIMB_BITS = 24;
const RADIX = 2 ** LIMB_BITS;
const PER_RADIX = 1 / RADIX;
/** A number with this added and taken away is rounded to a whole one. */
const ROUND = 1.5 * 2 ** 52;
/** What elements are multiplied with. */
const R = 1n << BigInt(LIMBS * LIMB_BITS);

export const PRIME_BITS_MAX = 256;

export class PrimeField {
  readonly #p: bigint;
  readonly #rInverse: bigint;
  /** (m + 1) / 2^24, where m is the multiple of p below 2^280 with m = -1 modulo 2^24. */
  readonly #modulus: Element;

  constructor(p: bigint) {
    this.#p = p;
    this.#rInverse = invert(R, p)!;
    const radix = BigInt(RADIX);
    const multiple = p * invert(radix - (p % radix), radix)!;
    this.#modulus = limbsOf((multiple + 1n) / radix);
  }

  element(value = 0n): Element {
    return limbsOf(mod(value * R, this.#p));
  }

  value(element: Element): bigint {
    const number = element.reduceRight(
      (sum, limb) => (sum << BigInt(LIMB_BITS)) + BigInt(limb),
      0n,
    );
    return mod(number * this.#rInverse, this.#p);
  }

  /** A limb of `a` at a time, with what makes the lowest limb of the sum zero. */
  multiply(out: Element, a: Element, b: Element): void {
    const modulus = this.#modulus;
    const [b0, b1, b2, b3] = [b[0]!, b[1]!, b[2]!, b[3]!];
    const [b4, b5, b6, b7] = [b[4]!, b[5]!, b[6]!, b[7]!];
    const [b8, b9, b10, b11] = [b[8]!, b[9]!, b[10]!, b[11]!];
    let [t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < LIMBS; i++) {
      const x = a[i]!;
      t0 += x * b0;
      const carry = t0 * PER_RADIX + ROUND - ROUND;
      const q = t0 - carry * RADIX;
      t0 = t1 + x * b1 + carry + q * modulus[0]!;
      t1 = t2 + x * b2 + q * modulus[1]!;
      t2 = t3 + x * b3 + q * modulus[2]!;
      t3 = t4 + x * b4 + q * modulus[3]!;
      t4 = t5 + x * b5 + q * modulus[4]!;
      t5 = t6 + x * b6 + q * modulus[5]!;
      t6 = t7 + x * b7 + q * modulus[6]!;
      t7 = t8 + x * b8 + q * modulus[7]!;
      t8 = t9 + x * b9 + q * modulus[8]!;
      t9 = t10 + x * b10 + q * modulus[9]!;
      t10 = x * b11 + q * modulus[10]!;
    }
    out[0] = t0;
    out[1] = t1;
    out[2] = t2;
    out[3] = t3;
    out[4] = t4;
    out[5] = t5;
    out[6] = t6;
    out[7] = t7;
    out[8] = t8;
    out[9] = t9;
    out[10] = t10;
    out[11] = 0;
    // The first pass leaves carries of up to 2^29, the second single bits.
    carryOn(out);
    carryOn(out);
  }
}

/** Makes one element of a sum of them. */
export function carryOn(sum: Element): void {
  let before = 0;
  for (let i = 0; i < LIMBS - 1; i++) {
    const limb = sum[i]!;
    const carry = limb * PER_RADIX + ROUND - ROUND;
    sum[i] = limb - carry * RADIX + before;
    before = carry;
  }
  sum[LIMBS - 1]! += before;
}

/** out = a + times * b, without carries. */
export function addTimes(out: Element, a: Element, times: number, b: Element): void {
  for (let i = 0; i < LIMBS; i++) out[i] = a[i]! + times * b[i]!;
}

function limbsOf(value: bigint): Element {
  const out = new Float64Array(LIMBS);
  let rest = value;
  for (let i = 0; i < LIMBS; i++) {
    const limb = i === LIMBS - 1 ? rest : BigInt.asIntN(LIMB_BITS, rest);
    out[i] = Number(limb);
    rest = (rest - limb) >> BigInt(LIMB_BITS);
  }
  return out;
}
