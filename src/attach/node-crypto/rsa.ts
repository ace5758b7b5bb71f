/**
 * The RSA primitive. OpenSSL has it for short public exponents and for sound keys with primes; a
 * private exponent without primes, and keys that contradict themselves, are left to the pure
 * provider.
 */
import {
  checkPrimeSync,
  constants,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';
import type { Bytes } from '../../base/index.ts';
import {
  bitLength,
  byteLength,
  checkedRsaValue,
  fromBigInt,
  invert,
  modulusOf,
  pureCrypto,
  type RsaCrtKey,
  type RsaExponentKey,
  type RsaKey,
  toBigInt,
} from '../../crypto/index.ts';
import { plain } from './plain.ts';

/** What OpenSSL takes for every length of the modulus. */
const EXPONENT_BITS_MAX = 64;
const MODULUS_BITS_MIN = 512;
const MODULUS_BITS_MAX = 16_384;
const PADDING = constants.RSA_NO_PADDING;

/** By key object, since an import with its checks costs more than the operation. */
const IMPORTED = new WeakMap<RsaKey, KeyObject | 'unsound'>();

export function nodeModPow(value: Bytes, key: RsaKey): Bytes {
  const modulus = modulusOf(key);
  const number = checkedRsaValue(value, modulus);
  const known = IMPORTED.get(key) ?? imported(key);
  IMPORTED.set(key, known);
  if (known === 'unsound') return pureCrypto.modPow(value, key);
  const block = fromBigInt(number, byteLength(modulus));
  return plain(
    known.type === 'public'
      ? publicEncrypt({ key: known, padding: PADDING }, block)
      : privateDecrypt({ key: known, padding: PADDING }, block),
  );
}

function imported(key: RsaKey): KeyObject | 'unsound' {
  const modulus = modulusOf(key);
  const bits = bitLength(modulus);
  const usual = (modulus & 1n) === 1n && bits >= MODULUS_BITS_MIN && bits <= MODULUS_BITS_MAX;
  if (!usual) return 'unsound';
  return 'modulus' in key ? importedPublic(key) : importedPrivate(key);
}

function importedPublic(key: RsaExponentKey): KeyObject | 'unsound' {
  const e = toBigInt(key.exponent);
  if (!isUsualExponent(e)) return 'unsound';
  const jwk = { kty: 'RSA', n: text(toBigInt(key.modulus)), e: text(e) };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

/**
 * OpenSSL compares what it computed with the public exponent and computes in another way where
 * they differ: only keys for which they cannot differ are imported.
 */
function importedPrivate(key: RsaCrtKey): KeyObject | 'unsound' {
  const [p, q, dp, dq, qInv] = [key.p, key.q, key.dp, key.dq, key.qInv].map(toBigInt) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const e = invert(dp, p - 1n);
  if (e === undefined || e !== invert(dq, q - 1n) || !isUsualExponent(e)) return 'unsound';
  if (p === q || dp >= p || dq >= q || invert(q, p) !== qInv) return 'unsound';
  if (!checkPrimeSync(key.p) || !checkPrimeSync(key.q)) return 'unsound';
  const d = invert(e, (p - 1n) * (q - 1n));
  if (d === undefined) return 'unsound';
  const numbers = { n: p * q, e, d, p, q, dp, dq, qi: qInv };
  const jwk = Object.fromEntries(
    Object.entries(numbers).map(([name, number]) => [name, text(number)]),
  );
  return createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' });
}

function isUsualExponent(e: bigint): boolean {
  return e > 1n && (e & 1n) === 1n && bitLength(e) <= EXPONENT_BITS_MAX;
}

function text(number: bigint): string {
  return Buffer.from(fromBigInt(number, byteLength(number))).toString('base64url');
}
