/** The default alphabet, one character to a byte, and UCS2 where it does not suffice. */
import { type Bytes, bytes, concat } from '../../base/index.ts';

/** Positions 00 to 7F; the escape at 1B stands for itself. [TS23038 §6.2.1] */
const DEFAULT =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Behind the escape. [TS23038 §6.2.1.1] */
const EXTENSION: ReadonlyMap<string, number> = new Map([
  ['\f', 0x0a],
  ['^', 0x14],
  ['{', 0x28],
  ['}', 0x29],
  ['\\', 0x2f],
  ['[', 0x3c],
  ['~', 0x3d],
  [']', 0x3e],
  ['|', 0x40],
  ['€', 0x65],
]);
const ESCAPE = 0x1b;
/** First byte of an alpha field in UCS2. [TS102221 §A] */
const UCS2_FIELD = 0x80;
const DIGIT_BITS = 8;

/** One byte to a character, two for those of the extension; nothing where one has no place. */
export function emitDefaultAlphabet(text: string): Bytes | undefined {
  const out: number[] = [];
  for (const character of text) {
    const place = character === '\u001b' ? -1 : DEFAULT.indexOf(character);
    const extended = EXTENSION.get(character);
    if (place >= 0) out.push(place);
    else if (extended !== undefined) out.push(ESCAPE, extended);
    else return undefined;
  }
  return bytes(...out);
}

/** Of bytes without bit 8; unknown escapes show the character of the default table. */
export function parseDefaultAlphabet(data: Bytes): string {
  let text = '';
  for (let at = 0; at < data.length; at++) {
    const isEscaped = data[at] === ESCAPE;
    if (isEscaped) at++;
    const value = (data[at] ?? 0) & 0x7f;
    const extended = isEscaped ? [...EXTENSION].find(([, code]) => code === value)?.[0] : undefined;
    text += extended ?? DEFAULT[value]!;
  }
  return text;
}

const SEPTET = 7;

/** Eight characters in seven bytes. [TS23038 §6.1.2.1] */
export function packSeptets(septets: Bytes): Bytes {
  const out = new Uint8Array(Math.ceil((septets.length * SEPTET) / 8));
  septets.forEach((value, i) => {
    const bit = i * SEPTET;
    const shifted = value << (bit % 8);
    out[bit >> 3]! |= shifted & 0xff;
    if (shifted > 0xff) out[(bit >> 3) + 1]! |= shifted >> 8;
  });
  return out;
}

/** A whole last septet is there even where it only fills. [TS23038 §6.1.2.1] */
export function unpackSeptets(packed: Bytes): Bytes {
  return Uint8Array.from({ length: Math.floor((packed.length * 8) / SEPTET) }, (_, i) => {
    const bit = i * SEPTET;
    const pair = packed[bit >> 3]! | ((packed[(bit >> 3) + 1] ?? 0) << 8);
    return (pair >> (bit % 8)) & 0x7f;
  });
}

/** Two bytes to a UTF-16 unit. */
export function emitUcs2(text: string): Bytes {
  return concat(
    ...Array.from({ length: text.length }, (_, at) => {
      const unit = text.charCodeAt(at);
      return bytes(unit >> DIGIT_BITS, unit & 0xff);
    }),
  );
}

export function parseUcs2(data: Bytes): string {
  let text = '';
  for (let at = 0; at + 1 < data.length; at += 2)
    text += String.fromCharCode((data[at]! << DIGIT_BITS) | data[at + 1]!);
  return text;
}

/** A name or title: the default alphabet, else UCS2 behind 80. [TS102221 §A] */
export function emitAlphaField(text: string): Bytes {
  return emitDefaultAlphabet(text) ?? concat(bytes(UCS2_FIELD), emitUcs2(text));
}

/** The first two forms; bytes FF behind the text fill the field. [TS102221 §A] */
export function parseAlphaField(data: Bytes): string {
  if (data[0] === UCS2_FIELD) return parseUcs2(data.subarray(1)).replace(/\uffff.*$/s, '');
  const end = data.indexOf(0xff);
  return parseDefaultAlphabet(end < 0 ? data : data.subarray(0, end));
}
