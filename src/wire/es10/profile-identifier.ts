/** How a command names one profile: by the AID of its ISD-P or by its ICCID. [SGP22 §5.7.16] */
import { AID_LENGTH_MAX, type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { optional, type Reader, sized, wrong } from '../asn1/index.ts';
import { ELEMENT } from './tags.ts';

export const ISD_P_AID_LENGTH_MAX = AID_LENGTH_MAX;

export interface ProfileIdentifier {
  readonly by: 'isd-p' | 'iccid';
  /** An AID of 1 to 16 bytes, or an ICCID; one that is not of 10 bytes names no profile. */
  readonly value: Bytes;
}

/** Reads the choice among the elements of what `reader` has opened. */
export function parseProfileIdentifier(reader: Reader): ProfileIdentifier | WireError {
  const aid = optional(reader, ELEMENT.isdPAid);
  const iccid = optional(reader, ELEMENT.iccid);
  if ((aid === undefined) === (iccid === undefined)) {
    const got = aid === undefined ? 'neither' : 'both';
    return wrong(reader, reader.source, { expected: 'an ISD-P AID or an ICCID', got });
  }
  if (aid !== undefined) {
    const value = sized(reader, aid, { min: 1, max: ISD_P_AID_LENGTH_MAX });
    return isWireError(value) ? value : { by: 'isd-p', value };
  }
  return { by: 'iccid', value: iccid! };
}

export function emitProfileIdentifier(identifier: ProfileIdentifier): Bytes {
  return emitTlv(identifier.by === 'isd-p' ? ELEMENT.isdPAid : ELEMENT.iccid, identifier.value);
}
