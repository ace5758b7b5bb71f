/** SetNickname. [SGP22 §5.7.21] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { elements, type Message, openMessage } from '../asn1/index.ts';
import { NICKNAME_LENGTH_MAX, PROFILE_TAG } from './profile-info.ts';
import { emitResult, parseResult } from './result.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';

const { element, octets, text } = elements;

const REQUEST = {
  /** One that is not of 10 bytes names no profile. */
  iccid: element(ELEMENT.iccid, octets()),
  /** Empty removes the nickname. */
  nickname: element(PROFILE_TAG.nickname, text(NICKNAME_LENGTH_MAX)),
} as const;
export type SetNicknameRequest = Message<typeof REQUEST>;

export const SET_NICKNAME_RESULT = { ok: 0, iccidNotFound: 1, undefinedError: 127 } as const;

export function parseSetNicknameRequest(source: Bytes): SetNicknameRequest | WireError {
  const reader = openMessage('SetNicknameRequest', ES10_TAG.setNickname, source);
  return isWireError(reader) ? reader : elements.parseElements(REQUEST, reader);
}

export function emitSetNicknameRequest(request: SetNicknameRequest): Bytes {
  return emitTlv(ES10_TAG.setNickname, elements.emitElements(REQUEST, request));
}

export function parseSetNicknameResponse(source: Bytes): number | WireError {
  return parseResult('SetNicknameResponse', ES10_TAG.setNickname, source);
}

export function emitSetNicknameResponse(result: number): Bytes {
  return emitResult(ES10_TAG.setNickname, result);
}
