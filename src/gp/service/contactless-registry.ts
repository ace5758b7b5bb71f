/**
 * The contactless registry as applications use it: what may be selected over a contactless
 * interface, and in which order. Its holder of Contactless Activation changes it for all; an
 * application deactivates itself, and activates itself with Contactless Self-Activation.
 * [GPAmdC §3.8] [GPAmdC §3.11] [GPAmdC §8]
 */
import { equal, operandText, type TraceKind } from '../../base/index.ts';
import type { Session } from '../../os/abi/index.ts';
import type { Environment } from '../domain/domain.ts';
import { changed, type Contactless, CONTACTLESS_STATE } from '../registry/contactless.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { isSelectableState } from '../registry/life-cycle.ts';
import type { ContactlessRegistry } from '../runtime.ts';
import { PRIVILEGE } from '../../wire/globalplatform/index.ts';

/** The registry for one application. */
export function contactlessFor(
  environment: Environment,
  by: () => RegistryEntry,
): ContactlessRegistry {
  const { registry } = environment;
  const note = (why: string): false => {
    environment.services.note(CONTACTLESS_DENIED, by().name, why);
    return false;
  };
  return {
    get entries() {
      return registry.prioritized.filter((one) => isListed(one) && mayRead(by(), one));
    },
    get updates() {
      return registry.updates;
    },
    setState(aid, state, session) {
      const entry = registry.byAid(aid);
      if (entry === undefined || !isListed(entry)) return note('no such application');
      const obstacle = stateObstacle(environment, { by: by(), entry, state, session });
      if (obstacle !== undefined) return note(obstacle);
      if (entry.contactless.state === state) return true;
      registry.update(entry, { contactless: changed(entry.contactless, { state }) });
      environment.services.note(CONTACTLESS_CHANGED, entry.name, state);
      return true;
    },
    setPriority(aid, priority, session) {
      const entry = registry.byAid(aid);
      if (entry === undefined || !isListed(entry)) return note('no such application');
      if (!holds(by(), PRIVILEGE.CONTACTLESS_ACTIVATION)) return note('the privilege is missing');
      const denial = ruled(environment, session);
      if (denial !== undefined) return note(denial);
      registry.prioritize(entry, priority);
      registry.update(entry, { contactless: changed(entry.contactless, {}) });
      return true;
    },
  };
}

function isListed({ kind }: RegistryEntry): boolean {
  return kind === 'application' || kind === 'security-domain';
}

function holds({ privileges }: RegistryEntry, privilege: number): boolean {
  return (privileges & privilege) !== 0;
}

function mayRead(by: RegistryEntry, entry: RegistryEntry): boolean {
  const isObserver = entry.contactless.observers.some((one) => equal(one, by.aid));
  const isPrivileged = holds(by, PRIVILEGE.CONTACTLESS_ACTIVATION | PRIVILEGE.GLOBAL_REGISTRY);
  return by.id === entry.id || isPrivileged || isObserver;
}

interface StateChange {
  readonly by: RegistryEntry;
  readonly entry: RegistryEntry;
  readonly state: number;
  readonly session: Session;
}

/** Why the state stays as it is. [GPAmdC §8.1] */
function stateObstacle(environment: Environment, change: StateChange): string | undefined {
  const { by, entry, state, session } = change;
  const { ACTIVATED, DEACTIVATED, NON_ACTIVATABLE } = CONTACTLESS_STATE;
  const isOwn = by.id === entry.id;
  const isHolder = holds(by, PRIVILEGE.CONTACTLESS_ACTIVATION);
  if (state === NON_ACTIVATABLE) return isOwn ? undefined : 'only an application itself ends it so';
  if (state === DEACTIVATED) {
    const isObserver = entry.contactless.observers.some((one) => equal(one, by.aid));
    if (isOwn || isObserver) return undefined;
    return isHolder ? ruled(environment, session) : 'the privilege is missing';
  }
  if (state !== ACTIVATED) return 'no contactless state';
  if (entry.contactless.state === NON_ACTIVATABLE && !isOwn) return 'it is not activatable';
  if (!isSelectableState(entry.lifeCycle)) return 'it is locked, or not selectable';
  const maySelf = isOwn && holds(by, PRIVILEGE.CONTACTLESS_SELF_ACTIVATION);
  return isHolder || maySelf ? ruled(environment, session) : 'the privilege is missing';
}

/** The initial state, attempted when an application becomes selectable. [GPAmdC §8.3] */
export function activatedInitially(
  environment: Environment,
  contactless: Contactless,
  of: { readonly name: string; readonly session: Session },
): Contactless {
  const { ACTIVATED } = CONTACTLESS_STATE;
  if (contactless.initial !== ACTIVATED) return contactless;
  const denial = ruled(environment, of.session);
  if (denial === undefined) return changed(contactless, { state: ACTIVATED });
  environment.services.note(CONTACTLESS_DENIED, of.name, denial);
  return contactless;
}

/** A link whose commands may not give the privilege may not use it either. [P-07] */
export function ruled({ services }: Environment, session: Session): string | undefined {
  const { allowed, rule } = services.rule('contactless-activation', session);
  return allowed ? undefined : `ruling data: ${rule}`;
}

export const CONTACTLESS_CHANGED: TraceKind = {
  name: 'contactless-state',
  words: ([name, state]) => `${operandText(name)} has contactless state ${operandText(state)}`,
};

export const CONTACTLESS_DENIED: TraceKind = {
  name: 'contactless-denied',
  words: ([name, why]) =>
    `the contactless registry refuses ${operandText(name)}: ${operandText(why)}`,
};
