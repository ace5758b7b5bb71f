/** GetRAT: the rules authorisation table. [SGP22 §5.7.22] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import {
  emitNamedBits,
  openInside,
  openMessage,
  parseNamedBits,
  type Reader,
  required,
  UNIVERSAL,
} from '../asn1/index.ts';
import { emitOperatorId, type OperatorId, parseOperatorId } from './profile-info.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';

const RULE = { policyRules: 0x80, operators: 0xa1, flags: 0x82 } as const;

/** The one bit of `pprFlags`. */
export const CONSENT_REQUIRED = 0;

export interface AuthorisationRule {
  /** Bits of `PPR`. */
  readonly policyRules: readonly number[];
  readonly operators: readonly OperatorId[];
  readonly flags: readonly number[];
}

export function parseGetRatResponse(source: Bytes): readonly AuthorisationRule[] | WireError {
  const reader = openMessage('GetRatResponse', ES10_TAG.getRat, source);
  if (isWireError(reader)) return reader;
  const table = required(reader, ELEMENT.firstConstructed);
  if (isWireError(table)) return table;
  const inside = openInside(reader, table);
  if (isWireError(inside)) return inside;
  const rules: AuthorisationRule[] = [];
  for (const one of inside.elements) {
    const rule = parseRule(inside, one.value);
    if (isWireError(rule)) return rule;
    rules.push(rule);
  }
  return rules;
}

function parseRule(outer: Reader, value: Bytes): AuthorisationRule | WireError {
  const reader = openInside(outer, value);
  if (isWireError(reader)) return reader;
  const ids = required(reader, RULE.policyRules);
  if (isWireError(ids)) return ids;
  const policyRules = parseNamedBits(reader, ids);
  if (isWireError(policyRules)) return policyRules;
  const list = required(reader, RULE.operators);
  if (isWireError(list)) return list;
  const inside = openInside(reader, list);
  if (isWireError(inside)) return inside;
  const operators: OperatorId[] = [];
  for (const one of inside.elements) {
    const operator = parseOperatorId(inside, one.value);
    if (isWireError(operator)) return operator;
    operators.push(operator);
  }
  const bits = required(reader, RULE.flags);
  if (isWireError(bits)) return bits;
  const flags = parseNamedBits(reader, bits);
  return isWireError(flags) ? flags : { policyRules, operators, flags };
}

export function emitGetRatResponse(rules: readonly AuthorisationRule[]): Bytes {
  return emitTlv(ES10_TAG.getRat, emitTlv(ELEMENT.firstConstructed, ...rules.map(emitRule)));
}

function emitRule(rule: AuthorisationRule): Bytes {
  const operators = rule.operators.map((one) => emitTlv(UNIVERSAL.sequence, emitOperatorId(one)));
  return emitTlv(
    UNIVERSAL.sequence,
    emitNamedBits(RULE.policyRules, rule.policyRules),
    emitTlv(RULE.operators, ...operators),
    emitNamedBits(RULE.flags, rule.flags),
  );
}
