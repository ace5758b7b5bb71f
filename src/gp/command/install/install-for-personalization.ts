/**
 * INSTALL [for personalization]: STORE DATA that follows is for the application.
 * [GPCS §11.5.2.3.6] [GPCS §7.3.2]
 */
import { refuse, type Response } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { LOCKED_BIT } from '../../../wire/globalplatform/index.ts';
import { FUNCTION, refuseRestricted } from '../../content/authorization.ts';
import { NOTHING_TO_CONFIRM } from '../../content/loading.ts';
import type { Domain } from '../../domain/domain.ts';
import { domainSession, endPersonalization } from '../domain-session.ts';
import type { PlainCommand } from '../plain-command.ts';
import { targetOf } from '../target.ts';
import { InstallFields } from './fields.ts';

const CLAUSE = 'GPCS §11.5.2.3.6';

export function installForPersonalization(domain: Domain, command: PlainCommand): Response {
  endPersonalization(command.session);
  const fields = new InstallFields(command.data, CLAUSE);
  fields.nothing('the first field');
  fields.nothing('the second field');
  const aid = fields.aid('the application AID');
  fields.nothing('the privileges');
  fields.nothing('the parameters');
  fields.nothing('the token');
  fields.end();
  refuseRestricted(domain, { functions: FUNCTION.PERSONALIZATION, clause: CLAUSE });
  const entry = targetOf(domain, aid, CLAUSE);
  if (entry.domain !== domain.entry.id || entry.id === domain.entry.id) {
    refuse(SW.CONDITIONS, CLAUSE, 'the application is associated with another security domain');
  }
  if ((entry.lifeCycle & LOCKED_BIT) !== 0) refuse(SW.CONDITIONS, CLAUSE, 'it is locked');
  domainSession(command.session).personalizing = domain.environment.registry.handle(entry);
  return NOTHING_TO_CONFIRM;
}
