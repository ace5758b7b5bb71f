/** The key sets of a security domain that serve SCP03: three AES keys. [GPAmdD §6.1] */
import type { Secret } from '../../../base/index.ts';
import { type Key, KEY_ID, KEY_TYPE, type KeySet } from '../../domain/key.ts';
import type { KeyStore } from '../../domain/key-store.ts';

/** The set of this version, or for version 0 the first that there is; only if it is of AES. */
export function scp03KeySet(keys: KeyStore, version: number): KeySet | undefined {
  const set = keys.version(version);
  const [enc, mac, dek] = [KEY_ID.ENC, KEY_ID.MAC, KEY_ID.DEK].map((id) => aesKey(set, id));
  if (enc === undefined || mac === undefined || dek === undefined) return undefined;
  return { version: set[0]!.version, enc, mac, dek };
}

function aesKey(set: readonly Key[], id: number): Secret | undefined {
  const part = set.find((one) => one.id === id)?.parts[0];
  return part?.type === KEY_TYPE.AES ? part.value : undefined;
}
