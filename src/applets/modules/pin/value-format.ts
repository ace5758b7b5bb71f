/**
 * Formats of a cardholder verification value: digits of four bits with F as padding, characters, or
 * bytes as they are, which convert to no other. [GPCS §8.2.2.3]
 */
import { type Bytes, sameSecret } from '../../../base/index.ts';
import type { CvmValue } from '../../../gp/index.ts';

const PADDING = 0xf;
const DIGIT_ZERO = 0x30;
const ASCII = { FIRST: 0x20, LAST: 0x7e } as const;
const PIN_DIGITS = { MIN: 4, MAX: 12 } as const;
/** Control nibble of a PIN block of format 2. [ISO9564-1 §9.3.3] */
const BLOCK_FORMAT = 0x2;
const BLOCK_LENGTH = 8;

interface Normalized {
  readonly kind: 'characters' | 'bytes';
  readonly value: Bytes;
}

/** What two formats have in common; `undefined` where the value is none of its format. */
export function normalized({ format, value }: CvmValue): Normalized | undefined {
  if (value.length === 0) return undefined;
  if (format === 'hex') return { kind: 'bytes', value };
  if (format === 'ascii') {
    const isText = value.every((one) => one >= ASCII.FIRST && one <= ASCII.LAST);
    return isText ? { kind: 'characters', value } : undefined;
  }
  const nibbles = nibblesOf(value);
  const digits = nibbles.at(-1) === PADDING ? nibbles.slice(0, -1) : nibbles;
  if (digits.some((one) => one > 9)) return undefined;
  return { kind: 'characters', value: Uint8Array.from(digits, (one) => DIGIT_ZERO + one) };
}

export function matchesValue(stored: CvmValue, presented: CvmValue): boolean {
  const [a, b] = [normalized(stored), normalized(presented)];
  return a !== undefined && b?.kind === a.kind && sameSecret(a.value, b.value);
}

/** The digits of a PIN block of format 2; `undefined` where it is none. [ISO9564-1 §9.3.3] */
export function parsePinBlock(block: Bytes): CvmValue | undefined {
  const nibbles = nibblesOf(block);
  const [format, count = 0] = nibbles;
  if (block.length !== BLOCK_LENGTH || format !== BLOCK_FORMAT) return undefined;
  if (count < PIN_DIGITS.MIN || count > PIN_DIGITS.MAX) return undefined;
  const digits = nibbles.slice(2, 2 + count);
  if (digits.some((one) => one > 9)) return undefined;
  if (nibbles.slice(2 + count).some((one) => one !== PADDING)) return undefined;
  const padded = count % 2 === 0 ? digits : [...digits, PADDING];
  const value = Uint8Array.from({ length: padded.length / 2 }, (_, at) => {
    return padded[2 * at]! * 16 + padded[2 * at + 1]!;
  });
  return { format: 'bcd', value };
}

function nibblesOf(value: Bytes): readonly number[] {
  return [...value].flatMap((one) => [one >> 4, one & 0xf]);
}
