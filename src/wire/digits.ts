/** Digits as half bytes, the first of two in the low half: numbers, ICCID, IMSI, networks. */
import { type Bytes, bytes, concat, hex, unhex } from '../base/index.ts';

export const ICCID_LENGTH = 10;
const FILLER = 'F';
/** First digit of the field, with the parity of the IMSI. [TS24008 §10.5.1.4] */
const IMSI_TYPE = { odd: '9', even: '1' } as const;

/** Exchanges the halves of each byte. */
export function swapDigits(digits: Bytes): Bytes {
  return digits.map((byte) => ((byte & 0x0f) << 4) | (byte >> 4));
}

/** Digits 0 to F; F stands where one is missing. */
export function emitDigits(digits: string): Bytes {
  return swapDigits(unhex(digits.length % 2 === 0 ? digits : digits + FILLER));
}

/** Without the F at the end. */
export function parseDigits(coded: Bytes): string {
  return hex(swapDigits(coded)).replace(/F+$/, '');
}

/** 10 bytes, as in EF ICCID. [TS102221 §13.2] */
export function emitIccid(digits: string): Bytes {
  return emitDigits(digits.padEnd(2 * ICCID_LENGTH, FILLER));
}

/** A length, then parity and digits, as in EF IMSI. [TS31102 §4.2.2] */
export function emitImsi(digits: string): Bytes {
  const type = digits.length % 2 === 1 ? IMSI_TYPE.odd : IMSI_TYPE.even;
  const coded = emitDigits(type + digits);
  return concat(bytes(coded.length), coded);
}

/** The content of EF IMSI; nothing where it holds none. [TS31102 §4.2.2] */
export function parseImsi(content: Bytes): string | undefined {
  const length = content[0] ?? 0;
  if (length >= content.length) return undefined;
  const digits = parseDigits(content.subarray(1, 1 + length)).slice(1);
  return /^\d{6,15}$/.test(digits) ? digits : undefined;
}

/** MCC and MNC of two or three digits, in three bytes. [TS24008 §10.5.1.13] */
export function emitPlmn({ mcc, mnc }: { readonly mcc: string; readonly mnc: string }): Bytes {
  return emitDigits(mcc + (mnc[2] ?? FILLER) + mnc.slice(0, 2));
}
