/** SET STATUS: life cycles of the card, of applications and of security domains. [GPCS §11.10] */
import { type Bytes, EMPTY } from '../../../base/index.ts';
import { INS } from '../../../wire/index.ts';
import { CARD_LIFE_CYCLE, STATUS_TARGET } from '../../../wire/globalplatform/index.ts';
import { type CardCommand } from '../command.ts';

export type CardStateName = keyof typeof CARD_LIFE_CYCLE;

export function setCardState(state: CardStateName): CardCommand {
  return command(STATUS_TARGET.CARD, CARD_LIFE_CYCLE[state], EMPTY);
}

/** A state that it sets itself, or `LOCKED_BIT` and without it the state before the lock. */
export function setApplicationState(aid: Bytes, state: number): CardCommand {
  return command(STATUS_TARGET.ENTITY, state, aid);
}

/** Locks or unlocks a security domain and its applications with it. */
export function setDomainState(aid: Bytes, state: number): CardCommand {
  return command(STATUS_TARGET.DOMAIN_AND_ITS_OWN, state, aid);
}

function command(p1: number, state: number, data: Bytes): CardCommand {
  return { name: 'SET STATUS', ins: INS.SET_STATUS, p1, p2: state, data };
}
