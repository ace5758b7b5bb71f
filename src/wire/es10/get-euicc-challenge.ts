/** GetEUICCChallenge. [SGP22 §5.7.7] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { openMessage, required, sized } from '../asn1/index.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';

export const EUICC_CHALLENGE_LENGTH = 16;

export function parseGetEuiccChallengeResponse(
  source: Bytes,
): { readonly challenge: Bytes } | WireError {
  const reader = openMessage('GetEuiccChallengeResponse', ES10_TAG.getEuiccChallenge, source);
  if (isWireError(reader)) return reader;
  const found = required(reader, ELEMENT.first);
  if (isWireError(found)) return found;
  const length = EUICC_CHALLENGE_LENGTH;
  const challenge = sized(reader, found, { min: length, max: length });
  return isWireError(challenge) ? challenge : { challenge };
}

export function emitGetEuiccChallengeResponse(response: { readonly challenge: Bytes }): Bytes {
  return emitTlv(ES10_TAG.getEuiccChallenge, emitTlv(ELEMENT.first, response.challenge));
}
