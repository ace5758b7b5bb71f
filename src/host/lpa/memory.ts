/** Deleting profiles, one or all. [SGP22 §5.7.18] [SGP22 §5.7.19] */
import {
  emitDeleteProfileRequest,
  emitEuiccMemoryResetRequest,
  parseDeleteProfileResponse,
  parseEuiccMemoryResetResponse,
  type ProfileInfo,
  RESET_OPTION,
} from '../../wire/es10/index.ts';
import type { LpaConversation } from './conversation.ts';
import { call } from './es10-call.ts';
import type { IsdRChannel } from './isd-r-channel.ts';
import { identifierOf, restart } from './profiles.ts';
import { checkResult } from './result.ts';

/** [SGP22 §5.7.18] */
export function* deleteProfile(isdR: IsdRChannel, profile: ProfileInfo): LpaConversation<void> {
  const name = 'DeleteProfile';
  const request = emitDeleteProfileRequest(identifierOf(profile));
  checkResult(name, yield* call(isdR, { name, request, parse: parseDeleteProfileResponse }));
}

export type ResetOption = keyof typeof RESET_OPTION;

/** The card starts again. [SGP22 §5.7.19] */
export function* resetMemory(
  isdR: IsdRChannel,
  options: readonly ResetOption[],
): LpaConversation<void> {
  const name = 'eUICCMemoryReset';
  const request = emitEuiccMemoryResetRequest({ options: options.map((one) => RESET_OPTION[one]) });
  checkResult(name, yield* call(isdR, { name, request, parse: parseEuiccMemoryResetResponse }));
  yield* restart(isdR);
}
