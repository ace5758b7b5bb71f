/**
 * Short Weierstrass curves that OpenSSL has by name; others, and what `node:crypto` cannot do with
 * a digest, are left to the pure provider.
 */
import {
  createECDH,
  createPublicKey,
  type ECDH,
  generateKeyPairSync,
  getCurves,
  type KeyObject,
  verify,
} from 'node:crypto';
import { type Bytes, concat, hex } from '../../base/index.ts';
import {
  type Curve,
  type CurveDomain,
  curveDomain,
  type CurveName,
  type CurveParameters,
  type EcdsaClaim,
  fromBigInt,
  invert,
  mod,
  pureCrypto,
  readSignature,
  toBigInt,
} from '../../crypto/index.ts';
import { plain } from './plain.ts';

/** Names that OpenSSL has for curves of NIST. */
const OPENSSL_NAMES: Partial<Record<CurveName, string>> = {
  p192: 'prime192v1',
  p224: 'secp224r1',
  p256: 'prime256v1',
  p384: 'secp384r1',
  p521: 'secp521r1',
};
/** Imported public keys that are kept: importing one costs more than a verification. */
const KEYS_MAX = 64;

const KNOWN = new Set(getCurves());
const CURVES = new Map<CurveName, Curve>();

export function nodeCurve(from: CurveName | CurveParameters): Curve {
  const domain = curveDomain(from);
  const { name } = domain;
  if (name === undefined) return pureCrypto.curve(from);
  const opensslName = OPENSSL_NAMES[name] ?? name;
  if (!KNOWN.has(opensslName)) return pureCrypto.curve(from);
  const known = CURVES.get(name) ?? new NodeCurve(domain, opensslName);
  CURVES.set(name, known);
  return known;
}

class NodeCurve implements Curve {
  readonly domain: CurveDomain;
  readonly #opensslName: string;
  readonly #pure: Curve;
  /** OpenSSL has no code of its own for curves of Brainpool: our products of points are faster. */
  readonly #isSlow: boolean;
  readonly #ecdh: ECDH;
  readonly #keys = new Map<string, KeyObject>();
  #spkiPrefix: Bytes | undefined;

  constructor(domain: CurveDomain, opensslName: string) {
    this.domain = domain;
    this.#opensslName = opensslName;
    this.#pure = pureCrypto.curve(domain.name!);
    this.#isSlow = domain.name!.startsWith('brainpoolP256');
    this.#ecdh = createECDH(opensslName);
  }

  publicKey(key: Bytes): Bytes {
    this.domain.scalar(key);
    this.#ecdh.setPrivateKey(key);
    return plain(this.#ecdh.getPublicKey());
  }

  sharedX(key: Bytes, point: Bytes): Bytes | undefined {
    if (this.#isSlow) return this.#pure.sharedX(key, point);
    this.domain.scalar(key);
    return this.domain.decode(point) && this.#sharedX(key, point);
  }

  /**
   * OpenSSL gives x coordinates alone. With those of S = kQ and T = S + Q, the formula of addition
   * gives the y coordinate: x(T) = ((yS - yQ) / (xS - xQ))^2 - xS - xQ.
   */
  multiply(key: Bytes, point: Bytes): Bytes | undefined {
    const { domain } = this;
    if (this.#isSlow) return this.#pure.multiply(key, point);
    const { p, n, orderLength } = domain;
    const scalar = domain.scalar(key);
    const q = domain.decode(point);
    if (q === undefined) return undefined;
    if (scalar === 1n || scalar === n - 1n) return this.#pure.multiply(key, point);
    const s = toBigInt(this.#sharedX(key, point));
    const t = toBigInt(this.#sharedX(fromBigInt(scalar + 1n, orderLength), point));
    const between = s - q.x;
    const sum = domain.rightSide(s) + q.y * q.y - (t + s + q.x) * between * between;
    return domain.encode(s, mod(sum * invert(2n * q.y, p)!, p));
  }

  isOnCurve(point: Bytes): boolean {
    return this.domain.decode(point) !== undefined;
  }

  /** `node:crypto` verifies messages only: a digest is left to the pure provider. */
  verify(claim: EcdsaClaim): boolean {
    if ('digest' in claim) return this.#pure.verify(claim);
    const { domain } = this;
    const { publicKey, r, s, hash, message } = claim;
    if (domain.decode(publicKey) === undefined) return false;
    if (readSignature(domain, claim) === undefined) return false;
    const key = this.#imported(publicKey);
    return verify(hash, message, { key, dsaEncoding: 'ieee-p1363' }, concat(r, s));
  }

  #sharedX(key: Bytes, point: Bytes): Bytes {
    this.#ecdh.setPrivateKey(key);
    return plain(this.#ecdh.computeSecret(point));
  }

  #imported(publicKey: Bytes): KeyObject {
    const name = hex(publicKey);
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    this.#spkiPrefix ??= spkiPrefix(this.#opensslName, publicKey.length);
    const der = Buffer.from(concat(this.#spkiPrefix, publicKey));
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const [oldest] = this.#keys.keys();
    if (this.#keys.size >= KEYS_MAX && oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.set(name, key);
    return key;
  }
}

/** The prefix of a SubjectPublicKeyInfo up to the point: it is the same for all keys of a curve. */
function spkiPrefix(namedCurve: string, pointLength: number): Bytes {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve });
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(0, -pointLength);
}
