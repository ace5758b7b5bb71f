/** LoadCRL: a revocation list of an issuer, whole or in parts. [SGP22 §5.7.12] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { elements, type Message, openMessage, required, UNIVERSAL } from '../asn1/index.ts';
import { emitTlv, locateTlv } from '../index.ts';
import { outcomeOf } from './outcome.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';

const { INTEGER, listOf, optionalElement } = elements;

export const LOAD_CRL_ERROR = {
  invalidSignature: 1,
  invalidCRLFormat: 2,
  notEnoughMemorySpace: 3,
  verificationKeyNotFound: 4,
  fresherCrlAlreadyLoaded: 5,
  baseCrlMissing: 6,
  undefinedError: 127,
} as const;

/** The list in DER. Its SEQUENCE has the tag of the one element there is. */
export function parseLoadCrlRequest(source: Bytes): { readonly crl: Bytes } | WireError {
  const reader = openMessage('LoadCRLRequest', ES10_TAG.loadCrl, source);
  if (isWireError(reader)) return reader;
  const content = required(reader, ELEMENT.firstConstructed);
  return isWireError(content) ? content : { crl: emitTlv(UNIVERSAL.sequence, content) };
}

export function emitLoadCrlRequest({ crl }: { readonly crl: Bytes }): Bytes {
  const place = locateTlv(crl);
  const content = isWireError(place) ? crl : crl.subarray(place.at, place.next);
  return emitTlv(ES10_TAG.loadCrl, emitTlv(ELEMENT.firstConstructed, content));
}

const RESULT = {
  /** Numbers of the parts that have not come. */
  missingParts: optionalElement(ELEMENT.firstConstructed, listOf(UNIVERSAL.integer, INTEGER)),
} as const;
export type LoadCrlResult = Message<typeof RESULT>;

export const { parse: parseLoadCrlResponse, emit: emitLoadCrlResponse } = outcomeOf(
  'LoadCRLResponse',
  ES10_TAG.loadCrl,
  RESULT,
);
