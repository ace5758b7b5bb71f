/** Sums of points beside those of the library, where formulas and carries have their limits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { utf8 } from '../base/index.ts';
import { mod, toBigInt } from './big-integer.ts';
import { curveDomain } from './curve-domain.ts';
import { type Element, PrimeField } from './prime-field.ts';
import { randomStream } from './random-stream.ts';
import { type AffinePoint, ScalarProduct } from './scalar-product.ts';

/** One whose a is -3, and one of another. */
const CURVES = ['p256', 'brainpoolP256r1'] as const;
const RANDOM = 2;
/** Products take sums of j and k elements up to this one. */
const SUMS_MAX = 9;
const LIMB_MAX = 2 ** 23 + 64;

for (const name of CURVES) {
  const domain = curveDomain(name);
  const { p, a, b, n, gx: Gx, gy: Gy, cofactor: h } = domain;
  const library = weierstrass({ p, a, b, n, h, Gx, Gy });
  const rng = randomStream(utf8(name), 'scalars');
  const drawn = Array.from({ length: RANDOM }, () => mod(toBigInt(rng.bytes(40)), n));
  const scalars = [0n, 1n, 16n, 1n << 255n, n - 1n, ...drawn];

  const ofLibrary = (first: bigint, point: AffinePoint, second: bigint) => {
    const sum = library.BASE.mulAddUnsafe(first, library.fromAffine(point), second);
    return sum.is0() ? undefined : sum.toAffine();
  };

  test(`${name}: sums of two multiples are those of the library, or left to it`, () => {
    const products = new ScalarProduct(domain);
    let missing = 0;
    let count = 0;
    for (const other of [1n, drawn[0]!]) {
      const point = library.BASE.multiply(other).toAffine();
      for (const first of scalars) {
        for (const second of scalars) {
          const terms = [
            { scalar: first, point: 'generator' },
            { scalar: second, point },
          ] as const;
          const sum = products.sum(terms);
          count += 1;
          if (sum === undefined) missing += 1;
          else assert.deepEqual(sum, ofLibrary(first, point, second), `${first} ${second}`);
        }
      }
    }
    assert.ok(missing > 0 && missing < count / 3, `${missing} of ${count} are left`);
  });

  test(`${name}: a sum of opposite, of equal and of no points has no result of its own`, () => {
    const products = new ScalarProduct(domain);
    const sum = (first: bigint, second: bigint) =>
      products.sum([
        { scalar: first, point: 'generator' },
        { scalar: second, point: { x: Gx, y: Gy } },
      ]);
    assert.equal(sum(1n, n - 1n), undefined);
    assert.equal(sum(1n, 1n), undefined);
    assert.equal(sum(0n, 0n), undefined);
  });

  test(`${name}: products of the largest sums of elements are exact`, () => {
    const field = new PrimeField(p);
    const signs = [(): number => 1, (): number => -1, (i: number): number => (-1) ** i];
    for (const sign of signs) {
      for (let j = 1; j <= SUMS_MAX; j++) {
        const k = Math.floor(SUMS_MAX / j);
        const [one, other] = [largest(j, sign), largest(k, () => 1)];
        const out = field.element();
        field.multiply(out, one, other);
        assert.equal(field.value(out), mod(field.value(one) * field.value(other), p));
        assert.ok(out.every((limb) => Math.abs(limb) <= LIMB_MAX));
      }
    }
  });
}

function largest(times: number, sign: (limb: number) => number): Element {
  const limbs = Array.from({ length: 12 }, (_, i) => sign(i) * (i < 11 ? LIMB_MAX : 2 ** 16));
  return Float64Array.from(limbs, (limb) => times * limb);
}
