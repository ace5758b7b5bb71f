/** SetNickname. [SGP22 §5.7.21] */
import { type Bytes, isWireError, utf8, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { openMessage, parseText, required } from '../asn1/index.ts';
import { NICKNAME_LENGTH_MAX, PROFILE_TAG } from './profile-info.ts';
import { emitResult, parseResult } from './result.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';

export interface SetNicknameRequest {
  /** One that is not of 10 bytes names no profile. */
  readonly iccid: Bytes;
  /** Up to 64 bytes of UTF-8; empty removes the nickname. */
  readonly nickname: string;
}

export const SET_NICKNAME_RESULT = { ok: 0, iccidNotFound: 1, undefinedError: 127 } as const;

export function parseSetNicknameRequest(source: Bytes): SetNicknameRequest | WireError {
  const reader = openMessage('SetNicknameRequest', ES10_TAG.setNickname, source);
  if (isWireError(reader)) return reader;
  const iccid = required(reader, ELEMENT.iccid);
  if (isWireError(iccid)) return iccid;
  const text = required(reader, PROFILE_TAG.nickname);
  if (isWireError(text)) return text;
  const nickname = parseText(reader, text, NICKNAME_LENGTH_MAX);
  return isWireError(nickname) ? nickname : { iccid, nickname };
}

export function emitSetNicknameRequest(request: SetNicknameRequest): Bytes {
  return emitTlv(
    ES10_TAG.setNickname,
    emitTlv(ELEMENT.iccid, request.iccid),
    emitTlv(PROFILE_TAG.nickname, utf8(request.nickname)),
  );
}

export function parseSetNicknameResponse(source: Bytes): number | WireError {
  return parseResult('SetNicknameResponse', ES10_TAG.setNickname, source);
}

export function emitSetNicknameResponse(result: number): Bytes {
  return emitResult(ES10_TAG.setNickname, result);
}
