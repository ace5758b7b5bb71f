/** Keys of the heap as the functions of `crypto` take them. [JCAPI §javacard.security] */
import { assert, type Bytes } from '../../../base/index.ts';
import { type Curve, type RsaKey } from '../../../crypto/index.ts';
import type { Machine } from '../../machine/index.ts';
import { cryptoException, REASON } from './crypto-exception.ts';
import { partOf } from './key-parts.ts';
import { CRT_PART, EC_PART, keyClassName, RSA_PART } from './keys.ts';

export function secretOf(machine: Machine, key: number): Bytes {
  return valueOf(machine, key, 0);
}

function valueOf(machine: Machine, key: number, part: number): Bytes {
  const value = partOf(machine, key, part);
  return value ?? cryptoException(machine, REASON.UNINITIALIZED_KEY);
}

export function rsaKeyOf(machine: Machine, key: number): RsaKey {
  if (machine.classOf(key).name !== keyClassName('RSAPrivateCrtKey'))
    return {
      modulus: valueOf(machine, key, RSA_PART.MODULUS),
      exponent: valueOf(machine, key, RSA_PART.EXPONENT),
    };
  const [p, q, qInv, dp, dq] = [
    CRT_PART.P,
    CRT_PART.Q,
    CRT_PART.PQ,
    CRT_PART.DP1,
    CRT_PART.DQ1,
  ].map((part) => valueOf(machine, key, part)) as [Bytes, Bytes, Bytes, Bytes, Bytes];
  return { p, q, dp, dq, qInv };
}

/** The curve of a key; ILLEGAL_VALUE where its parameters are those of none. */
export function curveOf(machine: Machine, key: number): Curve {
  const [p, a, b, g, n] = [EC_PART.FIELD, EC_PART.A, EC_PART.B, EC_PART.G, EC_PART.R].map((part) =>
    valueOf(machine, key, part),
  ) as [Bytes, Bytes, Bytes, Bytes, Bytes];
  const field = withoutZeros(p);
  const { length } = field;
  const cofactorBytes = partOf(machine, key, EC_PART.K);
  const cofactor = cofactorBytes === undefined ? 1 : (cofactorBytes[0]! << 8) | cofactorBytes[1]!;
  if (g.length !== 1 + 2 * length || g[0] !== 4) cryptoException(machine, REASON.ILLEGAL_VALUE);
  const parameters = {
    p: field,
    a: padded(a, length),
    b: padded(b, length),
    gx: g.slice(1, 1 + length),
    gy: g.slice(1 + length),
    n: withoutZeros(n),
    cofactor,
  };
  try {
    return machine.host.crypto.curve(parameters);
  } catch (error) {
    return refused(machine, error);
  }
}

/** The scalar of a private key, as long as the order; ILLEGAL_VALUE outside 1 to n-1. */
export function scalarOf(machine: Machine, key: number, { domain }: Curve): Bytes {
  const value = padded(valueOf(machine, key, EC_PART.OWN), domain.orderLength);
  try {
    assert(value.length === domain.orderLength, 'a scalar as long as the order');
    domain.scalar(value);
    return value;
  } catch (error) {
    return refused(machine, error);
  }
}

/** Numbers that no curve or no key has are errors of the library. */
function refused(machine: Machine, error: unknown): never {
  if (!(error instanceof Error) || error instanceof TypeError) throw error;
  return cryptoException(machine, REASON.ILLEGAL_VALUE);
}

export function pointOf(machine: Machine, key: number): Bytes {
  return valueOf(machine, key, EC_PART.OWN);
}

function withoutZeros(value: Bytes): Bytes {
  const first = value.findIndex((byte) => byte !== 0);
  return value.slice(first < 0 ? value.length : first);
}

/** Of a length, with zeros before it or without those that it has. */
export function padded(value: Bytes, length: number): Bytes {
  const short = withoutZeros(value);
  if (short.length > length) return short;
  const out = new Uint8Array(length);
  out.set(short, length - short.length);
  return out;
}
