/** The profiles of an eUICC, and what an end user does with them. [SGP22 §3.2] */
import { type Bytes, hex, HostError } from '../../base/index.ts';
import {
  emitDisableProfileRequest,
  emitEnableProfileRequest,
  emitProfileInfoListRequest,
  emitSetNicknameRequest,
  parseDisableProfileResponse,
  parseEnableProfileResponse,
  parseProfileInfoListResponse,
  parseSetNicknameResponse,
  PROFILE_TAG,
  type ProfileIdentifier,
  type ProfileInfo,
} from '../../wire/es10/index.ts';
import { parseDigits } from '../../wire/index.ts';
import type { LpaConversation } from './conversation.ts';
import { call } from './es10-call.ts';
import type { IsdRChannel } from './isd-r-channel.ts';
import { checkResult, refusedWith } from './result.ts';

/** What a list needs; icons are long. */
const LISTED: readonly number[] = [
  PROFILE_TAG.iccid,
  PROFILE_TAG.isdP,
  PROFILE_TAG.state,
  PROFILE_TAG.nickname,
  PROFILE_TAG.serviceProvider,
  PROFILE_TAG.profileName,
  PROFILE_TAG.class,
  PROFILE_TAG.owner,
  PROFILE_TAG.policyRules,
];

/** [SGP22 §5.7.15] */
export function* listProfiles(isdR: IsdRChannel): LpaConversation<readonly ProfileInfo[]> {
  const name = 'GetProfilesInfo';
  const request = emitProfileInfoListRequest({ tags: LISTED });
  const answer = yield* call(isdR, { name, request, parse: parseProfileInfoListResponse });
  if ('profiles' in answer) return answer.profiles;
  throw refusedWith(name, answer.error);
}

/**
 * The profile that a text names: ICCID in digits, AID of the ISD-P, or a nickname or name that one
 * profile alone has. Throws `HostError` PROFILE_UNKNOWN.
 */
export function* findProfile(isdR: IsdRChannel, named: string): LpaConversation<ProfileInfo> {
  const all = yield* listProfiles(isdR);
  const found = all.filter((one) => isNamed(one, named));
  if (found.length === 1) return found[0]!;
  const count = found.length === 0 ? 'no profile has' : 'more than one profile has';
  const listed = all.map(shortName).join(', ');
  throw new HostError(
    'PROFILE_UNKNOWN',
    `${count} the ICCID, AID, nickname or name ${named}`,
    all.length === 0 ? 'there is none yet: bifrons lpa download' : `name one of: ${listed}`,
  );
}

function isNamed({ iccid, isdP, nickname, profileName }: ProfileInfo, named: string): boolean {
  if (iccid !== undefined && parseDigits(iccid) === named.toUpperCase()) return true;
  if (isdP !== undefined && hex(isdP) === named.toUpperCase()) return true;
  return nickname === named || profileName === named;
}

/** ICCID, where it has one. */
export function shortName({ iccid, isdP }: ProfileInfo): string {
  if (iccid !== undefined) return parseDigits(iccid);
  return isdP === undefined ? 'a profile without a name' : hex(isdP);
}

export function identifierOf({ iccid, isdP }: ProfileInfo): ProfileIdentifier {
  if (iccid !== undefined) return { by: 'iccid', value: iccid };
  return { by: 'isd-p', value: isdP! };
}

export interface SwitchOptions {
  /** Whether the eUICC requests the reset of the modem; else the LPA resets the card. */
  readonly refresh: boolean;
}

/**
 * Enables a profile; the card starts again with it. [SGP22 §5.7.16]
 */
export function* enableProfile(
  isdR: IsdRChannel,
  profile: ProfileInfo,
  options: SwitchOptions,
): LpaConversation<void> {
  const name = 'EnableProfile';
  const request = emitEnableProfileRequest({ profile: identifierOf(profile), ...options });
  checkResult(name, yield* call(isdR, { name, request, parse: parseEnableProfileResponse }));
  yield* restart(isdR);
}

/** [SGP22 §5.7.17] */
export function* disableProfile(
  isdR: IsdRChannel,
  profile: ProfileInfo,
  options: SwitchOptions,
): LpaConversation<void> {
  const name = 'DisableProfile';
  const request = emitDisableProfileRequest({ profile: identifierOf(profile), ...options });
  checkResult(name, yield* call(isdR, { name, request, parse: parseDisableProfileResponse }));
  yield* restart(isdR);
}

/** An empty nickname removes it. [SGP22 §5.7.21] */
export function* setNickname(
  isdR: IsdRChannel,
  profile: ProfileInfo,
  nickname: string,
): LpaConversation<void> {
  const name = 'SetNickname';
  const request = emitSetNicknameRequest({ iccid: iccidOf(profile), nickname });
  checkResult(name, yield* call(isdR, { name, request, parse: parseSetNicknameResponse }));
}

function iccidOf({ iccid }: ProfileInfo): Bytes {
  if (iccid !== undefined) return iccid;
  const next = 'use another card, or another LPA';
  throw new HostError('CARD_REFUSED', 'the eUICC does not give the ICCID of the profile', next);
}

/**
 * The files of another profile are there after a reset alone: by the modem, where the eUICC has a
 * REFRESH for it, else by the LPA. [SGP22 §3.2.1]
 */
export function* restart(isdR: IsdRChannel): LpaConversation<void> {
  const { isPending } = isdR;
  yield* isdR.close();
  if (!isPending) yield { reset: true };
}
