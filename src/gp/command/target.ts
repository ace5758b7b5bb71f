/** The application or security domain that a command of content management names. */
import { type Bytes, hex } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import type { Domain } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';

export function targetOf({ environment }: Domain, aid: Bytes, clause: string): RegistryEntry {
  const entry = environment.registry.byAid(aid);
  if (entry !== undefined && entry.kind !== 'load-file') return entry;
  return refuse(SW.REFERENCED_DATA_NOT_FOUND, clause, `no application ${hex(aid)}`);
}
