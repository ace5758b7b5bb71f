/** Byte strings: the one currency of every room. Nothing here copies unless its name says so. */

export type Bytes = Uint8Array;

export const EMPTY: Bytes = new Uint8Array(0);

const HEX_DIGITS = '0123456789ABCDEF';
const HEX_PAIRS: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => HEX_DIGITS[byte >> 4]! + HEX_DIGITS[byte & 15]!,
);

const NO_DIGIT = -1;
/** By character code, of ASCII. */
const DIGIT_VALUES: readonly number[] = Array.from({ length: 128 }, (_, code) =>
  HEX_DIGITS.indexOf(String.fromCharCode(code).toUpperCase()),
);

/** Upper-case hexadecimal, no separators: the form `AT+CSIM` clients and people expect. */
export function hex(bytes: Bytes): string {
  let text = '';
  for (const byte of bytes) text += HEX_PAIRS[byte];
  return text;
}

/** A number as so many bytes in hexadecimal. */
export function hexNumber(value: number, length = 1): string {
  return value
    .toString(16)
    .toUpperCase()
    .padStart(2 * length, '0');
}

/** Reads hexadecimal; white space and colons are allowed between bytes. Throws RangeError. */
export function unhex(text: string): Bytes {
  const bytes = new Uint8Array(text.length >> 1);
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const value = DIGIT_VALUES[text.charCodeAt(i)] ?? NO_DIGIT;
    if (value !== NO_DIGIT) {
      if (digits % 2 === 0) bytes[digits >> 1] = value << 4;
      else bytes[digits >> 1]! |= value;
      digits++;
    } else if (!/[\s:]/.test(text[i]!)) {
      throw new RangeError(`hex: expected digits 0-9 A-F, got "${text[i]}"`);
    }
  }
  if (digits % 2 !== 0) {
    throw new RangeError(`hex: expected an even number of digits, got ${digits}`);
  }
  return digits === 2 * bytes.length ? bytes : bytes.slice(0, digits / 2);
}

/**
 * Whether a text is hexadecimal, two digits a byte and nothing between. Texts may have any length:
 * a repeated group in a regular expression would need memory for each byte, and fail.
 */
export function isHex(text: string): boolean {
  return text.length % 2 === 0 && !/[^0-9A-Fa-f]/.test(text);
}

/** A new byte string from given octets. */
export function bytes(...octets: number[]): Bytes {
  const whole = new Uint8Array(octets.length);
  for (let i = 0; i < octets.length; i++) whole[i] = octets[i]!;
  return whole;
}

/** Copies the parts one after another into a new byte string. */
export function concat(...parts: readonly Bytes[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Equality for routing and parsing; for secrets use `sameSecret`. */
export function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Compares secrets without an early exit. Not a claim of constant time: see docs/security.md. */
export function sameSecret(a: Bytes, b: Bytes): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ (b[i] ?? 0);
  return difference === 0;
}

export function startsWith(whole: Bytes, prefix: Bytes): boolean {
  return whole.length >= prefix.length && equal(whole.subarray(0, prefix.length), prefix);
}

/** An unsigned number, big-endian, in exactly `length` bytes. */
export function bigEndian(value: number, length: number): Bytes {
  const result = new Uint8Array(length);
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    result[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return result;
}

/** The exclusive or of two arrays of one length. */
export function xored(a: Bytes, b: Bytes): Bytes {
  if (a.length !== b.length) throw new RangeError('both sides of an exclusive or have one length');
  const mixed = new Uint8Array(a.length);
  for (let i = 0; i < mixed.length; i++) mixed[i] = a[i]! ^ b[i]!;
  return mixed;
}

/** Reads an unsigned big-endian number of up to 6 bytes. */
export function readBigEndian(source: Bytes): number {
  let value = 0;
  for (const byte of source) value = value * 256 + byte;
  return value;
}

/** Text to UTF-8, without the platform's encoder, which the core does not have. */
export function utf8(text: string): Bytes {
  const ascii = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return wideUtf8(text);
    ascii[i] = code;
  }
  return ascii;
}

function wideUtf8(text: string): Bytes {
  const out: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) {
      out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    } else {
      out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
      out.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return Uint8Array.from(out);
}

/** UTF-8 to text; a damaged sequence becomes U+FFFD, as readers of traces expect. */
export function fromUtf8(source: Bytes): string {
  let text = '';
  for (let i = 0; i < source.length;) {
    const lead = source[i]!;
    const extra =
      lead < 0x80 ? 0 : lead >> 5 === 6 ? 1 : lead >> 4 === 14 ? 2 : lead >> 3 === 30 ? 3 : -1;
    let code = extra <= 0 ? lead : lead & (0x3f >> extra);
    let whole = extra >= 0 && i + extra < source.length;
    for (let k = 1; whole && k <= extra; k++) {
      const next = source[i + k]!;
      whole = next >> 6 === 2;
      code = (code << 6) | (next & 63);
    }
    text += whole && code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
    i += whole ? extra + 1 : 1;
  }
  return text;
}
