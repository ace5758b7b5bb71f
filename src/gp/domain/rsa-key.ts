/** RSA keys of a security domain from their components. [GPCS §11.8.2.3.6] [GPCS §B.3] */
import { modulusLength, type RsaKey, toBigInt } from '../../crypto/index.ts';
import { componentOf, type KeyPart } from './key.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';

const T = KEY_TYPE;
/** Bytes of a modulus. [GPCS §C.1] */
const MODULUS_MIN = 128;
const MODULUS_MAX = 512;

/** The components of each kind of RSA key. */
export const RSA_KEYS: readonly (readonly number[])[] = [
  [T.RSA_MODULUS, T.RSA_PUBLIC_EXPONENT],
  [T.RSA_MODULUS, T.RSA_PRIVATE_EXPONENT],
  [T.RSA_PRIVATE_MODULUS, T.RSA_PRIVATE_EXPONENT],
  [T.RSA_P, T.RSA_Q, T.RSA_PQ, T.RSA_DP1, T.RSA_DQ1],
];

/** Of a public or a private key. */
export function rsaKeyOf(parts: readonly KeyPart[]): RsaKey | undefined {
  const of = (type: number) => componentOf(parts, type);
  const modulus = of(T.RSA_MODULUS) ?? of(T.RSA_PRIVATE_MODULUS);
  const exponent = of(T.RSA_PUBLIC_EXPONENT) ?? of(T.RSA_PRIVATE_EXPONENT);
  if (modulus !== undefined && exponent !== undefined) return { modulus, exponent };
  const [p, q, qInv, dp, dq] = [T.RSA_P, T.RSA_Q, T.RSA_PQ, T.RSA_DP1, T.RSA_DQ1].map(of);
  if (!p || !q || !qInv || !dp || !dq) return undefined;
  return { p, q, dp, dq, qInv };
}

/** Why the components are no RSA key, if they are none. */
export function rsaConflict(parts: readonly KeyPart[]): string | undefined {
  const key = rsaKeyOf(parts);
  if (key === undefined) return 'an RSA key lacks a component';
  const length = modulusLength(key);
  if (length < MODULUS_MIN || length > MODULUS_MAX) {
    return `an RSA modulus of ${length} bytes, not ${MODULUS_MIN} to ${MODULUS_MAX}`;
  }
  return 'modulus' in key ? exponentConflict(key) : primesConflict(key);
}

function exponentConflict(key: Extract<RsaKey, { modulus: unknown }>): string | undefined {
  const [modulus, exponent] = [toBigInt(key.modulus), toBigInt(key.exponent)];
  if (modulus % 2n === 0n) return 'an RSA modulus is odd';
  if (exponent % 2n === 0n || exponent < 3n || exponent >= modulus) {
    return 'an RSA exponent is odd, more than 1 and less than the modulus';
  }
  return undefined;
}

function primesConflict(key: Exclude<RsaKey, { modulus: unknown }>): string | undefined {
  const [p, q, dp, dq, qInv] = [key.p, key.q, key.dp, key.dq, key.qInv].map(toBigInt) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  if (p % 2n === 0n || q % 2n === 0n || p < 3n || q < 3n) return 'RSA primes are odd';
  if ((qInv * q) % p !== 1n) return 'an RSA coefficient is not the inverse of q';
  const isExponent = (d: bigint, prime: bigint): boolean => d % 2n === 1n && d < prime;
  return isExponent(dp, p) && isExponent(dq, q) ? undefined : 'no RSA exponents of these primes';
}
