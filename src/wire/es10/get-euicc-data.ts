/** GetEuiccData: the EID. [SGP22 §5.7.20] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { openMessage, required, sized } from '../asn1/index.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';

export const EID_LENGTH = 16;

export interface GetEuiccDataRequest {
  /** One byte; the EID's is 5A and no other is defined. */
  readonly tag: number;
}

export function parseGetEuiccDataRequest(source: Bytes): GetEuiccDataRequest | WireError {
  const reader = openMessage('GetEuiccDataRequest', ES10_TAG.getEuiccData, source);
  if (isWireError(reader)) return reader;
  const found = required(reader, ELEMENT.tagList);
  if (isWireError(found)) return found;
  const list = sized(reader, found, { min: 1, max: 1 });
  return isWireError(list) ? list : { tag: list[0]! };
}

export function emitGetEuiccDataRequest(request: GetEuiccDataRequest): Bytes {
  return emitTlv(ES10_TAG.getEuiccData, emitTlv(ELEMENT.tagList, Uint8Array.of(request.tag)));
}

/** Its value: the EID's 32 digits in 16 bytes. */
export function parseGetEuiccDataResponse(source: Bytes): { readonly eid: Bytes } | WireError {
  const reader = openMessage('GetEuiccDataResponse', ES10_TAG.getEuiccData, source);
  if (isWireError(reader)) return reader;
  const found = required(reader, ELEMENT.iccid);
  if (isWireError(found)) return found;
  const eid = sized(reader, found, { min: EID_LENGTH, max: EID_LENGTH });
  return isWireError(eid) ? eid : { eid };
}

export function emitGetEuiccDataResponse(response: { readonly eid: Bytes }): Bytes {
  return emitTlv(ES10_TAG.getEuiccData, emitTlv(ELEMENT.iccid, response.eid));
}
