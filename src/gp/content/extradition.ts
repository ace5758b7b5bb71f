/** Content associated with another security domain. [GPCS §9.4.1] [GPCS §9.4.2.2] */
import { type Bytes, hex, operandText, type TraceKind } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { PRIVILEGE } from '../../wire/globalplatform/index.ts';
import type { Domain } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { ACCEPTANCE, accepts, ownerOf } from './authorization.ts';

const CLAUSE = 'GPCS §9.4.1';

export function extradite(domain: Domain, entry: RegistryEntry, to: Bytes): void {
  const { environment, entry: by } = domain;
  const { registry, services } = environment;
  const target = registry.byAid(to);
  if (target === undefined) {
    refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, `nothing of the AID ${hex(to)}`);
  }
  if (target.kind !== 'issuer' && target.kind !== 'security-domain') {
    refuse(SW.WRONG_DATA, CLAUSE, `${target.name} is not a security domain`);
  }
  if (entry.kind === 'issuer' || entry.role !== '') {
    refuse(SW.CONDITIONS, CLAUSE, `${entry.name} stays where it is`);
  }
  const owner = ownerOf(environment, entry);
  if (!accepts(environment, owner, { by, as: ACCEPTANCE.EXTRADITION_FROM })) {
    refuse(SW.CONDITIONS, CLAUSE, `${owner.name} does not accept it`);
  }
  if (!accepts(environment, target, { by, as: ACCEPTANCE.EXTRADITION_TO })) {
    refuse(SW.CONDITIONS, CLAUSE, `${target.name} does not accept it`);
  }
  const verifies = (target.privileges & PRIVILEGE.DAP_VERIFICATION) !== 0;
  if (entry.kind === 'load-file' && verifies) {
    refuse(SW.CONDITIONS, CLAUSE, 'load files do not go to a domain with DAP Verification');
  }
  // Of itself a domain may become the top; below itself it would belong to no one.
  if (target.id !== entry.id && registry.isUnder(target, entry.id)) {
    refuse(SW.CONDITIONS, CLAUSE, `${target.name} is associated with ${entry.name}`);
  }
  registry.update(entry, { domain: target.id });
  services.note(EXTRADITED, entry.name, owner.name, target.name);
}

export const EXTRADITED: TraceKind = {
  name: 'extradited',
  words: ([name, ...domains]) => {
    const [from, to] = domains.map(operandText);
    return `${operandText(name)} extradited from ${from} to ${to}`;
  },
};
