/** X25519 and X448. [RFC7748 §5] */
import { x25519 } from '@noble/curves/ed25519.js';
import { x448 } from '@noble/curves/ed448.js';
import { assert, type Bytes } from '../base/index.ts';
import type { Montgomery } from './provider.ts';

/** Bytes of a scalar and of a coordinate. */
export const MONTGOMERY_LENGTHS = { x25519: 32, x448: 56 } as const;

const LIBRARY = { x25519, x448 };

export function montgomery(name: 'x25519' | 'x448'): Montgomery {
  return (scalar, u) => {
    assertMontgomery(name, scalar);
    return u.length === scalar.length ? multiply(name, scalar, u) : undefined;
  };
}

export function assertMontgomery(name: keyof typeof MONTGOMERY_LENGTHS, scalar: Bytes): void {
  const length = MONTGOMERY_LENGTHS[name];
  assert(scalar.length === length, `a scalar of ${name} is ${length} bytes`);
}

/** The library throws where the product is zero, and nowhere else once the lengths are right. */
function multiply(name: keyof typeof LIBRARY, scalar: Bytes, u: Bytes): Bytes | undefined {
  try {
    return LIBRARY[name].scalarMult(scalar, u);
  } catch {
    return undefined;
  }
}
