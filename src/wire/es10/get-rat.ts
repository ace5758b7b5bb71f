/** GetRAT: the rules authorisation table. [SGP22 §5.7.22] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { elements, openMessage, UNIVERSAL } from '../asn1/index.ts';
import { OPERATOR_ID } from './profile-info.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';

const { element, listOf, NAMED_BITS, sequence } = elements;

/** The one bit of `pprFlags`. */
export const CONSENT_REQUIRED = 0;

const RULE = sequence({
  /** Bits of `PPR`. */
  policyRules: element(0x80, NAMED_BITS),
  operators: element(0xa1, listOf(UNIVERSAL.sequence, OPERATOR_ID)),
  flags: element(0x82, NAMED_BITS),
});
export type AuthorisationRule = elements.ValueOf<typeof RULE>;

const TABLE = {
  rules: element(ELEMENT.firstConstructed, listOf(UNIVERSAL.sequence, RULE)),
} as const;

export function parseGetRatResponse(source: Bytes): readonly AuthorisationRule[] | WireError {
  const reader = openMessage('GetRatResponse', ES10_TAG.getRat, source);
  if (isWireError(reader)) return reader;
  const table = elements.parseElements(TABLE, reader);
  return isWireError(table) ? table : table.rules;
}

export function emitGetRatResponse(rules: readonly AuthorisationRule[]): Bytes {
  return emitTlv(ES10_TAG.getRat, elements.emitElements(TABLE, { rules }));
}
