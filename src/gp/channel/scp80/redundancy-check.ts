/** Redundancy checks of secured packets: CRC of 16 and of 32 bits. [TS102225 §5.1.3.2] */
import { bigEndian, type Bytes } from '../../../base/index.ts';
import { redundancyOf } from '../../../wire/secured-packet/index.ts';

/** Reflected polynomials. */
const POLYNOMIALS = { crc16: 0x8408, crc32: 0xedb88320 } as const;

/** As KID names it; `undefined` for an algorithm that is not known. */
export function redundancyCheck(kid: number, data: Bytes): Bytes | undefined {
  const { algorithm } = redundancyOf(kid);
  if (algorithm === 'crc16') return bigEndian(crc(POLYNOMIALS.crc16, 0xffff, data), 2);
  if (algorithm === 'crc32') return bigEndian(crc(POLYNOMIALS.crc32, 0xffffffff, data), 4);
  return undefined;
}

/** Preset to ones and complemented. */
function crc(polynomial: number, ones: number, data: Bytes): number {
  let value = ones;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      value = (value >>> 1) ^ ((value & 1) !== 0 ? polynomial : 0);
    }
  }
  return (value ^ ones) >>> 0;
}
