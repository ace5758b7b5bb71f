/**
 * The keys that KIc and KID of a secured packet name: of the key set with that number, key 1
 * ciphers and key 2 is for checksums. [TS102225 §5.1.2] [TS102225 §5.1.3]
 */
import type { PacketAlgorithm, PacketKey } from '../../../crypto/index.ts';
import { type KeyAlgorithm, keyIndicatorOf } from '../../../wire/secured-packet/index.ts';
import type { KeyStore } from '../../domain/key-store.ts';
import { KEY_TYPE } from '../../../wire/globalplatform/index.ts';

/** Identifiers of the keys of a set. [TS102225 §A.1] */
export const PACKET_KEY_ID = { CIPHERING: 1, INTEGRITY: 2 } as const;

/** Types of keys and their lengths, by algorithm. */
const FORMS: Partial<
  Record<KeyAlgorithm, { readonly algorithm: PacketAlgorithm; readonly lengths: readonly number[] }>
> = {
  'des-cbc': { algorithm: 'des-cbc', lengths: [8] },
  'des2-cbc': { algorithm: 'des-cbc', lengths: [16] },
  'des3-cbc': { algorithm: 'des-cbc', lengths: [24] },
  'des-ecb': { algorithm: 'des-ecb', lengths: [8] },
  aes: { algorithm: 'aes', lengths: [16, 24, 32] },
};

export interface NamedKey {
  /** Number of the key set, which is the version of its keys. */
  readonly version: number;
  readonly key: PacketKey;
}

/** `undefined` where there is no such key, or none of the algorithm. */
export function packetKey(keys: KeyStore, id: number, indicator: number): NamedKey | undefined {
  const { keySet, algorithm } = keyIndicatorOf(indicator);
  const part = keys.find(keySet, id)?.parts[0];
  if (part === undefined || algorithm === undefined) return undefined;
  const value = part.value.reveal();
  const isAes = part.type === KEY_TYPE.AES;
  if (algorithm === 'implicit') {
    return { version: keySet, key: { algorithm: isAes ? 'aes' : 'des-cbc', key: value } };
  }
  const form = FORMS[algorithm];
  if (form === undefined || (form.algorithm === 'aes') !== isAes) return undefined;
  if (!form.lengths.includes(value.length)) return undefined;
  return { version: keySet, key: { algorithm: form.algorithm, key: value } };
}
