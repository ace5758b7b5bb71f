/** Types of key components, and their names. [GPCS §11.1.8 table 11-16] */
import { bytes, hex } from '../../base/index.ts';

export const KEY_TYPE = {
  DES: 0x80,
  PSK_TLS: 0x85,
  AES: 0x88,
  HMAC_SHA1: 0x90,
  HMAC_SHA1_160: 0x91,
  RSA_PUBLIC_EXPONENT: 0xa0,
  RSA_MODULUS: 0xa1,
  RSA_PRIVATE_MODULUS: 0xa2,
  RSA_PRIVATE_EXPONENT: 0xa3,
  RSA_P: 0xa4,
  RSA_Q: 0xa5,
  RSA_PQ: 0xa6,
  RSA_DP1: 0xa7,
  RSA_DQ1: 0xa8,
  ECC_PUBLIC: 0xb0,
  ECC_PRIVATE: 0xb1,
  ECC_P: 0xb2,
  ECC_A: 0xb3,
  ECC_B: 0xb4,
  ECC_G: 0xb5,
  ECC_N: 0xb6,
  ECC_COFACTOR: 0xb7,
  ECC_CURVE: 0xf0,
} as const;

const T = KEY_TYPE;

/** First byte of a type of two bytes, which the extended format has. */
export const KEY_TYPE_EXTENDED = 0xff;

/** Types that formerly named the mode of DES count as DES. */
export function plainKeyType(type: number): number {
  return type > T.DES && type < T.PSK_TLS ? T.DES : type;
}

/** Components that are sent in clear text. [GPCS §11.8.2.3.2] [GPCS §11.8.2.3.5] */
export function isPublicComponent(type: number): boolean {
  if (type === T.RSA_PUBLIC_EXPONENT || type === T.RSA_MODULUS) return true;
  return (
    type === T.ECC_PUBLIC || (type >= T.ECC_P && type <= T.ECC_COFACTOR) || type === T.ECC_CURVE
  );
}

const NAMES: ReadonlyMap<number, string> = new Map<number, string>([
  [T.DES, 'DES'],
  [T.PSK_TLS, 'PSK-TLS'],
  [T.AES, 'AES'],
  [T.HMAC_SHA1, 'HMAC-SHA1'],
  [T.HMAC_SHA1_160, 'HMAC-SHA1'],
  [T.RSA_PUBLIC_EXPONENT, 'RSA public exponent'],
  [T.RSA_MODULUS, 'RSA modulus'],
  [T.RSA_PRIVATE_MODULUS, 'RSA private modulus'],
  [T.RSA_PRIVATE_EXPONENT, 'RSA private exponent'],
  [T.RSA_P, 'RSA p'],
  [T.RSA_Q, 'RSA q'],
  [T.RSA_PQ, 'RSA q^-1'],
  [T.RSA_DP1, 'RSA dp'],
  [T.RSA_DQ1, 'RSA dq'],
  [T.ECC_PUBLIC, 'ECC public'],
  [T.ECC_PRIVATE, 'ECC private'],
  [T.ECC_CURVE, 'curve'],
]);

/** The name of a type of one byte or two; the type in hexadecimal where it has none. */
export function keyTypeName(type: number): string {
  const one = type & 0xff;
  return NAMES.get(plainKeyType(one)) ?? hex(type > 0xff ? bytes(type >> 8, one) : bytes(one));
}
