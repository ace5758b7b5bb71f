/** DELETE of keys, by identifier, version or both. [GPCS §11.2.2.3.2] [GPCS §7.6] */
import { bytes } from '../../base/index.ts';
import { refuse, type Response } from '../../os/abi/index.ts';
import { findTlv, SW, type Tlv } from '../../wire/index.ts';
import { DELETE_TAG } from '../../wire/globalplatform/index.ts';
import type { Domain } from '../domain/domain.ts';
import { KEYS_DELETED } from '../domain/keys-record.ts';

const CLAUSE = 'GPCS §11.2.2.3.2';

/** Whether the data field of DELETE names keys. */
export function namesKeys([first]: readonly Tlv[]): boolean {
  return first?.tag === DELETE_TAG.KEY_ID || first?.tag === DELETE_TAG.KEY_VERSION;
}

/** All keys of the identifier, of the version, or the one of both. */
export function deleteKeys(domain: Domain, objects: readonly Tlv[]): Response {
  const [id, version] = [DELETE_TAG.KEY_ID, DELETE_TAG.KEY_VERSION].map((tag) =>
    findTlv(objects, tag),
  );
  const named = [id, version].filter((one) => one !== undefined);
  if (named.length !== objects.length || named.some((one) => one.length !== 1)) {
    refuse(SW.WRONG_DATA, CLAUSE, 'a key identifier and a version are one byte each');
  }
  const isNamed = (key: { readonly id: number; readonly version: number }): boolean =>
    (id === undefined || key.id === id[0]) && (version === undefined || key.version === version[0]);
  const count = domain.keys.list.filter(isNamed).length;
  if (count === 0) refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.2.3.2', 'no such key');
  domain.keys.remove(isNamed);
  domain.environment.services.note(KEYS_DELETED, domain.entry.name, count);
  return { data: bytes(0), sw: SW.OK };
}
