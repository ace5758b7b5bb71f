/** Session keys of secure channel protocol 03. [GPAmdD §6.2.1] */
import type { Bytes } from '../../../base/index.ts';
import { type Aes, type Crypto, deriveScp03, SCP03_DERIVATION } from '../../../crypto/index.ts';
import type { KeySet } from '../../domain/key.ts';

export interface Scp03SessionKeys {
  readonly enc: Aes;
  readonly mac: Aes;
  readonly rmac: Aes;
}

/** `context` is host challenge and card challenge. Session keys are as long as the static ones. */
export function deriveSessionKeys(
  crypto: Crypto,
  keySet: KeySet,
  context: Bytes,
): Scp03SessionKeys {
  const encryption = crypto.aes(keySet.enc.reveal());
  const authentication = crypto.aes(keySet.mac.reveal());
  const { S_ENC, S_MAC, S_RMAC } = SCP03_DERIVATION;
  const encLength = keySet.enc.length;
  const macLength = keySet.mac.length;
  return {
    enc: crypto.aes(deriveScp03(encryption, { constant: S_ENC, length: encLength, context })),
    mac: crypto.aes(deriveScp03(authentication, { constant: S_MAC, length: macLength, context })),
    rmac: crypto.aes(deriveScp03(authentication, { constant: S_RMAC, length: macLength, context })),
  };
}
