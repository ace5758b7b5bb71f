/** Requests that say nothing but their name. */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { openMessage } from '../asn1/index.ts';
import { ES10_TAG } from './tags.ts';

export type EmptyRequestName =
  | 'getEuiccInfo1'
  | 'getEuiccInfo2'
  | 'getEuiccChallenge'
  | 'getEuiccConfiguredAddresses'
  | 'getRat';

/** Anything inside is skipped: the sequence is open to extension. */
export function parseEmptyRequest(name: EmptyRequestName, source: Bytes): true | WireError {
  const reader = openMessage(`${name} request`, ES10_TAG[name], source);
  return isWireError(reader) ? reader : true;
}

export function emitEmptyRequest(name: EmptyRequestName): Bytes {
  return emitTlv(ES10_TAG[name]);
}
