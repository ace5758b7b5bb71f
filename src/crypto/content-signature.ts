/**
 * Signatures of secure content management (tokens, receipts, DAPs), by the scheme that the kind and
 * the length of a key require. [GPCS §B] [GPCS §C]
 */
import { type Bytes, concat, type Rng, sameSecret } from '../base/index.ts';
import { DES_BLOCK } from './des.ts';
import { signEcdsa } from './ecdsa.ts';
import { cmac, macAlgorithm3 } from './mac.ts';
import { padBlocks } from './padding.ts';
import { digestInfo, signPkcs1, verifyPkcs1 } from './pkcs1.ts';
import type { Crypto, Curve, HashName, RsaKey } from './provider.ts';
import { signPss, verifyPss } from './pss.ts';
import { modulusLength } from './rsa.ts';

interface MacScheme {
  readonly kind: 'des' | 'aes';
  readonly key: Bytes;
}

interface RsaScheme {
  readonly kind: 'rsa';
  readonly key: RsaKey;
}

interface EcdsaScheme {
  readonly kind: 'ecc';
  readonly curve: Curve;
}

/** What a key signs by, be it the half that signs or the one that verifies. */
export type SignatureScheme = MacScheme | RsaScheme | EcdsaScheme;
/** A key that signs: RSA and ECC keys are private ones. */
export type SigningKey = MacScheme | RsaScheme | (EcdsaScheme & { readonly key: Bytes });
/** A key that verifies: RSA and ECC keys are public ones. */
export type VerifyingKey = MacScheme | RsaScheme | (EcdsaScheme & { readonly point: Bytes });

/** Bytes of the modulus of a key that signs by RSA scheme 1; a longer one uses 2. [GPCS §B.3] */
const RSA_SCHEME_1_LENGTH = 128;

export function signContent(
  { crypto, rng }: { readonly crypto: Crypto; readonly rng: Rng },
  key: SigningKey,
  data: Bytes,
): Bytes {
  if (key.kind === 'ecc') {
    const digest = crypto.hash(ecdsaHash(key.curve)).digest(data);
    const { r, s } = signEcdsa(key.curve, rng, { key: key.key, digest });
    return concat(r, s);
  }
  if (key.kind !== 'rsa') return macOf(crypto, key, data);
  const hash = rsaHash(key.key);
  const digest = crypto.hash(hash).digest(data);
  return hash === 'sha1'
    ? signPkcs1(crypto, key.key, digestInfo(hash, digest))
    : signPss(crypto, rng, { hash, key: key.key, digest });
}

export function verifyContent(
  crypto: Crypto,
  key: VerifyingKey,
  { data, signature }: { readonly data: Bytes; readonly signature: Bytes },
): boolean {
  if (key.kind === 'ecc') {
    const { curve, point: publicKey } = key;
    const { orderLength } = curve.domain;
    if (signature.length !== 2 * orderLength) return false;
    const [r, s] = [signature.subarray(0, orderLength), signature.subarray(orderLength)];
    return curve.verify({ publicKey, r, s, hash: ecdsaHash(curve), message: data });
  }
  if (key.kind !== 'rsa') return sameSecret(macOf(crypto, key, data), signature);
  const hash = rsaHash(key.key);
  const digest = crypto.hash(hash).digest(data);
  return hash === 'sha1'
    ? verifyPkcs1(crypto, key.key, { content: digestInfo(hash, digest), signature })
    : verifyPss(crypto, { hash, key: key.key, digest, signature });
}

/** The hash of a scheme; a MAC has none. */
export function signatureHash(scheme: SignatureScheme): HashName | undefined {
  if (scheme.kind === 'ecc') return ecdsaHash(scheme.curve);
  return scheme.kind === 'rsa' ? rsaHash(scheme.key) : undefined;
}

/** The hash that goes with a curve. [GPCS §B.4.3 table B-3] */
export function ecdsaHash({ domain }: Curve): HashName {
  if (domain.orderLength < 48) return 'sha256';
  return domain.orderLength < 64 ? 'sha384' : 'sha512';
}

/** SHA-1 with PKCS#1 in scheme 1, SHA-256 with PSS in scheme 2. [GPCS §B.3.1] [GPCS §B.3.2] */
function rsaHash(key: RsaKey): 'sha1' | 'sha256' {
  return modulusLength(key) === RSA_SCHEME_1_LENGTH ? 'sha1' : 'sha256';
}

/** CMAC of AES; of DES the retail MAC. [GPCS §B.1.2.2] [GPCS §B.1.3] [GPCS §B.2] */
function macOf(crypto: Crypto, { kind, key }: MacScheme, data: Bytes): Bytes {
  if (kind === 'aes') return cmac(crypto.aes(key))(data);
  const chain = crypto.des(key.subarray(0, DES_BLOCK));
  const last = crypto.des(key.subarray(0, 2 * DES_BLOCK));
  return macAlgorithm3({ chain, last }, padBlocks(data, DES_BLOCK));
}
