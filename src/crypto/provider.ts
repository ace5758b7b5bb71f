/**
 * The crypto provider: functions of their inputs only, so that two implementations give the same
 * bytes. What draws random numbers stands once above it. Inputs of a wrong length are a `Fault` of
 * the caller; what comes from outside and may be wrong gives `undefined` or `false`.
 */
import type { Bytes } from '../base/index.ts';
import type { CurveDomain, CurveParameters } from './curve-domain.ts';
import type { CurveName } from './named-curves.ts';

/** A block cipher under one key, with its key schedule made once. */
export interface BlockCipher {
  /** In bytes. */
  readonly blockLength: number;
  /** Encrypts, in place, the block that begins at `offset`. */
  encryptAt(buffer: Bytes, offset: number): void;
  /** Decrypts, in place, the block that begins at `offset`. */
  decryptAt(buffer: Bytes, offset: number): void;
}

export const HASH_NAMES = [
  'md5',
  'ripemd160',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha512-224',
  'sha512-256',
  'sha3-224',
  'sha3-256',
  'sha3-384',
  'sha3-512',
] as const;
/** A hash function by its name. */
export type HashName = (typeof HASH_NAMES)[number];

/** A hash function. */
export interface Hash {
  /** Which hash function it is. */
  readonly name: HashName;
  /** In bytes. */
  readonly outputLength: number;
  /** Bytes of input that one round takes, which HMAC keys are padded to. */
  readonly blockLength: number;
  /** The digest of the parts, one after another. */
  digest(...parts: readonly Bytes[]): Bytes;
}

/** An ECDSA signature over a message, or over a digest that was made before. */
export type EcdsaClaim = {
  readonly publicKey: Bytes;
  readonly r: Bytes;
  readonly s: Bytes;
} & ({ readonly digest: Bytes } | { readonly hash: HashName; readonly message: Bytes });

/** A short Weierstrass curve. Points are uncompressed: 04, x, y. [SEC1 §2.3.3] */
export interface Curve {
  /** Its parameters, checked. */
  readonly domain: CurveDomain;
  /** key * G. The key is `orderLength` bytes, 1 to n-1. */
  publicKey(key: Bytes): Bytes;
  /** key * point; `undefined` where that is no point of the curve, or infinity. */
  multiply(key: Bytes, point: Bytes): Bytes | undefined;
  /** The x coordinate of key * point, which key agreement takes. [SEC1 §3.3.1] */
  sharedX(key: Bytes, point: Bytes): Bytes | undefined;
  /** Whether it is an uncompressed point of the curve, and not infinity. */
  isOnCurve(point: Bytes): boolean;
  /** [FIPS186-5 §6.4.2] */
  verify(claim: EcdsaClaim): boolean;
}

/** EdDSA on one of the two curves of Edwards form; lengths in bytes. */
export interface Edwards {
  /** Of a private and of a public key. */
  readonly keyLength: number;
  /** Of a signature, R and S. */
  readonly signatureLength: number;
  /** The public key of a private one. */
  publicKey(key: Bytes): Bytes;
  /** [RFC8032 §5.1.6] [RFC8032 §5.2.6] */
  sign(key: Bytes, message: Bytes): Bytes;
  /** Whether the signature is that of the message. */
  verify(claim: {
    readonly publicKey: Bytes;
    readonly message: Bytes;
    readonly signature: Bytes;
  }): boolean;
}

/** Scalar * u; `undefined` where u has a low order, or a wrong length. [RFC7748 §6] */
export type Montgomery = (scalar: Bytes, u: Bytes) => Bytes | undefined;

/** An RSA key as modulus and exponent, big-endian. */
export interface RsaExponentKey {
  /** The product of the primes. */
  readonly modulus: Bytes;
  /** Public or private. */
  readonly exponent: Bytes;
}

/** A private key as primes. [RFC8017 §3.2] */
export interface RsaCrtKey {
  /** The first prime. */
  readonly p: Bytes;
  /** The second prime. */
  readonly q: Bytes;
  /** The private exponent modulo p - 1. */
  readonly dp: Bytes;
  /** The private exponent modulo q - 1. */
  readonly dq: Bytes;
  /** The inverse of q modulo p. */
  readonly qInv: Bytes;
}
/** An RSA key in either form. */
export type RsaKey = RsaExponentKey | RsaCrtKey;

/** The crypto provider: functions of their inputs only, in two implementations with equal bytes. */
export interface Crypto {
  /** AES with a key of 16, 24 or 32 bytes. [FIPS197 §5] */
  aes(key: Bytes): BlockCipher;
  /** DES with a key of 8 bytes, triple DES with one of 16 or 24. [SP800-67 §3] */
  des(key: Bytes): BlockCipher;
  /** A hash function. */
  hash(name: HashName): Hash;
  /** A curve by name, or by its domain parameters as a card keeps them. */
  curve(parameters: CurveName | CurveParameters): Curve;
  /** Diffie-Hellman on a Montgomery curve. */
  montgomery(name: 'x25519' | 'x448'): Montgomery;
  /** EdDSA without context. */
  edwards(name: 'ed25519' | 'ed448'): Edwards;
  /** The RSA primitive, as long as the modulus. A value that is not below it is a `RangeError`. */
  modPow(value: Bytes, key: RsaKey): Bytes;
  /** Whether a number is prime, but for a chance below 2^-80. */
  isProbablePrime(candidate: Bytes): boolean;
}
