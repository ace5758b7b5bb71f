/** Removes an application, a load file, or a load file with its applications. [GPCS §9.5] */
import { equal, operandText, type TraceKind } from '../../base/index.ts';
import { refuse, type Session } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { PRIVILEGE } from '../../wire/globalplatform/index.ts';
import type { Domain } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { runtimeOf } from './add-entries.ts';
import { accepts, ownerOf } from './authorization.ts';
import { settleExclusive } from './privilege-assignment.ts';
import { removeEntry } from './remove-entry.ts';

export interface Deletion {
  readonly entry: RegistryEntry;
  /** Whether the applications of a load file go with it. */
  readonly related: boolean;
  readonly session: Session;
}

/** All of it is checked before anything is removed. */
export function deleteContent(domain: Domain, { entry, related, session }: Deletion): void {
  const { environment } = domain;
  const { registry } = environment;
  const made = registry.entries.filter(
    (one) => one.kind !== 'load-file' && equal(one.loadFile, entry.aid),
  );
  const isFile = entry.kind === 'load-file';
  const all = isFile && related ? [...made, entry] : [entry];
  if (isFile && !related && made.length > 0) {
    refuse(SW.CONDITIONS, 'GPCS §9.5.2', `${made[0]!.name} is made from the load file`);
  }
  for (const one of all) {
    checkDeletable(domain, one, all);
    if (one.id === domain.entry.id) {
      refuse(SW.CONDITIONS, 'GPCS §9.5', 'a security domain does not delete itself');
    }
    if (one.kind === 'load-file' || !environment.isSelected(one, session)) continue;
    refuse(SW.CONDITIONS, 'GPCS §9.5.1', `${one.name} is selected in another session`);
  }
  for (const one of all) {
    removeEntry(environment, one, all);
    settleExclusive(environment, { before: one.privileges, after: 0 });
    environment.services.note(DELETED, one.name);
  }
}

function checkDeletable(domain: Domain, entry: RegistryEntry, all: readonly RegistryEntry[]): void {
  const { environment, entry: by } = domain;
  const { registry } = environment;
  if (entry.kind === 'issuer' || entry.role !== '') {
    refuse(SW.CONDITIONS, 'GPCS §9.5', `${entry.name} is not deleted by this command`);
  }
  const mayDelete =
    domain.holds(PRIVILEGE.GLOBAL_DELETE) ||
    accepts(environment, ownerOf(environment, entry), { by });
  if (!mayDelete) {
    refuse(SW.CONDITIONS, 'GPCS §9.5', `the security domain of ${entry.name} does not accept it`);
  }
  const associated = registry.entries.find(
    (one) => one.domain === entry.id && one.id !== entry.id && !all.includes(one),
  );
  if (associated !== undefined) {
    refuse(SW.CONDITIONS, 'GPCS §9.5.1', `${associated.name} is associated with ${entry.name}`);
  }
  if (entry.kind !== 'load-file' || entry.runtime === '') return;
  const obstacle = runtimeOf(environment, entry).deletionBlockedBy(entry.aid);
  if (obstacle !== undefined) refuse(SW.CONDITIONS, 'GPCS §9.5.2', obstacle);
}

export const DELETED: TraceKind = {
  name: 'deleted',
  words: ([name]) => `${operandText(name)} deleted`,
};
