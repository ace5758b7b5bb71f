/** INSTALL [for registry update]: all of its changes are made, or none. [GPCS §11.5.2.3.5] */
import { type Bytes, concat, EMPTY } from '../../../base/index.ts';
import { refuse, type Response, type Session } from '../../../os/abi/index.ts';
import { emitLength, SW } from '../../../wire/index.ts';
import { emitField, PRIVILEGE } from '../../../wire/globalplatform/index.ts';
import { accepts, authorize, FUNCTION, ownerOf } from '../../content/authorization.ts';
import { extradite } from '../../content/extradition.ts';
import {
  checkAssignment,
  privilegeLengths,
  readPrivileges,
  settleExclusive,
} from '../../content/privilege-assignment.ts';
import { confirm } from '../../content/receipt.ts';
import type { Domain } from '../../domain/domain.ts';
import type { RegistryEntry } from '../../registry/entry.ts';
import { implicitConflict } from '../../registry/implicit-selection.ts';
import { EXCLUSIVE_PRIVILEGES } from '../../registry/privileges.ts';
import type { PlainCommand } from '../plain-command.ts';
import { targetOf } from '../target.ts';
import { withParameters } from '../../content/contactless-parameters.ts';
import { InstallFields } from './fields.ts';
import {
  type InstallParameterValues,
  parseInstallParameters,
} from '../../content/install-parameters.ts';

const CLAUSE = 'GPCS §9.4.2.1';

export function installForRegistryUpdate(domain: Domain, command: PlainCommand): Response {
  const fields = new InstallFields(command.data, 'GPCS §11.5.2.3.5');
  const to = fields.optionalAid('the security domain AID');
  fields.nothing('the second field');
  const aid = fields.optionalAid('the application AID');
  const coded = fields.value('the privileges', [0, ...privilegeLengths(domain.environment)]);
  const coding = fields.long('the parameters');
  const parameters = parseInstallParameters(coding);
  const token = fields.token(command, parameters.tokenReference);
  authorize(domain, { functions: FUNCTION.REGISTRY_UPDATE, token, clause: CLAUSE });
  if (aid.length === 0) {
    if (to.length > 0 || coded.length > 0) {
      refuse(SW.WRONG_DATA, 'GPCS §11.5.2.3.5', 'no application is named');
    }
    restrictCard(domain, parameters);
    return confirm(domain, token, updated({ from: EMPTY, aid, to, coded, coding }));
  }
  const entry = targetOf(domain, aid, CLAUSE);
  const { environment } = domain;
  if (!accepts(environment, ownerOf(environment, entry), { by: domain.entry })) {
    refuse(SW.CONDITIONS, CLAUSE, 'the security domain of the application does not accept it');
  }
  if (coded.length > 0) setPrivileges(domain, { entry, coded, session: command.session });
  setParameters(domain, entry, parameters);
  const from = to.length > 0 ? ownerOf(environment, entry).aid : EMPTY;
  if (to.length > 0) extradite(domain, entry, to);
  return confirm(domain, token, updated({ from, aid, to, coded, coding }));
}

/** What its receipt says. [GPCS §C.5.4 table C-14] */
function updated(done: Readonly<Record<'from' | 'aid' | 'to' | 'coded' | 'coding', Bytes>>): Bytes {
  const { from, aid, to, coded, coding } = done;
  const short = [from, aid, to, coded].map(emitField);
  return concat(...short, emitLength(coding.length), coding);
}

/** Functions that no security domain has any more. [GPCS §9.4.2.1] */
function restrictCard(domain: Domain, { restrict }: InstallParameterValues): void {
  if (restrict === undefined) refuse(SW.WRONG_DATA, CLAUSE, 'nothing to update');
  if (!domain.holds(PRIVILEGE.GLOBAL_LOCK)) {
    refuse(SW.CONDITIONS, CLAUSE, 'restricting the card needs Global Lock');
  }
  domain.environment.registry.restrict(restrict);
}

function setPrivileges(
  { environment }: Domain,
  to: { readonly entry: RegistryEntry; readonly coded: Bytes; readonly session: Session },
): void {
  const { entry, coded, session } = to;
  const before = entry.privileges;
  const after = readPrivileges(coded);
  const isIssuer = entry.kind === 'issuer';
  const isDomain = entry.kind !== 'application';
  checkAssignment(environment, { of: entry, isDomain, before, after, session });
  const lost = before & ~after;
  if (isIssuer && EXCLUSIVE_PRIVILEGES.some((one) => (lost & one) !== 0)) {
    refuse(SW.CONDITIONS, CLAUSE, 'the issuer has Card Reset and Final Application until given');
  }
  environment.registry.update(entry, { privileges: after });
  if (!isIssuer) settleExclusive(environment, { before, after });
}

/** Implicit selection parameters add to those there are; service parameters replace. */
function setParameters(
  { environment }: Domain,
  entry: RegistryEntry,
  { implicit, services, restrict, contactless }: InstallParameterValues,
): void {
  const { registry } = environment;
  const conflict = implicitConflict(registry.entries, { of: entry, parameters: implicit });
  if (conflict !== undefined) refuse(SW.CONDITIONS, 'GPCS §6.4.1', conflict);
  if (restrict !== undefined && entry.kind === 'application') {
    refuse(SW.WRONG_DATA, 'GPCS §11.5.2.3.7', 'functions of security domains are restricted');
  }
  registry.update(entry, {
    implicit: concat(entry.implicit, implicit),
    services: services ?? entry.services,
    contactless: withParameters(entry.contactless, contactless),
    restricted: entry.restricted | (restrict ?? 0),
  });
}
