/** UTF8String. [X.690 §8.23] */
import { type Bytes, fromUtf8, hex, isWireError, type WireError } from '../../base/index.ts';
import { type Reader, sized, wrong } from './message.ts';

/** UTF-8 text of up to `max` bytes; damaged UTF-8 is an error. */
export function parseText(reader: Reader, value: Bytes, max: number): string | WireError {
  const fits = sized(reader, value, { min: 0, max });
  if (isWireError(fits)) return fits;
  const text = strictUtf8(value);
  return text ?? wrong(reader, value, { expected: 'UTF-8 text', got: hex(value) });
}

/** Text from UTF-8 without damaged, overlong or surrogate sequences, else `undefined`. */
export function strictUtf8(value: Bytes): string | undefined {
  for (let i = 0; i < value.length;) {
    const lead = value[i]!;
    const extra =
      lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    if (extra < 0 || i + extra >= value.length) return undefined;
    const second = value[i + 1]!;
    if (lead === 0xe0 && second < 0xa0) return undefined;
    if (lead === 0xed && second > 0x9f) return undefined;
    if (lead === 0xf0 && second < 0x90) return undefined;
    if (lead === 0xf4 && second > 0x8f) return undefined;
    for (let k = 1; k <= extra; k++) if (value[i + k]! >> 6 !== 2) return undefined;
    i += extra + 1;
  }
  return fromUtf8(value);
}
