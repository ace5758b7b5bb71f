/**
 * INSTALL [for load], which begins a load; in its combined form, that of all three.
 * [GPCS §11.5.2.3.1] [GPCS §9.3.5] [GPCS §9.3.8]
 */
import type { Bytes } from '../../../base/index.ts';
import { refuse, type Response } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { ACCEPTANCE, accepts, authorize, FUNCTION } from '../../content/authorization.ts';
import { hashLengths } from '../../content/load-file-hash.ts';
import { Loading, NOTHING_TO_CONFIRM, refuseKnownAid } from '../../content/loading.ts';
import { demandMemory } from '../../content/memory.ts';
import type { Domain } from '../../domain/domain.ts';
import type { RegistryEntry } from '../../registry/entry.ts';
import { domainSession } from '../domain-session.ts';
import type { PlainCommand } from '../plain-command.ts';
import { InstallFields } from './fields.ts';
import { parseInstallParameters } from '../../content/install-parameters.ts';

const CLAUSE = 'GPCS §11.5.2.3.1';
const COMBINED = FUNCTION.LOAD | FUNCTION.INSTALL | FUNCTION.MAKE_SELECTABLE;

/** A load that was under way is given up. */
export function installForLoad(domain: Domain, command: PlainCommand): Response {
  const state = domainSession(command.session);
  state.loading = undefined;
  const fields = new InstallFields(command.data, CLAUSE);
  const aid = fields.aid('the load file AID');
  const owner = fields.optionalAid('the security domain AID');
  const hash = fields.value('the hash', hashLengths(domain.environment.settings.personality));
  const parameters = parseInstallParameters(fields.long('the parameters'));
  const token = fields.token(command, parameters.tokenReference);
  const combined = command.p2 !== 0;
  const functions = combined ? COMBINED : FUNCTION.LOAD;
  authorize(domain, { functions, token, hash, awaitsToken: combined, clause: 'GPCS §9.3.5' });
  const { environment } = domain;
  refuseKnownAid(environment, aid);
  const { code, nonVolatile = 0, volatile = 0, provider } = parameters;
  demandMemory(environment, { nonVolatile: code + nonVolatile, volatile });
  const handle = environment.registry.handle(receiver(domain, owner));
  state.loading = new Loading({ aid, domain: handle, hash, provider, combined, token });
  return NOTHING_TO_CONFIRM;
}

/** The security domain that the load file is to be associated with. */
function receiver({ environment, entry }: Domain, aid: Bytes): RegistryEntry {
  if (aid.length === 0) return entry;
  const found = environment.registry.byAid(aid);
  const isDomain = found?.kind === 'issuer' || found?.kind === 'security-domain';
  if (found === undefined || !isDomain) {
    return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §9.3.5', 'no security domain of this AID');
  }
  if (accepts(environment, found, { by: entry, as: ACCEPTANCE.EXTRADITION_TO })) return found;
  return refuse(SW.CONDITIONS, 'GPCS §9.3.5', 'the security domain does not accept the load file');
}
