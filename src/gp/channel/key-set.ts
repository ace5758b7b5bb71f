/**
 * The secure channel key sets of a security domain: three keys of one type, which decides the
 * protocol. DES keys serve SCP02, AES keys SCP03. [GPCS §E.2] [GPAmdD §6.1]
 */
import type { Secret } from '../../base/index.ts';
import { type Key, KEY_ID, type KeySet } from '../domain/key.ts';
import type { KeyStore } from '../domain/key-store.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';

export type ChannelKeyType = typeof KEY_TYPE.AES | typeof KEY_TYPE.DES;

const CHANNEL_KEY_TYPES: readonly number[] = [KEY_TYPE.AES, KEY_TYPE.DES];

/**
 * The set of this version, or for version 0 the first secure channel key set that there is; only
 * if it has the type. [GPCS §E.5.1.3]
 */
export function channelKeySet(
  keys: KeyStore,
  version: number,
  type: ChannelKeyType,
): KeySet | undefined {
  const requested = version === 0 ? defaultVersion(keys) : version;
  const set = keys.list.filter((one) => one.version === requested);
  const [enc, mac, dek] = [KEY_ID.ENC, KEY_ID.MAC, KEY_ID.DEK].map((id) => keyOf(set, id, type));
  if (enc === undefined || mac === undefined || dek === undefined) return undefined;
  return { version: set[0]!.version, enc, mac, dek };
}

/** The version of the first secure channel key set; a single key for other purposes is none. */
export function defaultVersion(keys: KeyStore): number | undefined {
  return keys.list.find(({ id, version, parts }) => {
    const type = parts[0]?.type ?? 0;
    if (id !== KEY_ID.ENC || !CHANNEL_KEY_TYPES.includes(type)) return false;
    const set = keys.list.filter((one) => one.version === version);
    return keyOf(set, KEY_ID.MAC, type) !== undefined && keyOf(set, KEY_ID.DEK, type) !== undefined;
  })?.version;
}

function keyOf(set: readonly Key[], id: number, type: number): Secret | undefined {
  const part = set.find((one) => one.id === id)?.parts[0];
  return part?.type === type ? part.value : undefined;
}
