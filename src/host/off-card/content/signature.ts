/**
 * Signatures of secure content management: tokens, receipts and DAPs, by the scheme that belongs to
 * the kind and the length of the key. [GPCS §B] [GPCS §C]
 */
import { type Bytes, concat, type Rng, sameSecret } from '../../../base/index.ts';
import {
  cmac,
  type Crypto,
  type CurveName,
  DES_BLOCK,
  digestInfo,
  type HashName,
  macAlgorithm3,
  modulusLength,
  padBlocks,
  type RsaKey,
  signEcdsa,
  signPkcs1,
  signPss,
  verifyPkcs1,
  verifyPss,
} from '../../../crypto/index.ts';

/** A key that signs: RSA and ECC keys are private ones. */
export type SigningKey =
  | { readonly kind: 'des' | 'aes'; readonly key: Bytes }
  | { readonly kind: 'rsa'; readonly key: RsaKey }
  | { readonly kind: 'ecc'; readonly curve: CurveName; readonly key: Bytes };

/** A key that verifies: RSA and ECC keys are public ones. */
export type VerifyingKey =
  | { readonly kind: 'des' | 'aes'; readonly key: Bytes }
  | { readonly kind: 'rsa'; readonly key: RsaKey }
  | { readonly kind: 'ecc'; readonly curve: CurveName; readonly point: Bytes };

/** RSA keys of 1024 bits sign by SHA-1 and PKCS#1, longer ones by SHA-256 and PSS. [GPCS §B.3] */
const RSA_SCHEME_1_LENGTH = 128;

/** Makes signatures under one key. */
export type Signer = (data: Bytes) => Bytes;

export function signerOf(crypto: Crypto, rng: Rng, key: SigningKey): Signer {
  if (key.kind === 'rsa') return (data) => signRsa({ crypto, rng }, key.key, data);
  if (key.kind === 'ecc') {
    const curve = crypto.curve(key.curve);
    const hash = crypto.hash(curveHash(curve.domain.orderLength));
    return (data) => {
      const { r, s } = signEcdsa(curve, rng, { key: key.key, digest: hash.digest(data) });
      return concat(r, s);
    };
  }
  return (data) => macOf(crypto, key.kind, key.key)(data);
}

export function verifies(
  crypto: Crypto,
  key: VerifyingKey,
  { data, signature }: { readonly data: Bytes; readonly signature: Bytes },
): boolean {
  if (key.kind === 'rsa') return verifiesRsa(crypto, key.key, { data, signature });
  if (key.kind === 'ecc') {
    const curve = crypto.curve(key.curve);
    const { orderLength } = curve.domain;
    if (signature.length !== 2 * orderLength) return false;
    const [r, s] = [signature.subarray(0, orderLength), signature.subarray(orderLength)];
    const hash = curveHash(orderLength);
    return curve.verify({ publicKey: key.point, r, s, hash, message: data });
  }
  return sameSecret(macOf(crypto, key.kind, key.key)(data), signature);
}

/** [GPCS §B.1.2.2] [GPCS §B.2] */
function macOf(crypto: Crypto, kind: 'des' | 'aes', key: Bytes): (data: Bytes) => Bytes {
  if (kind === 'aes') {
    const mac = cmac(crypto.aes(key));
    return (data) => mac(data);
  }
  const ciphers = { chain: crypto.des(key.subarray(0, 8)), last: crypto.des(key.subarray(0, 16)) };
  return (data) => macAlgorithm3(ciphers, padBlocks(data, DES_BLOCK));
}

function signRsa(
  { crypto, rng }: { readonly crypto: Crypto; readonly rng: Rng },
  key: RsaKey,
  data: Bytes,
): Bytes {
  if (modulusLength(key) === RSA_SCHEME_1_LENGTH) {
    return signPkcs1(crypto, key, digestInfo('sha1', crypto.hash('sha1').digest(data)));
  }
  return signPss(crypto, rng, { hash: 'sha256', key, digest: crypto.hash('sha256').digest(data) });
}

function verifiesRsa(
  crypto: Crypto,
  key: RsaKey,
  { data, signature }: { readonly data: Bytes; readonly signature: Bytes },
): boolean {
  if (modulusLength(key) === RSA_SCHEME_1_LENGTH) {
    const content = digestInfo('sha1', crypto.hash('sha1').digest(data));
    return verifyPkcs1(crypto, key, { content, signature });
  }
  const digest = crypto.hash('sha256').digest(data);
  return verifyPss(crypto, { hash: 'sha256', key, digest, signature });
}

/** [GPCS §B.4.3 table B-3] */
function curveHash(orderLength: number): HashName {
  if (orderLength < 48) return 'sha256';
  return orderLength < 64 ? 'sha384' : 'sha512';
}
