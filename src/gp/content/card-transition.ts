/**
 * The card's life cycle state and who may move it: a security domain by SET STATUS, which a link
 * has brought, or an application by itself, from inside. [GPCS §5.1.2] [GPCS §9.6.3] [P-01] [P-05]
 */
import type { Session } from '../../os/abi/index.ts';
import type { Environment } from '../domain/domain.ts';
import { cardStateName, mayCardGo } from '../registry/life-cycle.ts';
import { LIFE_CYCLE } from '../registry/life-cycle-record.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { CARD_LIFE_CYCLE, PRIVILEGE } from '../../wire/globalplatform/index.ts';

export interface CardTransition {
  /** What requests it. */
  readonly by: RegistryEntry;
  /** One of the card's states. */
  readonly to: number;
  /** The session of the command, or `inside` for a request of the application's own. */
  readonly origin: Session | 'inside';
}

/** Why the card stays as it is. */
export interface Obstacle {
  readonly clause: string;
  readonly why: string;
}

/** Moves the card, or says why not; then nothing is changed. */
export function moveCard(
  environment: Environment,
  { by, to, origin }: CardTransition,
): Obstacle | undefined {
  const { registry, services } = environment;
  const { issuer } = registry;
  const from = issuer.lifeCycle;
  if (!mayCardGo(from, to)) {
    const why = `the card does not go from ${cardStateName(from)} to ${cardStateName(to)}`;
    return { clause: 'GPCS §5.1.2', why };
  }
  if (!mayMoveCard(by, from, to)) {
    return { clause: 'GPCS §9.6.3', why: 'the privilege is missing' };
  }
  const action = ruledAction(from, to);
  const verdict = action === undefined ? undefined : services.rule(action, origin);
  if (verdict?.allowed === false) {
    return { clause: 'GPCS §9.6.3', why: `ruling data: ${verdict.rule}` };
  }
  registry.update(issuer, { lifeCycle: to });
  services.note(LIFE_CYCLE, issuer.name, 'card', from, to);
  if (action === 'card-lock') services.deviceLock.set(verdict);
  if (action === 'card-unlock') services.deviceLock.set(undefined);
  return undefined;
}

/** What the device's ruling data is checked for; other transitions need no rule. [P-01] [P-04] */
function ruledAction(
  from: number,
  to: number,
): 'card-lock' | 'card-unlock' | 'card-terminate' | undefined {
  if (to === CARD_LIFE_CYCLE.TERMINATED) return 'card-terminate';
  if (to === CARD_LIFE_CYCLE.CARD_LOCKED) return 'card-lock';
  return from === CARD_LIFE_CYCLE.CARD_LOCKED ? 'card-unlock' : undefined;
}

function mayMoveCard(by: RegistryEntry, from: number, to: number): boolean {
  const holds = (privilege: number): boolean => (by.privileges & privilege) !== 0;
  if (to === CARD_LIFE_CYCLE.TERMINATED) return holds(PRIVILEGE.CARD_TERMINATE);
  if (to === CARD_LIFE_CYCLE.CARD_LOCKED || from === CARD_LIFE_CYCLE.CARD_LOCKED) {
    return holds(PRIVILEGE.CARD_LOCK);
  }
  return by.kind === 'issuer';
}
