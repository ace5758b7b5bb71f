/**
 * EnableProfile and DisableProfile, whose requests are of one form.
 * [SGP22 §5.7.16] [SGP22 §5.7.17]
 */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { emitBoolean, openInside, openMessage, parseBoolean, required } from '../asn1/index.ts';
import {
  emitProfileIdentifier,
  parseProfileIdentifier,
  type ProfileIdentifier,
} from './profile-identifier.ts';
import { emitResult, parseResult } from './result.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';

export interface SwitchProfileRequest {
  readonly profile: ProfileIdentifier;
  /** Whether the eUICC is to send REFRESH; without it the device resets the eUICC itself. */
  readonly refresh: boolean;
}

export const ENABLE_RESULT = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInDisabledState: 2,
  disallowedByPolicy: 3,
  wrongProfileReenabling: 4,
  catBusy: 5,
  undefinedError: 127,
} as const;

export const DISABLE_RESULT = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInEnabledState: 2,
  disallowedByPolicy: 3,
  catBusy: 5,
  undefinedError: 127,
} as const;

export function parseEnableProfileRequest(source: Bytes): SwitchProfileRequest | WireError {
  return parseRequest('EnableProfileRequest', ES10_TAG.enableProfile, source);
}

export function emitEnableProfileRequest(request: SwitchProfileRequest): Bytes {
  return emitRequest(ES10_TAG.enableProfile, request);
}

export function parseEnableProfileResponse(source: Bytes): number | WireError {
  return parseResult('EnableProfileResponse', ES10_TAG.enableProfile, source);
}

export function emitEnableProfileResponse(result: number): Bytes {
  return emitResult(ES10_TAG.enableProfile, result);
}

export function parseDisableProfileRequest(source: Bytes): SwitchProfileRequest | WireError {
  return parseRequest('DisableProfileRequest', ES10_TAG.disableProfile, source);
}

export function emitDisableProfileRequest(request: SwitchProfileRequest): Bytes {
  return emitRequest(ES10_TAG.disableProfile, request);
}

export function parseDisableProfileResponse(source: Bytes): number | WireError {
  return parseResult('DisableProfileResponse', ES10_TAG.disableProfile, source);
}

export function emitDisableProfileResponse(result: number): Bytes {
  return emitResult(ES10_TAG.disableProfile, result);
}

function parseRequest(codec: string, tag: number, source: Bytes): SwitchProfileRequest | WireError {
  const reader = openMessage(codec, tag, source);
  if (isWireError(reader)) return reader;
  const identifier = required(reader, ELEMENT.firstConstructed);
  if (isWireError(identifier)) return identifier;
  const inside = openInside(reader, identifier);
  if (isWireError(inside)) return inside;
  const profile = parseProfileIdentifier(inside);
  if (isWireError(profile)) return profile;
  const flag = required(reader, ELEMENT.second);
  if (isWireError(flag)) return flag;
  const refresh = parseBoolean(reader, flag);
  return isWireError(refresh) ? refresh : { profile, refresh };
}

function emitRequest(tag: number, request: SwitchProfileRequest): Bytes {
  const identifier = emitTlv(ELEMENT.firstConstructed, emitProfileIdentifier(request.profile));
  return emitTlv(tag, identifier, emitBoolean(ELEMENT.second, request.refresh));
}
