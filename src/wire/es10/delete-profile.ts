/** DeleteProfile. [SGP22 §5.7.18] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { openMessage } from '../asn1/index.ts';
import { emitTlv } from '../index.ts';
import {
  emitProfileIdentifier,
  parseProfileIdentifier,
  type ProfileIdentifier,
} from './profile-identifier.ts';
import { emitResult, parseResult } from './result.ts';
import { ES10_TAG } from './tags.ts';

export const DELETE_RESULT = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInDisabledState: 2,
  disallowedByPolicy: 3,
  undefinedError: 127,
} as const;

export function parseDeleteProfileRequest(source: Bytes): ProfileIdentifier | WireError {
  const reader = openMessage('DeleteProfileRequest', ES10_TAG.deleteProfile, source);
  return isWireError(reader) ? reader : parseProfileIdentifier(reader);
}

export function emitDeleteProfileRequest(profile: ProfileIdentifier): Bytes {
  return emitTlv(ES10_TAG.deleteProfile, emitProfileIdentifier(profile));
}

export function parseDeleteProfileResponse(source: Bytes): number | WireError {
  return parseResult('DeleteProfileResponse', ES10_TAG.deleteProfile, source);
}

export function emitDeleteProfileResponse(result: number): Bytes {
  return emitResult(ES10_TAG.deleteProfile, result);
}
