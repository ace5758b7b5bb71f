/** SET STATUS: life cycles of the card and of what its registry holds. [GPCS §11.10] */
import { EMPTY } from '../../base/index.ts';
import { refuse, type Response } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { LOCKED_BIT, PRIVILEGE, STATUS_TARGET } from '../../wire/globalplatform/index.ts';
import { moveCard } from '../content/card-transition.ts';
import type { Domain } from '../domain/domain.ts';
import { afterLifeCycle } from '../registry/contactless.ts';
import { isCardState } from '../registry/life-cycle.ts';
import { LIFE_CYCLE } from '../registry/life-cycle-record.ts';
import { mayEntryGo } from '../registry/transitions.ts';
import { type CommandDefinition, incoming } from './definition.ts';
import type { PlainCommand } from './plain-command.ts';
import type { RegistryEntry } from '../registry/entry.ts';

const TARGETS: ReadonlySet<number> = new Set(Object.values(STATUS_TARGET));
/** The rest of P1 is reserved, and ignored as required. [GPCS §11.1] */
const TARGET_BITS = 0xe0;

const DONE: Response = { data: EMPTY, sw: SW.OK };

export const setStatus: CommandDefinition = {
  name: 'SET STATUS',
  ins: INS.SET_STATUS,
  clause: 'GPCS §11.10',
  classes: 'proprietary',
  security: 'authenticated',
  cardStates: 'before-terminated',
  direction: incoming,
  check(_domain, { p1, p2 }) {
    const target = p1 & TARGET_BITS;
    if (target === STATUS_TARGET.CARD && !isCardState(p2)) {
      refuse(SW.WRONG_P1P2, 'GPCS §11.10.2.2', 'no life cycle state of the card');
    }
    if (TARGETS.has(target)) return;
    refuse(SW.WRONG_P1P2, 'GPCS §11.10.2.1', 'no target of SET STATUS');
  },
  run(domain, command) {
    const target = command.p1 & TARGET_BITS;
    if (target === STATUS_TARGET.CARD) return setCard(domain, command);
    if (target === STATUS_TARGET.ENTITY) return setEntity(domain, command);
    return setDomainAndItsOwn(domain, command);
  },
};

/** The command's data field is ignored. [GPCS §11.10.2.3] [GPCS §9.6.3] [GPCS §9.6.4] */
function setCard({ environment, entry }: Domain, { p2, session }: PlainCommand): Response {
  const obstacle = moveCard(environment, { by: entry, to: p2, origin: session });
  if (obstacle !== undefined) refuse(SW.CONDITIONS, obstacle.clause, obstacle.why);
  return DONE;
}

function setEntity(domain: Domain, command: PlainCommand): Response {
  const entry = target(domain, command);
  refuseFinal(entry);
  const isOwn = entry.id === domain.entry.id;
  const next = isOwn ? ownNext(entry, command.p2) : othersNext(entry, command.p2);
  const way = { from: entry.lifeCycle, to: next };
  if (!mayEntryGo(entry.kind, isOwn ? 'itself' : 'governor', way)) {
    refuse(SW.CONDITIONS, 'GPCS §11.10.2.2', 'no such transition');
  }
  change(domain, entry, next);
  return DONE;
}

/** Of itself a security domain makes PERSONALIZED or LOCKED. [GPCS §11.10.2.2] */
function ownNext(entry: RegistryEntry, state: number): number {
  return (state & LOCKED_BIT) !== 0 ? entry.lifeCycle | LOCKED_BIT : state;
}

/** Of another it sets or takes off the lock; nothing else of P2 counts. [GPCS §11.10.2.2] */
function othersNext(entry: RegistryEntry, state: number): number {
  return (state & LOCKED_BIT) !== 0 ? entry.lifeCycle | LOCKED_BIT : entry.lifeCycle & ~LOCKED_BIT;
}

/** All below the security domain too; what is so already stays so. [GPCS §11.10.2.1] */
function setDomainAndItsOwn(domain: Domain, command: PlainCommand): Response {
  const top = target(domain, command);
  if (top.kind !== 'security-domain')
    refuse(SW.WRONG_DATA, 'GPCS §11.10.2.3', 'not a security domain');
  const { registry } = domain.environment;
  for (const entry of registry.entries) {
    if (entry.kind === 'load-file' || !registry.isUnder(entry, top.id)) continue;
    const next = othersNext(entry, command.p2);
    if (next === entry.lifeCycle) continue;
    refuseFinal(entry);
    change(domain, entry, next);
  }
  return DONE;
}

/** The entry named, which the receiver governs by association or by Global Lock. [GPCS §9.6.2] */
function target(domain: Domain, command: PlainCommand): RegistryEntry {
  const { registry } = domain.environment;
  const entry = registry.byAid(command.data);
  if (entry === undefined || entry.kind === 'load-file' || !isGoverned(domain, entry)) {
    refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §11.10.3.2', 'nothing of this name to govern');
  }
  if (entry.kind === 'issuer')
    refuse(SW.WRONG_DATA, 'GPCS §11.10.2.1', 'the issuer has the card state');
  return entry;
}

/** What a locked card leaves is neither locked nor unlocked. [GPCS §9.6.2] */
function refuseFinal({ name, privileges }: RegistryEntry): void {
  if ((privileges & PRIVILEGE.FINAL_APPLICATION) === 0) return;
  refuse(SW.CONDITIONS, 'GPCS §9.6.2', `${name} is the final application`);
}

function isGoverned(domain: Domain, entry: RegistryEntry): boolean {
  const { registry } = domain.environment;
  return domain.holds(PRIVILEGE.GLOBAL_LOCK) || registry.isUnder(entry, domain.entry.id);
}

function change(domain: Domain, entry: RegistryEntry, lifeCycle: number): void {
  const { registry, services } = domain.environment;
  const to = { from: entry.lifeCycle, to: lifeCycle };
  registry.update(entry, { lifeCycle, contactless: afterLifeCycle(entry, to) });
  services.note(LIFE_CYCLE, entry.name, entry.kind, entry.lifeCycle, lifeCycle);
}
