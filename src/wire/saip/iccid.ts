/** The ICCID in a profile header and in EF ICCID. [SAIP §8.2.1] [TS102221 §13.2] */
import type { Bytes } from '../../base/index.ts';

/** Digits stand in order in a header, and each two exchanged in the file. */
export function swapDigits(iccid: Bytes): Bytes {
  return iccid.map((byte) => ((byte & 0x0f) << 4) | (byte >> 4));
}
