/** Whole numbers of any size, as the arithmetic of public keys needs them. */
import { assert, type Bytes, hex } from '../base/index.ts';

/** Reads an unsigned big-endian number. */
export function toBigInt(source: Bytes): bigint {
  return source.length === 0 ? 0n : BigInt(`0x${hex(source)}`);
}

/** An unsigned number, big-endian, in exactly `length` bytes. */
export function fromBigInt(value: bigint, length: number): Bytes {
  const text = value.toString(16);
  assert(value >= 0n && text.length <= 2 * length, 'a number does not fit its length');
  const out = new Uint8Array(length);
  for (let at = length - 1, end = text.length; end > 0; at--, end -= 2) {
    out[at] = Number.parseInt(text.slice(Math.max(0, end - 2), end), 16);
  }
  return out;
}

export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

/** Bytes that hold every number up to `value`. */
export function byteLength(value: bigint): number {
  return Math.ceil(value.toString(16).length / 2);
}

/** The remainder that is not negative. */
export function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

/** The inverse modulo a number, or `undefined` where both have a common factor. */
export function invert(value: bigint, modulus: bigint): bigint | undefined {
  let [rest, before] = [mod(value, modulus), modulus];
  let [factor, factorBefore] = [1n, 0n];
  while (rest > 0n) {
    const quotient = before / rest;
    [before, rest] = [rest, before - quotient * rest];
    [factorBefore, factor] = [factor, factorBefore - quotient * factor];
  }
  return before === 1n ? mod(factorBefore, modulus) : undefined;
}

const WINDOW_BITS = 4;

/** base ^ exponent modulo a number, with a window of four bits. */
export function powMod(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus === 1n) return 0n;
  const odd = mod(base, modulus);
  const table = [1n];
  for (let i = 1; i < 1 << WINDOW_BITS; i++) table.push((table[i - 1]! * odd) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(1 << WINDOW_BITS)) {
    for (let i = 0; i < WINDOW_BITS; i++) result = (result * result) % modulus;
    const value = Number.parseInt(digit, 16);
    if (value > 0) result = (result * table[value]!) % modulus;
  }
  return result;
}
