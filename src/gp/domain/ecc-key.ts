/**
 * Keys on elliptic curves, and the curves that they refer to: preloaded ones, those that a security
 * domain or one above it has, or a key's own. [GPCS §11.8.2.3.5] [GPCS §B.4]
 */
import { type Bytes, equal } from '../../base/index.ts';
import {
  byteLength,
  type Crypto,
  type Curve,
  curveDomain,
  type CurveParameters,
  fromBigInt,
  REFERENCED_CURVES,
  toBigInt,
} from '../../crypto/index.ts';
import type { Registry } from '../registry/registry.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { componentOf, type KeyPart } from './key.ts';
import { KeyStore } from './key-store.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';

const T = KEY_TYPE;
const PARAMETERS = [T.ECC_P, T.ECC_A, T.ECC_B, T.ECC_G, T.ECC_N];

/** First of the proprietary references, global ones and then local ones, by their length. */
const PROPRIETARY: Readonly<Record<number, readonly [number, number]>> = {
  1: [0x40, 0x60],
  2: [0xc000, 0xe000],
};
/** Bytes of the order of a curve: 256 bits and more. [GPCS §C.1] */
const ORDER_MIN = 32;
const ORDER_MAX = 66;

/** The components of each kind of ECC key. The cofactor may be left out. */
export const ECC_KEYS: readonly (readonly number[])[] = [
  [T.ECC_PUBLIC, T.ECC_CURVE],
  [T.ECC_PRIVATE, T.ECC_CURVE],
  ...[T.ECC_PUBLIC, T.ECC_PRIVATE, T.ECC_CURVE].flatMap((first) => [
    [first, ...PARAMETERS],
    [first, ...PARAMETERS, T.ECC_COFACTOR],
  ]),
];

/** Where a security domain stands, whose keys may refer to curves of those above it. */
export interface CurvePlace {
  readonly registry: Registry;
  readonly entry: RegistryEntry;
  readonly crypto: Crypto;
}

/** The curve of a key; `undefined` where the one that it refers to is not there. */
export function curveOf(place: CurvePlace, parts: readonly KeyPart[]): Curve | undefined {
  const { crypto } = place;
  const own = parametersOf(parts);
  if (own !== undefined) return crypto.curve(own);
  const reference = componentOf(parts, T.ECC_CURVE);
  if (reference === undefined) return undefined;
  const preloaded = reference.length === 1 ? REFERENCED_CURVES[reference[0]!] : undefined;
  if (preloaded !== undefined) return crypto.curve(preloaded);
  const loaded = parametersOf(loadedCurve(place, reference) ?? []);
  return loaded && crypto.curve(loaded);
}

/** In this security domain, or in the closest one above that has it. [GPCS §11.11.4.2.2.2] */
function loadedCurve(
  { registry, entry }: CurvePlace,
  reference: Bytes,
): readonly KeyPart[] | undefined {
  let at: RegistryEntry | undefined = isGlobal(reference) ? registry.issuer : entry;
  for (let steps = 0; at !== undefined && steps <= registry.entries.length; steps++) {
    const found = new KeyStore(registry.content(at)).list.find(({ parts }) => {
      const named = componentOf(parts, T.ECC_CURVE);
      return named !== undefined && equal(named, reference) && parametersOf(parts) !== undefined;
    });
    if (found !== undefined) return found.parts;
    at = at.domain === at.id ? undefined : registry.entry(at.domain);
  }
  return undefined;
}

function isGlobal(reference: Bytes): boolean {
  const [, local] = PROPRIETARY[reference.length] ?? [0, 0];
  return Number(toBigInt(reference)) < local;
}

/** Whether a security domain may load a curve under this reference. [GPCS §B.4.2] */
function mayLoadAs(reference: Bytes, isIssuer: boolean): boolean {
  const [global, local] = PROPRIETARY[reference.length] ?? [Infinity, Infinity];
  const value = Number(toBigInt(reference));
  const end = reference.length === 1 ? 0x80 : 0x10000;
  return value >= (isIssuer ? global : local) && value < end;
}

function parametersOf(parts: readonly KeyPart[]): CurveParameters | undefined {
  const [p, a, b, g, n] = PARAMETERS.map((type) => componentOf(parts, type));
  if (!p || !a || !b || !g || !n) return undefined;
  const cofactor = componentOf(parts, T.ECC_COFACTOR);
  const length = (g.length - 1) / 2;
  return {
    p,
    a,
    b,
    gx: g.subarray(1, 1 + length),
    gy: g.subarray(1 + length),
    n,
    cofactor: cofactor && Number(toBigInt(cofactor)),
  };
}

/** Why the components are no key on a curve, if they are none; their curve is known. */
export function eccConflict(place: CurvePlace, parts: readonly KeyPart[]): string | undefined {
  const { crypto, entry } = place;
  const own = parametersOf(parts);
  const bad = own && parametersConflict(crypto, own, componentOf(parts, T.ECC_G)!);
  if (bad !== undefined) return bad;
  const reference = componentOf(parts, T.ECC_CURVE);
  if (own !== undefined && reference !== undefined) {
    return mayLoadAs(reference, entry.kind === 'issuer')
      ? undefined
      : 'not a reference under which this security domain may load a curve';
  }
  const curve = curveOf(place, parts);
  if (curve === undefined) return 'no such curve';
  const point = componentOf(parts, T.ECC_PUBLIC);
  if (point !== undefined) return curve.isOnCurve(point) ? undefined : 'a point off its curve';
  const scalar = componentOf(parts, T.ECC_PRIVATE)!;
  const isScalar =
    scalar.length === curve.domain.orderLength &&
    toBigInt(scalar) > 0n &&
    toBigInt(scalar) < curve.domain.n;
  return isScalar ? undefined : 'not a private key of its curve';
}

/** Parameters that would make arithmetic fail are refused before any is done. */
function parametersConflict(
  crypto: Crypto,
  parameters: CurveParameters,
  generator: Bytes,
): string | undefined {
  const { p, n, a, b } = parameters;
  const [prime, order] = [toBigInt(p), toBigInt(n)];
  const length = byteLength(order);
  if (length < ORDER_MIN || length > ORDER_MAX || n.length !== length) {
    return 'the order of a curve has 256 to 521 bits';
  }
  if (p.length !== byteLength(prime) || generator.length !== 1 + 2 * p.length) {
    return 'curve parameters are as long as their prime';
  }
  if (
    a.length !== p.length ||
    b.length !== p.length ||
    toBigInt(a) >= prime ||
    toBigInt(b) >= prime
  )
    return 'coefficients of a curve are as long as its prime';
  if (!crypto.isProbablePrime(p) || !crypto.isProbablePrime(n)) {
    return 'the field and the order of a curve are primes';
  }
  if (curveDomain(parameters).decode(generator) === undefined) {
    return 'the generator is not on its curve';
  }
  const curve = crypto.curve(parameters);
  const last = fromBigInt(order - 1n, length);
  const image = curve.publicKey(last);
  const isOrder = equal(image.subarray(1, 1 + p.length), generator.subarray(1, 1 + p.length));
  return isOrder ? undefined : 'the order is not that of the generator';
}
