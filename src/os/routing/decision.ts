/** A routing decision: rule and operands now, words when it is read. */
import { type Bytes, hex } from '../../base/index.ts';

/** Every rule of the routing agent, with its words; {0}, {1}… are the operands. */
export const ROUTING_RULES = {
  'common-alias': 'aliased: {0} is paired with {1}',
  'common-own': 'common AID: {0} is paired with {1}',
  'common-absent': 'common AID, and {1}, paired with {0}, has no entity under it',
  own: 'found in {1}, which {0} is paired with',
  elsewhere: 'AID of {2} alone, which may be reached from {0}',
  unreachable: 'unknown here: {2} may be reached from its own links only',
  confined: 'unknown here: every message of {0} stays in {1}',
  unknown: 'no container holds this AID',
  locked: 'the card of {1}, which {0} is paired with, is locked',
  'locked-by-rule': '{1} answers as locked to {0}: {2}',
  empty: 'no AID: the issuer domain of {1}, which {0} is paired with',
  'partial-own': 'first match in {1}, which {0} is paired with',
  'partial-elsewhere': 'first match in {2}: {1}, paired with {0}, has none',
  'next-own': 'next match in {1}, which {0} is paired with',
  'next-elsewhere': 'next match in {2}, where the search of {0} stays',
  exhausted: 'no further match in {2}',
  current: 'no match: the SELECT goes to what is current',
  'in-use': 'the entity is in use elsewhere and not multi-selectable',
  implicit: 'implicit selection: {0} is paired with {1}',
  inherited: 'channel opened from one on which the entity is current',
  session: 'command of the card session: {0} is paired with {1}',
  'not-selectable': '{2} does not let the entity be selected now',
  gone: 'the entity is no longer in {2}',
  'reach-ended': 'session ended: {2} may be reached from its own links only, and not from {0}',
  'session-ended': 'the application session was ended',
  'nothing-selected': 'nothing is selected in this session',
} as const;

export type RoutingRule = keyof typeof ROUTING_RULES;

export interface Decision {
  readonly rule: RoutingRule;
  /** Where the message goes; absent when it goes nowhere. */
  readonly container?: string;
  /** The entity's handle in that container. [M-15] */
  readonly handle?: number;
  /** The whole name under which the caller selects the entity: the common AID under an alias. */
  readonly name?: Bytes;
  /** Link id, paired container, and the container in question where it is another. */
  readonly operands: readonly (string | Bytes)[];
  /** Status word when the message goes nowhere. */
  readonly sw?: number;
}

/** The reason in words. */
export function explain(rule: string, operands: readonly unknown[]): string {
  const words = (ROUTING_RULES as Readonly<Record<string, string>>)[rule] ?? rule;
  return words.replace(/\{(\d)\}/g, (_, index: string) => {
    const operand = operands[Number(index)];
    return operand instanceof Uint8Array ? hex(operand) : String(operand ?? '?');
  });
}
