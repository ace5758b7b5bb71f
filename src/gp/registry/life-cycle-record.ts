/** The trace record of a change of life cycle state, states in words. [GPCS §11.1.1] */
import { operandText, type TraceKind } from '../../base/index.ts';
import { cardStateName, unnamedState } from './life-cycle.ts';
import {
  APPLICATION_LIFE_CYCLE,
  DOMAIN_LIFE_CYCLE,
  lockableStateName,
} from '../../wire/globalplatform/index.ts';

/** Operands: name; `card`, or the kind of the entry; the state before; the state now. */
export const LIFE_CYCLE: TraceKind = {
  name: 'life-cycle',
  words: ([name, kind, from, to]) =>
    `${operandText(name)}: ${words(kind, from)} -> ${words(kind, to)}`,
};

function words(kind: unknown, operand: unknown): string {
  const state = Number(operand);
  if (kind === 'card' || kind === 'issuer') return cardStateName(state);
  const states = kind === 'application' ? APPLICATION_LIFE_CYCLE : DOMAIN_LIFE_CYCLE;
  return lockableStateName(states, state, unnamedState);
}
