/** Session keys of secure channel protocol 03. [GPAmdD §6.2.1] */
import type { Bytes, Secret } from '../../../base/index.ts';
import {
  type BlockCipher,
  cmac,
  type Crypto,
  deriveScp03,
  type Mac,
  SCP03_DERIVATION,
  type Scp03Derivation,
} from '../../../crypto/index.ts';
import type { KeySet } from '../../domain/key.ts';

export interface Scp03SessionKeys {
  readonly enc: BlockCipher;
  readonly mac: Mac;
  readonly rmac: Mac;
}

/** `context` is host challenge and card challenge. Session keys are as long as the static ones. */
export function deriveSessionKeys(
  crypto: Crypto,
  keySet: KeySet,
  context: Bytes,
): Scp03SessionKeys {
  const { S_ENC, S_MAC, S_RMAC } = SCP03_DERIVATION;
  const derive = (key: Secret, constant: Scp03Derivation): BlockCipher => {
    const prf = cmac(crypto.aes(key.reveal()));
    return crypto.aes(deriveScp03(prf, { constant, length: key.length, context }));
  };
  return {
    enc: derive(keySet.enc, S_ENC),
    mac: cmac(derive(keySet.mac, S_MAC)),
    rmac: cmac(derive(keySet.mac, S_RMAC)),
  };
}
