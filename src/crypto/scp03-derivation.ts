/**
 * Data derivation of Secure Channel Protocol 03: a counter-mode KDF with CMAC as its function.
 * [GPAmdD §4.1.5] [SP800-108 §5.1]
 */
import { bigEndian, bytes, type Bytes, concat } from '../base/index.ts';
import type { Mac } from './mac.ts';

/** What is derived, as the last byte of the label. [GPAmdD §4.1.5 table 4-1] */
export const SCP03_DERIVATION = {
  CARD_CRYPTOGRAM: 0x00,
  HOST_CRYPTOGRAM: 0x01,
  CARD_CHALLENGE: 0x02,
  S_ENC: 0x04,
  S_MAC: 0x06,
  S_RMAC: 0x07,
} as const;
export type Scp03Derivation = (typeof SCP03_DERIVATION)[keyof typeof SCP03_DERIVATION];

/** Derives `length` bytes, 1 to 32, with CMAC under the key. */
export function deriveScp03(
  prf: Mac,
  what: { readonly constant: Scp03Derivation; readonly length: number; readonly context: Bytes },
): Bytes {
  const label = new Uint8Array(12);
  label[11] = what.constant;
  const lengthBits = bigEndian(8 * what.length, 2);
  const blocks: Bytes[] = [];
  for (let counter = 1; 16 * (counter - 1) < what.length; counter++) {
    blocks.push(prf(label, bytes(0), lengthBits, bytes(counter), what.context));
  }
  return concat(...blocks).subarray(0, what.length);
}
