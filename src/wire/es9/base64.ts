/** Base 64, which JSON carries bytes in. [SGP22 §6.5.2] */
import { type Bytes, fail, type WireError } from '../../base/index.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUE_OF: readonly number[] = Array.from({ length: 0x80 }, (_, code) =>
  ALPHABET.indexOf(String.fromCharCode(code)),
);
const PAD = '=';
/** Two digits for each 12 bits. */
const PAIRS: readonly string[] = Array.from(
  { length: 0x1000 },
  (_, bits) => ALPHABET[bits >> 6]! + ALPHABET[bits & 0x3f]!,
);

export function emitBase64(source: Bytes): string {
  let text = '';
  for (let at = 0; at < source.length; at += 3) {
    const left = source.length - at;
    const bits = (source[at]! << 16) | ((source[at + 1] ?? 0) << 8) | (source[at + 2] ?? 0);
    text += PAIRS[bits >> 12]!;
    if (left > 2) text += PAIRS[bits & 0xfff]!;
    else text += left === 2 ? ALPHABET[(bits >> 6) & 0x3f]! + PAD : PAD + PAD;
  }
  return text;
}

/** Line ends and spaces are skipped: some servers write them. */
export function parseBase64(text: string): Bytes | WireError {
  const digits = text.replace(/[\r\n\t ]/g, '');
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits))
    return fail('base 64', 0, { expected: 'digits in groups of four', got: text.slice(0, 40) });
  const padding = digits.endsWith('==') ? 2 : digits.endsWith(PAD) ? 1 : 0;
  const bytes = new Uint8Array((digits.length / 4) * 3 - padding);
  for (let at = 0, to = 0; at < digits.length; at += 4) {
    let bits = 0;
    for (let i = at; i < at + 4; i++) {
      const value = VALUE_OF[digits.charCodeAt(i)] ?? 0;
      bits = (bits << 6) | Math.max(value, 0);
    }
    for (let shift = 16; shift >= 0 && to < bytes.length; shift -= 8) {
      bytes[to] = (bits >> shift) & 0xff;
      to += 1;
    }
  }
  return bytes;
}
