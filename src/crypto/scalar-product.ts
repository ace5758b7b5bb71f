/**
 * Sums of multiples of points, in Jacobian coordinates: x = X / Z^2, y = Y / Z^3. The formulas do
 * not hold where points that are added are equal, opposite or infinity; then Z becomes zero and
 * stays so to the end, and there is no result. Digits of scalars are in non-adjacent form. (Guide
 * to Elliptic Curve Cryptography, 3.2.2 and 3.3.1.) [SEC1 §2.2.1]
 */
import { invert, mod } from './big-integer.ts';
import type { CurveDomain } from './curve-domain.ts';
import { addTimes, carryOn, type Element, PRIME_BITS_MAX, PrimeField } from './prime-field.ts';

export interface AffinePoint {
  readonly x: bigint;
  readonly y: bigint;
}

export interface Term {
  /** From 0 to the order less one. */
  readonly scalar: bigint;
  readonly point: AffinePoint | 'generator';
}

interface JacobianPoint {
  readonly x: Element;
  readonly y: Element;
  readonly z: Element;
}

/** An odd multiple of a point, with powers of its Z. */
interface Multiple extends JacobianPoint {
  readonly zz: Element;
  readonly zzz: Element;
}

/** Bits of a digit: the table of the generator is made once. */
const WIDTH = { generator: 8, other: 5 } as const;

export class ScalarProduct {
  readonly #domain: CurveDomain;
  readonly #field: PrimeField;
  readonly #a: Element;
  readonly #isMinus3: boolean;
  #generator: readonly Multiple[] | undefined;
  /** What a formula needs between its steps. */
  readonly #t: Readonly<Record<'zz' | 'u' | 's' | 'h' | 'r' | 'hh' | 'v' | 't', Element>>;

  /** Whether primes of the curve have a size that the arithmetic is made for. */
  static fits({ p, cofactor }: CurveDomain): boolean {
    return p >> BigInt(PRIME_BITS_MAX - 1) === 1n && cofactor === 1n;
  }

  constructor(domain: CurveDomain) {
    const { p, a } = domain;
    this.#domain = domain;
    this.#field = new PrimeField(p);
    this.#a = this.#field.element(a);
    this.#isMinus3 = a === p - 3n;
    const next = (): Element => this.#field.element();
    this.#t = {
      ...{ zz: next(), u: next(), s: next(), h: next() },
      ...{ r: next(), hh: next(), v: next(), t: next() },
    };
  }

  /** The sum of the terms; `undefined` where it is infinity or another way is needed. */
  sum(terms: readonly Term[]): AffinePoint | undefined {
    const tables = terms.map(({ scalar, point }) => {
      const isGenerator = point === 'generator';
      const width = isGenerator ? WIDTH.generator : WIDTH.other;
      const table = isGenerator ? this.#generatorTable() : this.#odd(point, width);
      return { digits: signedDigits(scalar, width), table };
    });
    const sum = this.#point({ x: 0n, y: 0n }, 0n);
    let isEmpty = true;
    const length = Math.max(...tables.map(({ digits }) => digits.length));
    for (let at = length - 1; at >= 0; at--) {
      if (!isEmpty) this.#double(sum);
      for (const { digits, table } of tables) {
        const digit = digits[at] ?? 0;
        if (digit === 0) continue;
        const multiple = table[Math.abs(digit) >> 1]!;
        if (isEmpty) copyPoint(sum, multiple, Math.sign(digit));
        else this.#add(sum, multiple, Math.sign(digit));
        isEmpty = false;
      }
    }
    return this.#affine(sum);
  }

  #generatorTable(): readonly Multiple[] {
    const { gx: x, gy: y } = this.#domain;
    return (this.#generator ??= this.#odd({ x, y }, WIDTH.generator));
  }

  /** 1, 3, 5 … times a point, up to half of what a digit may be. */
  #odd(point: AffinePoint, width: number): readonly Multiple[] {
    const next = this.#point(point, 1n);
    const twice = this.#point(point, 1n);
    this.#double(twice);
    const step = this.#multiple(twice);
    const table = [this.#multiple(next)];
    while (table.length < 1 << (width - 2)) {
      this.#add(next, step, 1);
      table.push(this.#multiple(next));
    }
    return table;
  }

  #point({ x, y }: AffinePoint, z: bigint): JacobianPoint {
    const field = this.#field;
    return { x: field.element(x), y: field.element(y), z: field.element(z) };
  }

  #multiple({ x, y, z }: JacobianPoint): Multiple {
    const [zz, zzz] = [this.#field.element(), this.#field.element()];
    this.#field.multiply(zz, z, z);
    this.#field.multiply(zzz, zz, z);
    return { x: x.slice(), y: y.slice(), z: z.slice(), zz, zzz };
  }

  #affine({ x, y, z }: JacobianPoint): AffinePoint | undefined {
    const { p } = this.#domain;
    const inverse = invert(this.#field.value(z), p);
    if (inverse === undefined) return undefined;
    const square = mod(inverse * inverse, p);
    return {
      x: mod(this.#field.value(x) * square, p),
      y: mod(this.#field.value(y) * mod(square * inverse, p), p),
    };
  }

  /** Numbers in comments: how many elements a sum has. */
  #double({ x, y, z }: JacobianPoint): void {
    const field = this.#field;
    const { r: slope, u: twice, v: yy, s, t } = this.#t;
    this.#slope(slope, { x, y, z }); // 3
    addTimes(twice, y, 1, y); // 2
    field.multiply(z, twice, z); // Z' = 2YZ
    field.multiply(yy, twice, y); // 2Y^2
    addTimes(twice, x, 1, x); // 2
    field.multiply(s, twice, yy); // S = 4XY^2
    field.multiply(t, slope, slope);
    addTimes(x, t, -2, s);
    carryOn(x); // X' = M^2 - 2S
    addTimes(s, s, -1, x); // 2
    field.multiply(t, slope, s);
    field.multiply(s, yy, yy); // 4Y^4
    addTimes(y, t, -2, s);
    carryOn(y); // Y' = M(S - X') - 8Y^4
  }

  /** M = 3X^2 + aZ^4. */
  #slope(out: Element, { x, z }: JacobianPoint): void {
    const field = this.#field;
    const { zz, t } = this.#t;
    field.multiply(zz, z, z);
    if (this.#isMinus3) {
      addTimes(t, x, 1, zz); // 2
      addTimes(zz, x, -1, zz); // 2
      field.multiply(t, t, zz);
      addTimes(out, t, 2, t);
      return;
    }
    field.multiply(zz, zz, zz);
    field.multiply(zz, zz, this.#a);
    field.multiply(t, x, x);
    addTimes(out, zz, 3, t);
    carryOn(out);
  }

  /** Adds a multiple, or what is opposite to it. */
  #add({ x, y, z }: JacobianPoint, other: Multiple, sign: number): void {
    const field = this.#field;
    const { zz, u, s, h, r, hh, v, t } = this.#t;
    field.multiply(zz, z, z);
    field.multiply(u, x, other.zz);
    field.multiply(s, y, other.zzz);
    field.multiply(h, other.x, zz);
    addTimes(h, h, -1, u); // 2: H
    field.multiply(t, zz, z);
    field.multiply(t, t, other.y);
    for (let i = 0; i < r.length; i++) r[i] = sign * t[i]! - s[i]!; // 2: r
    field.multiply(t, z, other.z);
    field.multiply(z, t, h); // Z' = Z Z2 H
    field.multiply(hh, h, h);
    field.multiply(v, u, hh); // V
    field.multiply(t, hh, h); // H^3
    field.multiply(u, r, r);
    addTimes(u, u, -1, t);
    addTimes(x, u, -2, v);
    carryOn(x); // X' = r^2 - H^3 - 2V
    addTimes(v, v, -1, x); // 2
    field.multiply(u, r, v);
    field.multiply(v, s, t);
    addTimes(y, u, -1, v);
    carryOn(y); // Y' = r(V - X') - S H^3
  }
}

function copyPoint(to: JacobianPoint, from: JacobianPoint, sign: number): void {
  to.x.set(from.x);
  to.y.set(from.y.map((limb) => sign * limb));
  to.z.set(from.z);
}

/**
 * Digits of a scalar, the lowest first, each zero or odd and below half of 2^width in amount;
 * `width` of them in a row have one that is not zero.
 */
function signedDigits(scalar: bigint, width: number): Int16Array {
  const bits = scalar.toString(2);
  const digits = new Int16Array(bits.length + 1);
  const bit = (at: number): number => (bits.charCodeAt(bits.length - 1 - at) === 0x31 ? 1 : 0);
  let carry = 0;
  for (let at = 0; at < digits.length;) {
    if (bit(at) === carry) {
      at++;
      continue;
    }
    let digit = carry;
    for (let i = 0; i < width; i++) digit += bit(at + i) << i;
    carry = digit >> (width - 1);
    digits[at] = digit - (carry << width);
    at += width;
  }
  return digits;
}
