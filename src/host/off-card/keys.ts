/** Static keys of a secure channel, and their diversification from a master key. [GPCS §E.2] */
import { bigEndian, type Bytes, bytes, concat, type Secret } from '../../base/index.ts';
import { cmac, type Crypto, encryptEcb } from '../../crypto/index.ts';

export interface StaticKeys {
  readonly enc: Secret;
  readonly mac: Secret;
  readonly dek: Secret;
}

/** Names of the three keys, in the order of their identifiers 1 to 3. [GPCS §7.5.1] */
export const KEY_NAMES = ['enc', 'mac', 'dek'] as const;
export type KeyName = (typeof KEY_NAMES)[number];

/**
 * How the keys of one card follow from a master key and the card's diversification data: `visa2`
 * and `emv` (EMV Card Personalization Specification) with triple DES, `kdf3` with AES in a counter
 * mode, as GlobalPlatformPro names and has it.
 */
export const DIVERSIFICATIONS = ['none', 'visa2', 'emv', 'kdf3'] as const;
export type Diversification = (typeof DIVERSIFICATIONS)[number];

/** Bytes of the diversification data that each scheme takes. */
const SELECTED: Readonly<Record<'visa2' | 'emv', readonly number[]>> = {
  visa2: [0, 1, 4, 5, 6, 7],
  emv: [4, 5, 6, 7, 8, 9],
};
/** Marks of the left and the right half of a triple DES key. */
const HALVES = [0xf0, 0x0f] as const;

/** `data` are the ten bytes with which INITIALIZE UPDATE begins. */
export function diversify(
  crypto: Crypto,
  scheme: Diversification,
  { master, name, data }: { readonly master: Bytes; readonly name: KeyName; readonly data: Bytes },
): Bytes {
  if (scheme === 'none') return master;
  const id = KEY_NAMES.indexOf(name) + 1;
  if (scheme === 'kdf3') return counterMode(crypto, master, { id, data });
  const selected = Uint8Array.from(SELECTED[scheme], (at) => data[at] ?? 0);
  const halves = HALVES.map((mark) => concat(selected, bytes(mark, id)));
  return encryptEcb(crypto.des(master), concat(...halves));
}

/**
 * A key as long as the master key, by CMAC in counter mode: the counter, the key's number as a
 * label, a separator and the data. [SP800-108 §5.1]
 */
function counterMode(
  crypto: Crypto,
  master: Bytes,
  { id, data }: { readonly id: number; readonly data: Bytes },
): Bytes {
  const prf = cmac(crypto.aes(master));
  const blocks: Bytes[] = [];
  for (let counter = 1; 16 * (counter - 1) < master.length; counter++) {
    blocks.push(prf(bytes(counter), bigEndian(id, 4), bytes(0), data));
  }
  return concat(...blocks).subarray(0, master.length);
}
