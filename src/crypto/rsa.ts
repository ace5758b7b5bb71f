/** The RSA primitive, with an exponent or with primes. [RFC8017 §5.1] [RFC8017 §5.2] */
import { assert, type Bytes } from '../base/index.ts';
import { byteLength, fromBigInt, mod, powMod, toBigInt } from './big-integer.ts';
import type { RsaKey } from './provider.ts';

export function modulusOf(key: RsaKey): bigint {
  return 'modulus' in key ? toBigInt(key.modulus) : toBigInt(key.p) * toBigInt(key.q);
}

/** Bytes of the modulus, of a signature and of a ciphertext. */
export function modulusLength(key: RsaKey): number {
  return byteLength(modulusOf(key));
}

export function modPow(value: Bytes, key: RsaKey): Bytes {
  const modulus = modulusOf(key);
  const number = checkedRsaValue(value, modulus);
  const result =
    'modulus' in key ? powMod(number, toBigInt(key.exponent), modulus) : powCrt(number, key);
  return fromBigInt(result, byteLength(modulus));
}

/** [RFC8017 §5.1] */
export function checkedRsaValue(value: Bytes, modulus: bigint): bigint {
  assert(modulus > 1n, 'an RSA modulus is more than 1');
  const number = toBigInt(value);
  if (number >= modulus) throw new RangeError('RSA: expected a value below the modulus');
  return number;
}

function powCrt(value: bigint, key: Exclude<RsaKey, { modulus: Bytes }>): bigint {
  const [p, q] = [toBigInt(key.p), toBigInt(key.q)];
  const first = powMod(value, toBigInt(key.dp), p);
  const second = powMod(value, toBigInt(key.dq), q);
  return second + q * mod((first - second) * toBigInt(key.qInv), p);
}
