/** INSTALL [for make selectable]. [GPCS §11.5.2.3.3] [GPCS §9.3.7] */
import { concat } from '../../../base/index.ts';
import { refuse, type Response } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import {
  APPLICATION_LIFE_CYCLE,
  emitField,
  PRIVILEGE,
} from '../../../wire/globalplatform/index.ts';
import { accepts, authorize, FUNCTION, ownerOf } from '../../content/authorization.ts';
import {
  checkAssignment,
  privilegeLengths,
  readPrivileges,
  settleExclusive,
} from '../../content/privilege-assignment.ts';
import { activatedInitially } from '../../service/contactless-registry.ts';
import { withParameters } from '../../content/contactless-parameters.ts';
import { confirm } from '../../content/receipt.ts';
import type { Domain } from '../../domain/domain.ts';
import { implicitConflict, resetConflict } from '../../registry/implicit-selection.ts';
import { LIFE_CYCLE } from '../../registry/life-cycle-record.ts';
import { mayEntryGo } from '../../registry/transitions.ts';
import type { PlainCommand } from '../plain-command.ts';
import { targetOf } from '../target.ts';
import { InstallFields } from './fields.ts';
import { parseInstallParameters } from '../../content/install-parameters.ts';

const CLAUSE = 'GPCS §9.3.7';

export function installForMakeSelectable(domain: Domain, command: PlainCommand): Response {
  const fields = new InstallFields(command.data, 'GPCS §11.5.2.3.3');
  fields.nothing('the first field');
  fields.nothing('the second field');
  const aid = fields.aid('the application AID');
  const coded = readPrivileges(
    fields.value('the privileges', privilegeLengths(domain.environment)),
  );
  const { implicit, tokenReference, contactless } = parseInstallParameters(
    fields.long('the parameters'),
  );
  const token = fields.token(command, tokenReference);
  authorize(domain, { functions: FUNCTION.MAKE_SELECTABLE, token, clause: CLAUSE });
  const { environment } = domain;
  const { registry } = environment;
  const entry = targetOf(domain, aid, CLAUSE);
  if (!accepts(environment, ownerOf(environment, entry), { by: domain.entry })) {
    refuse(SW.CONDITIONS, CLAUSE, 'the security domain of the application does not accept it');
  }
  const { INSTALLED, SELECTABLE } = APPLICATION_LIFE_CYCLE;
  const way = { from: entry.lifeCycle, to: SELECTABLE };
  if (!mayEntryGo(entry.kind, 'management', way)) {
    refuse(SW.CONDITIONS, CLAUSE, 'it is not INSTALLED');
  }
  // Of the privileges only Card Reset counts. [GPCS §11.5.2.3.3]
  const before = entry.privileges;
  const after = before | (coded & PRIVILEGE.CARD_RESET);
  const isDomain = entry.kind === 'security-domain';
  checkAssignment(environment, { of: entry, isDomain, before, after, session: command.session });
  const conflict =
    implicit.length === 0 && after !== before
      ? resetConflict(registry.entries, entry)
      : implicitConflict(registry.entries, { of: entry, parameters: implicit });
  if (conflict !== undefined) refuse(SW.CONDITIONS, 'GPCS §6.4.1', conflict);
  registry.update(entry, {
    privileges: after,
    lifeCycle: SELECTABLE,
    contactless: activatedInitially(environment, withParameters(entry.contactless, contactless), {
      name: entry.name,
      session: command.session,
    }),
    implicit: concat(entry.implicit, implicit),
  });
  settleExclusive(environment, { before, after });
  environment.services.note(LIFE_CYCLE, entry.name, entry.kind, INSTALLED, SELECTABLE);
  const done = concat(emitField(entry.loadFile), emitField(aid));
  return confirm(domain, token, done);
}
