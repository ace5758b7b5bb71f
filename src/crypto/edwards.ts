/**
 * Ed25519 and Ed448 without context and prehash. [RFC8032 §5.1] [RFC8032 §5.2]
 * Verification decides every input, so that two implementations agree on hostile ones: a public
 * key must be canonical; Ed25519 compares the encoding of sB - hA with R, without the cofactor.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { ed448 } from '@noble/curves/ed448.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { assert, type Bytes, concat, equal } from '../base/index.ts';
import { mod, toBigInt } from './big-integer.ts';
import type { Edwards } from './provider.ts';

export const EDWARDS_LENGTHS = { ed25519: 32, ed448: 57 } as const;

type Claim = Parameters<Edwards['verify']>[0];

const LIBRARY = { ed25519, ed448 };
const VERIFY = { ed25519: verifyEd25519, ed448: verifyEd448 };

export function edwards(name: 'ed25519' | 'ed448'): Edwards {
  const library = LIBRARY[name];
  const keyLength = EDWARDS_LENGTHS[name];
  return {
    keyLength,
    signatureLength: 2 * keyLength,
    publicKey(key) {
      assertEdwardsKey(name, key);
      return library.getPublicKey(key);
    },
    sign(key, message) {
      assertEdwardsKey(name, key);
      return library.sign(message, key);
    },
    verify: (claim) => hasLengths(claim, keyLength) && VERIFY[name](claim),
  };
}

export function assertEdwardsKey(name: keyof typeof EDWARDS_LENGTHS, key: Bytes): void {
  const length = EDWARDS_LENGTHS[name];
  assert(key.length === length, `a private key of ${name} is ${length} bytes`);
}

function hasLengths({ publicKey, signature }: Claim, keyLength: number): boolean {
  return publicKey.length === keyLength && signature.length === 2 * keyLength;
}

/** Whether a coordinate is below the field's prime, and zero x has no sign. [RFC8032 §5.1.3] */
export function isCanonicalEd25519(publicKey: Bytes): boolean {
  const { p } = ed25519.Point.CURVE();
  const top = publicKey[31]!;
  const y = toBigInt(Uint8Array.from([...publicKey.subarray(0, 31), top & 0x7f]).reverse());
  if (y >= p) return false;
  return top < 0x80 || (y !== 1n && y !== p - 1n);
}

function verifyEd25519({ publicKey, message, signature }: Claim): boolean {
  if (!isCanonicalEd25519(publicKey)) return false;
  const { Point } = ed25519;
  const order = Point.Fn.ORDER;
  const s = littleEndian(signature.subarray(32));
  if (s >= order) return false;
  const point = decodeEd25519(publicKey);
  if (point === undefined) return false;
  const r = signature.subarray(0, 32);
  const h = mod(littleEndian(sha512(concat(r, publicKey, message))), order);
  const sum = Point.BASE.multiplyUnsafe(s).subtract(point.multiplyUnsafe(h));
  return equal(sum.toBytes(), r);
}

/** The library throws for bytes that are no point. */
function decodeEd25519(publicKey: Bytes): ReturnType<typeof ed25519.Point.fromBytes> | undefined {
  try {
    return ed25519.Point.fromBytes(publicKey);
  } catch {
    return undefined;
  }
}

/** The library's strict verification. It throws for bytes that are no point. */
function verifyEd448({ publicKey, message, signature }: Claim): boolean {
  try {
    return ed448.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

function littleEndian(source: Bytes): bigint {
  return toBigInt(Uint8Array.from(source).reverse());
}
