/** Key usage qualifier: one byte, or two where the second is not zero. [GPCS §11.1.9] */
import { type Bytes, bytes } from '../../base/index.ts';
import { NOT_GIVEN } from './key.ts';

/** What a key of a security domain may be for besides secure channels. [GPCS §11.1.9] */
export const KEY_USAGE = { TOKEN: 0x81, RECEIPT: 0x44, DAP: 0x84, CIPHERED_LOAD: 0x48 } as const;

export function emitKeyUsage(usage: number): Bytes {
  return usage <= 0xff ? bytes(usage) : bytes(usage & 0xff, usage >> 8);
}

export function parseKeyUsage([first, second = 0]: Bytes): number {
  return first === undefined ? NOT_GIVEN : first + 256 * second;
}
