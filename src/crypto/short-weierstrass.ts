/**
 * Any short Weierstrass curve, on the library's point arithmetic; products of points that differ
 * from call to call are our own on curves of 256 bits. [SP800-186 §2.1.1]
 */
import { weierstrass, type WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import type { Bytes } from '../base/index.ts';
import { fromBigInt, invert, mod, toBigInt } from './big-integer.ts';
import { type CurveDomain, curveDomain, type CurveParameters } from './curve-domain.ts';
import { hash } from './hashes.ts';
import type { CurveName } from './named-curves.ts';
import type { Curve, EcdsaClaim } from './provider.ts';
import { type AffinePoint, ScalarProduct } from './scalar-product.ts';

const CURVES_BY_DOMAIN = new WeakMap<CurveDomain, Curve>();

export function curve(from: CurveName | CurveParameters): Curve {
  const domain = curveDomain(from);
  const known = CURVES_BY_DOMAIN.get(domain) ?? new ShortWeierstrass(domain);
  CURVES_BY_DOMAIN.set(domain, known);
  return known;
}

class ShortWeierstrass implements Curve {
  readonly domain: CurveDomain;
  readonly #points;
  readonly #products: ScalarProduct | undefined;

  constructor(domain: CurveDomain) {
    this.domain = domain;
    const { p, a, b, gx, gy, n, cofactor: h } = domain;
    // No random numbers: the library would blind scalars with the platform's.
    this.#points = weierstrass(
      { p, a, b, Gx: gx, Gy: gy, n, h },
      { randomBytes: () => new Uint8Array(0) },
    );
    if (ScalarProduct.fits(domain)) this.#products = new ScalarProduct(domain);
  }

  publicKey(key: Bytes): Bytes {
    const { x, y } = this.#points.BASE.multiply(this.domain.scalar(key)).toAffine();
    return this.domain.encode(x, y);
  }

  multiply(key: Bytes, point: Bytes): Bytes | undefined {
    const product = this.#product(key, point);
    return product && this.domain.encode(product.x, product.y);
  }

  sharedX(key: Bytes, point: Bytes): Bytes | undefined {
    const product = this.#product(key, point);
    return product && fromBigInt(product.x, this.domain.fieldLength);
  }

  isOnCurve(point: Bytes): boolean {
    return this.domain.decode(point) !== undefined;
  }

  verify(claim: EcdsaClaim): boolean {
    const { domain } = this;
    const point = domain.decode(claim.publicKey);
    const signature = readSignature(domain, claim);
    if (point === undefined || signature === undefined) return false;
    const { r, s } = signature;
    const digest = 'digest' in claim ? claim.digest : hash(claim.hash).digest(claim.message);
    const inverse = invert(s, domain.n)!;
    const ofGenerator = mod(domain.digestScalar(digest) * inverse, domain.n);
    const ofPoint = mod(r * inverse, domain.n);
    const sum =
      this.#products?.sum([
        { scalar: ofGenerator, point: 'generator' },
        { scalar: ofPoint, point },
      ]) ??
      affine(this.#points.BASE.mulAddUnsafe(ofGenerator, this.#points.fromAffine(point), ofPoint));
    return sum !== undefined && mod(sum.x, domain.n) === r;
  }

  #product(key: Bytes, point: Bytes): AffinePoint | undefined {
    const scalar = this.domain.scalar(key);
    const coordinates = this.domain.decode(point);
    if (coordinates === undefined) return undefined;
    return (
      this.#products?.sum([{ scalar, point: coordinates }]) ??
      affine(this.#points.fromAffine(coordinates).multiply(scalar))
    );
  }
}

function affine(point: WeierstrassPoint<bigint>): AffinePoint | undefined {
  return point.is0() ? undefined : point.toAffine();
}

/** r and s, where they are as long as the order and from 1 to n-1. [FIPS186-5 §6.4.2] */
export function readSignature(
  { n, orderLength }: CurveDomain,
  { r, s }: { readonly r: Bytes; readonly s: Bytes },
): { readonly r: bigint; readonly s: bigint } | undefined {
  if (r.length !== orderLength || s.length !== orderLength) return undefined;
  const [first, second] = [toBigInt(r), toBigInt(s)];
  const inRange = first > 0n && first < n && second > 0n && second < n;
  return inRange ? { r: first, s: second } : undefined;
}
