/** Load files that only the security domain they are for can read. [GPCS §9.1.3.7] [GPCS §C.6] */
import type { Bytes } from '../../base/index.ts';
import { decryptCbc, unpadBlocks } from '../../crypto/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';
import type { Environment } from '../domain/domain.ts';
import { componentOf } from '../domain/key.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { hashLengthForAes, keyFor } from './signature.ts';

const CLAUSE = 'GPCS §C.6';

/** The load file data block in clear; without an initial vector it is zero. */
export function decipherBlock(
  environment: Environment,
  owner: RegistryEntry,
  load: { readonly block: Bytes; readonly vector: Bytes | undefined; readonly hash: Bytes },
): Bytes {
  const { block, vector, hash } = load;
  const { crypto } = environment.services;
  const key = keyFor(environment, owner, 'cipher');
  const parts = key?.key.parts ?? [];
  const aes = componentOf(parts, KEY_TYPE.AES);
  const des = componentOf(parts, KEY_TYPE.DES);
  const cipher = aes ? crypto.aes(aes) : des && crypto.des(des);
  if (cipher === undefined) {
    return refuse(SW.CONDITIONS, CLAUSE, `${owner.name} has no key to decipher a load file`);
  }
  if (hash.length < hashLengthForAes(key!)) {
    refuse(SW.WRONG_DATA, 'GPCS §C.2 table C-3', 'the hash is weaker than the cipher');
  }
  const { blockLength } = cipher;
  const iv = vector ?? new Uint8Array(blockLength);
  const isWhole = block.length > 0 && block.length % blockLength === 0;
  const clear =
    isWhole && iv.length === blockLength
      ? unpadBlocks(decryptCbc(cipher, { iv, data: block }))
      : undefined;
  return clear ?? refuse(SW.WRONG_DATA, CLAUSE, 'the load file data block does not decipher');
}
