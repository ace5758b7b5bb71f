/** Data authentication patterns: which a load file must have. [GPCS §9.2.1] [GPCS §9.3.5] */
import { type Bytes, equal, hex } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { PRIVILEGE } from '../../wire/globalplatform/index.ts';
import type { Environment } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { isInUse } from '../registry/life-cycle.ts';
import type { LoadFile } from './load-file.ts';
import { hashLengthForAes, hashLengthMin, keyFor, verifies } from './signature.ts';

const CLAUSE = 'GPCS §9.2.1';

/** Refuses a load file that lacks a DAP, or has one that its domain does not verify. */
export function checkDaps(
  environment: Environment,
  file: LoadFile,
  load: { readonly owner: RegistryEntry; readonly hash: Bytes },
): void {
  const { registry } = environment;
  for (const entry of registry.entries) {
    if (!needsDap(entry, load.owner.id)) continue;
    if (file.daps.some((one) => equal(one.domain, entry.aid))) continue;
    refuse(SW.CONDITIONS, CLAUSE, `the load file has no DAP for ${entry.name}`);
  }
  if (file.daps.length === 0) return;
  if (load.hash.length === 0) {
    refuse(SW.CONDITIONS, 'GPCS §9.3.5', 'DAP blocks need the hash in INSTALL [for load]');
  }
  for (const { domain, signature } of file.daps) {
    const verifier = registry.byAid(domain);
    const holds = ((verifier?.privileges ?? 0) & PRIVILEGE.DAP_VERIFICATION) !== 0;
    if (verifier === undefined || !holds) {
      refuse(SW.WRONG_DATA, CLAUSE, `${hex(domain)} verifies no DAP`);
    }
    if (!isInUse(verifier)) {
      refuse(SW.CONDITIONS, 'GPCS §5.3.2.4', `${verifier.name} is locked, or not personalized`);
    }
    const key = keyFor(environment, verifier, 'dap');
    if (key === undefined) {
      refuse(SW.CONDITIONS, 'GPCS §C.1.2', `${verifier.name} has no key that verifies a DAP`);
    }
    if (load.hash.length < Math.max(hashLengthMin(environment, key), hashLengthForAes(key))) {
      refuse(SW.WRONG_DATA, 'GPCS §C.2 table C-3', 'the hash is weaker than the DAP');
    }
    if (!verifies(environment, key, { data: load.hash, signature })) {
      refuse(SW.SECURITY_STATUS, 'GPCS §C.3', `${verifier.name} does not verify the DAP`);
    }
  }
}

/** The domain of the load file with DAP Verification, and any in use with the mandated one. */
function needsDap(entry: RegistryEntry, domain: number): boolean {
  const holds = (privilege: number): boolean => (entry.privileges & privilege) !== 0;
  if (entry.id === domain && holds(PRIVILEGE.DAP_VERIFICATION)) return true;
  return holds(PRIVILEGE.MANDATED_DAP_VERIFICATION) && isInUse(entry);
}
