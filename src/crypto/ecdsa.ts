/**
 * Key generation, signing and key agreement on short Weierstrass curves, with numbers from a
 * stream. [FIPS186-5 §A.2.1] [FIPS186-5 §6.4.1]
 */
import type { Bytes, Rng } from '../base/index.ts';
import { fromBigInt, invert, mod, toBigInt } from './big-integer.ts';
import type { Curve } from './provider.ts';

/** Bytes beyond the length of the order, for an even distribution. [FIPS186-5 §A.2.1] */
const EXTRA_LENGTH = 8;

export interface EcKeyPair {
  readonly key: Bytes;
  /** Uncompressed. */
  readonly publicKey: Bytes;
}

/** A number from 1 to n-1; draws the same count of bytes each time. [FIPS186-5 §A.2.1] */
export function drawScalar({ domain }: Curve, rng: Rng): Bytes {
  const drawn = toBigInt(rng.bytes(domain.orderLength + EXTRA_LENGTH));
  return fromBigInt(1n + (drawn % (domain.n - 1n)), domain.orderLength);
}

export function generateEcKey(curve: Curve, rng: Rng): EcKeyPair {
  const key = drawScalar(curve, rng);
  return { key, publicKey: curve.publicKey(key) };
}

export interface EcdsaSignature {
  /** As long as the order of the curve, like `s`. */
  readonly r: Bytes;
  readonly s: Bytes;
}

/** [FIPS186-5 §6.4.1] */
export function signEcdsa(
  curve: Curve,
  rng: Rng,
  from: { readonly key: Bytes; readonly digest: Bytes },
): EcdsaSignature {
  const { domain } = curve;
  const { n, orderLength, fieldLength } = domain;
  const key = domain.scalar(from.key);
  const digest = domain.digestScalar(from.digest);
  for (;;) {
    const nonce = drawScalar(curve, rng);
    const r = mod(toBigInt(curve.publicKey(nonce).subarray(1, 1 + fieldLength)), n);
    const s = mod(invert(toBigInt(nonce), n)! * (digest + r * key), n);
    if (r !== 0n && s !== 0n)
      return { r: fromBigInt(r, orderLength), s: fromBigInt(s, orderLength) };
  }
}
