/** The domain parameters of a short Weierstrass curve, and its points as bytes. [SEC1 §3.1] */
import { assert, bytes, type Bytes, concat, equal, unhex } from '../base/index.ts';
import { bitLength, byteLength, fromBigInt, mod, toBigInt } from './big-integer.ts';
import { CURVES, type CurveName } from './named-curves.ts';

/** y^2 = x^3 + ax + b modulo p, with a generator of order n; all big-endian. */
export interface CurveParameters {
  /** The prime of the field. */
  readonly p: Bytes;
  /** The coefficient of x. */
  readonly a: Bytes;
  /** The constant term. */
  readonly b: Bytes;
  /** The base point's x. */
  readonly gx: Bytes;
  /** The base point's y. */
  readonly gy: Bytes;
  /** The order of the base point. */
  readonly n: Bytes;
  /** 1 unless given. */
  readonly cofactor?: number | undefined;
}

const UNCOMPRESSED = 0x04;

/** A curve, checked and ready for arithmetic; coordinates and order as numbers. */
export class CurveDomain {
  /** Of a curve that has one. */
  readonly name: CurveName | undefined;
  /** The prime of the field. */
  readonly p: bigint;
  /** The coefficient of x. */
  readonly a: bigint;
  /** The constant term. */
  readonly b: bigint;
  /** The base point's x. */
  readonly gx: bigint;
  /** The base point's y. */
  readonly gy: bigint;
  /** The order of the base point. */
  readonly n: bigint;
  /** Points of the curve, divided by n. */
  readonly cofactor: bigint;
  /** Bytes of a coordinate. */
  readonly fieldLength: number;
  /** Bytes of a private key, and of r and s. */
  readonly orderLength: number;

  constructor(name: CurveName | undefined, parameters: CurveParameters) {
    const { p, a, b, gx, gy, n, cofactor = 1 } = parameters;
    this.name = name;
    this.p = toBigInt(p);
    this.a = toBigInt(a);
    this.b = toBigInt(b);
    this.gx = toBigInt(gx);
    this.gy = toBigInt(gy);
    this.n = toBigInt(n);
    this.cofactor = BigInt(cofactor);
    this.fieldLength = byteLength(this.p);
    this.orderLength = byteLength(this.n);
  }

  /** An uncompressed point: 04, x, y. */
  encode(x: bigint, y: bigint): Bytes {
    const { fieldLength } = this;
    return concat(bytes(UNCOMPRESSED), fromBigInt(x, fieldLength), fromBigInt(y, fieldLength));
  }

  /** The coordinates of an uncompressed point, if it is one of the curve. [SEC1 §2.3.4] */
  decode(point: Bytes): { readonly x: bigint; readonly y: bigint } | undefined {
    const { fieldLength, p } = this;
    if (point.length !== 1 + 2 * fieldLength || point[0] !== UNCOMPRESSED) return undefined;
    const x = toBigInt(point.subarray(1, 1 + fieldLength));
    const y = toBigInt(point.subarray(1 + fieldLength));
    if (x >= p || y >= p || mod(y * y - this.rightSide(x), p) !== 0n) return undefined;
    return { x, y };
  }

  /** x^3 + ax + b. */
  rightSide(x: bigint): bigint {
    return mod((x * x + this.a) * x + this.b, this.p);
  }

  /** A private key, or another scalar from 1 to n-1. */
  scalar(key: Bytes): bigint {
    assert(key.length === this.orderLength, 'a private key is as long as the order of its curve');
    const value = toBigInt(key);
    if (value === 0n || value >= this.n) {
      throw new RangeError('curve: expected a private key from 1 to the order less one');
    }
    return value;
  }

  /** The leftmost bits of a digest, as many as the order has. [FIPS186-5 §6.4.1] */
  digestScalar(digest: Bytes): bigint {
    const excess = 8 * digest.length - bitLength(this.n);
    return excess > 0 ? toBigInt(digest) >> BigInt(excess) : toBigInt(digest);
  }
}

const NAMED = new Map<CurveName, CurveDomain>();
const GIVEN = new WeakMap<CurveParameters, CurveDomain>();

/** The domain of a name, or of parameters; those of a curve with a name give that curve. */
export function curveDomain(from: CurveName | CurveParameters): CurveDomain {
  if (typeof from === 'string') {
    const known = NAMED.get(from) ?? new CurveDomain(from, namedParameters(from));
    NAMED.set(from, known);
    return known;
  }
  const name = nameOf(from);
  if (name !== undefined) return curveDomain(name);
  const known = GIVEN.get(from) ?? new CurveDomain(undefined, from);
  GIVEN.set(from, known);
  return known;
}

export function namedParameters(name: CurveName): CurveParameters {
  const { p, a, b, gx, gy, n } = CURVES[name];
  return { p: unhex(p), a: unhex(a), b: unhex(b), gx: unhex(gx), gy: unhex(gy), n: unhex(n) };
}

function nameOf(given: CurveParameters): CurveName | undefined {
  if ((given.cofactor ?? 1) !== 1) return undefined;
  return (Object.keys(CURVES) as CurveName[]).find((name) => {
    const named = CURVES[name];
    return (['n', 'p', 'a', 'b', 'gx', 'gy'] as const).every(
      (key) => 2 * given[key].length === named[key].length && equal(given[key], unhex(named[key])),
    );
  });
}
