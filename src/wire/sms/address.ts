/** Addresses of short messages: a type, and digits in swapped halves. [TS23040 §9.1.2.5] */
import { type Bytes, bytes, concat, fail, type WireError } from '../../base/index.ts';
import { emitDigits } from '../index.ts';

export interface SmsAddress {
  /** Type of number and numbering plan: 91 international, 81 unknown. */
  readonly type: number;
  /** 0 to 20 of `0123456789*#abc`. */
  readonly digits: string;
}

const CODEC = 'SMS address';
const DIGITS = '0123456789*#abc';
const DIGITS_MAX = 20;

/** The count of digits, the type, the digits. */
export function emitSmsAddress({ type, digits }: SmsAddress): Bytes {
  const halves = [...digits].map((digit) => DIGITS.indexOf(digit).toString(16)).join('');
  return concat(bytes(digits.length, type), emitDigits(halves));
}

/** Reads one at `offset`; `next` is the offset behind it. */
export function parseSmsAddress(
  source: Bytes,
  offset: number,
): (SmsAddress & { readonly next: number }) | WireError {
  const [count, type] = [source[offset], source[offset + 1]];
  if (count === undefined || type === undefined)
    return fail(CODEC, offset, { expected: 'a length and a type', got: 'the end' });
  if (count > DIGITS_MAX)
    return fail(CODEC, offset, { expected: `at most ${DIGITS_MAX} digits`, got: count });
  const start = offset + 2;
  const next = start + Math.ceil(count / 2);
  if (next > source.length)
    return fail(CODEC, start, { expected: `${count} digits`, got: 'the end' });
  const halves = [...source.subarray(start, next)].flatMap((byte) => [byte & 0x0f, byte >> 4]);
  const digits = halves.slice(0, count).map((half) => DIGITS[half]);
  if (digits.includes(undefined))
    return fail(CODEC, start, { expected: 'digits', got: 'a filler among them' });
  return { type, digits: digits.join(''), next };
}
