/** SET STATUS: life cycles of the card, of applications and of security domains. [GPCS §11.10] */
import { type Bytes, EMPTY } from '../../../base/index.ts';
import { INS } from '../../../wire/index.ts';
import { type CardCommand } from '../command.ts';

/** P1. [GPCS §11.10.2.1 table 11-82] */
const WHOSE = { CARD: 0x80, APPLICATION: 0x40, DOMAIN_AND_APPLICATIONS: 0x60 } as const;

/** [GPCS §11.1.1] */
export const CARD_STATE = {
  OP_READY: 0x01,
  INITIALIZED: 0x07,
  SECURED: 0x0f,
  CARD_LOCKED: 0x7f,
  TERMINATED: 0xff,
} as const;
export type CardStateName = keyof typeof CARD_STATE;

/** Set where an application or security domain is locked. */
export const LOCKED = 0x80;

export function setCardState(state: CardStateName): CardCommand {
  return command(WHOSE.CARD, CARD_STATE[state], EMPTY);
}

/** A state of its own, or `LOCKED` and without it the state before the lock. */
export function setApplicationState(aid: Bytes, state: number): CardCommand {
  return command(WHOSE.APPLICATION, state, aid);
}

/** Locks or unlocks a security domain and its applications with it. */
export function setDomainState(aid: Bytes, state: number): CardCommand {
  return command(WHOSE.DOMAIN_AND_APPLICATIONS, state, aid);
}

function command(p1: number, state: number, data: Bytes): CardCommand {
  return { name: 'SET STATUS', ins: INS.SET_STATUS, p1, p2: state, data };
}
