/** Life cycle states and their names. [GPCS §5] [GPCS §11.1.1] */
import { hexNumber, nameOf } from '../../base/index.ts';

/** The card's, which its issuer security domain inherits. [GPCS §11.1.1 table 11-6] */
export const CARD_LIFE_CYCLE = {
  OP_READY: 0x01,
  INITIALIZED: 0x07,
  SECURED: 0x0f,
  CARD_LOCKED: 0x7f,
  TERMINATED: 0xff,
} as const;

/** A supplementary security domain's. [GPCS §11.1.1 table 11-5] */
export const DOMAIN_LIFE_CYCLE = { INSTALLED: 0x03, SELECTABLE: 0x07, PERSONALIZED: 0x0f } as const;

/** An application's; from SELECTABLE on, it sets four bits itself. [GPCS §11.1.1 table 11-4] */
export const APPLICATION_LIFE_CYCLE = { INSTALLED: 0x03, SELECTABLE: 0x07 } as const;

/** A load file's only state. [GPCS §11.1.1 table 11-3] */
export const LOAD_FILE_LIFE_CYCLE = { LOADED: 0x01 } as const;

/** Set in the state of a locked application or security domain; the rest is the state before. */
export const LOCKED_BIT = 0x80;

type States = Readonly<Record<string, number>>;
type Words = (state: number) => string;

/** A state in words: by its name among these, else as `unknown` has it. */
export function stateName(states: States, state: number, unknown: Words = hexNumber): string {
  return nameOf(states, state) ?? unknown(state);
}

/** The same for what can be locked: with the state before the lock. */
export function lockableStateName(states: States, state: number, unknown?: Words): string {
  const before = stateName(states, state & ~LOCKED_BIT, unknown);
  return (state & LOCKED_BIT) === 0 ? before : `LOCKED (${before})`;
}
