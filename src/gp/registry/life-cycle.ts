/** Transitions of life cycle states. [GPCS §5] [GPCS §11.1.1] */
import { hexNumber } from '../../base/index.ts';
import {
  APPLICATION_LIFE_CYCLE,
  CARD_LIFE_CYCLE,
  DOMAIN_LIFE_CYCLE,
  LOCKED_BIT,
  stateName,
} from '../../wire/globalplatform/index.ts';
import type { RegistryEntry } from './entry.ts';

/** Whether a security domain can have content and manage it. [GPCS §5.3.2.3] [GPCS §5.3.2.4] */
export function isInUse({ kind, lifeCycle }: Pick<RegistryEntry, 'kind' | 'lifeCycle'>): boolean {
  return kind === 'issuer' || lifeCycle === DOMAIN_LIFE_CYCLE.PERSONALIZED;
}

/** Set from SELECTABLE on. [GPCS §11.1.1 table 11-4] */
const SELECTABLE_BIT = 0x04;

/** From which state the card may go where. Termination is possible from each. [GPCS §5.1.2] */
const CARD_TRANSITIONS: ReadonlyMap<number, readonly number[]> = new Map([
  [CARD_LIFE_CYCLE.OP_READY, [CARD_LIFE_CYCLE.INITIALIZED, CARD_LIFE_CYCLE.TERMINATED]],
  [CARD_LIFE_CYCLE.INITIALIZED, [CARD_LIFE_CYCLE.SECURED, CARD_LIFE_CYCLE.TERMINATED]],
  [CARD_LIFE_CYCLE.SECURED, [CARD_LIFE_CYCLE.CARD_LOCKED, CARD_LIFE_CYCLE.TERMINATED]],
  [CARD_LIFE_CYCLE.CARD_LOCKED, [CARD_LIFE_CYCLE.SECURED, CARD_LIFE_CYCLE.TERMINATED]],
  [CARD_LIFE_CYCLE.TERMINATED, []],
]);

/** Whether a byte is one of the card's states at all. */
export function isCardState(state: number): boolean {
  return CARD_TRANSITIONS.has(state);
}

export function mayCardGo(from: number, to: number): boolean {
  return CARD_TRANSITIONS.get(from)?.includes(to) === true;
}

/**
 * Whether an application or security domain in this state can be selected by name. [GPCS §6.4.2]
 */
export function isSelectableState(state: number): boolean {
  return (state & LOCKED_BIT) === 0 && (state & SELECTABLE_BIT) !== 0;
}

/** Whether an application may give itself this state: SELECTABLE or its own. [GPCS §5.3.2] */
export function isApplicationState(state: number): boolean {
  return (state & LOCKED_BIT) === 0 && (state & 0x07) === APPLICATION_LIFE_CYCLE.SELECTABLE;
}

/** The card's state by its name; any other byte in hexadecimal. */
export function cardStateName(state: number): string {
  return stateName(CARD_LIFE_CYCLE, state, unnamedState);
}

export function unnamedState(state: number): string {
  return `state ${hexNumber(state)}`;
}
