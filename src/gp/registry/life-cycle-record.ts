/** The trace record of a change of life cycle state, states in words. [GPCS §11.1.1] */
import { operandText, type TraceKind, hexNumber } from '../../base/index.ts';
import {
  APPLICATION_LIFE_CYCLE,
  cardStateName,
  DOMAIN_LIFE_CYCLE,
  LOCKED_BIT,
} from './life-cycle.ts';

/** Operands: name; `card`, or the kind of the entry; the state before; the state now. */
export const LIFE_CYCLE: TraceKind = {
  name: 'life-cycle',
  words: ([name, kind, from, to]) =>
    `${operandText(name)}: ${stateName(kind, from)} -> ${stateName(kind, to)}`,
};

function stateName(kind: unknown, operand: unknown): string {
  const state = Number(operand);
  if (kind === 'card' || kind === 'issuer') return cardStateName(state);
  const names = kind === 'application' ? APPLICATION_LIFE_CYCLE : DOMAIN_LIFE_CYCLE;
  const unlocked = state & ~LOCKED_BIT;
  const known = Object.entries(names).find(([, value]) => value === unlocked)?.[0];
  const name = known ?? `state ${hexNumber(unlocked)}`;
  return unlocked === state ? name : `LOCKED (${name})`;
}
