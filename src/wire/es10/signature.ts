/** A signature of remote provisioning: r and s, one after the other. [SGP22 §2.6.7.2] */
import type { Bytes } from '../../base/index.ts';
import { elements } from '../asn1/index.ts';
import { emitTlv } from '../index.ts';
import { ELEMENT } from './tags.ts';

/** A message with a signature of another length is read: the signature is wrong. */
export const SIGNATURE = elements.element(ELEMENT.signature, elements.octets());

/** As it stands in what a further signature is made over. [SGP22 §5.7.5] */
export function emitSignature(signature: Bytes): Bytes {
  return emitTlv(ELEMENT.signature, signature);
}
