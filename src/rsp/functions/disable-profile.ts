/** ES10c.DisableProfile. [SGP22 §5.7.17] */
import {
  DISABLE_RESULT,
  emitDisableProfileResponse,
  ES10_TAG,
  parseDisableProfileRequest,
} from '../../wire/es10/index.ts';
import { type Es10Function, readable } from '../es10-function.ts';
import { hasRule } from '../policy-rules.ts';
import { isCatBusy, notifyChange } from './profile-change.ts';
import { noteSwitch } from './refresh.ts';

export const disableProfile: Es10Function = {
  name: 'DisableProfile',
  tag: ES10_TAG.disableProfile,
  run(euicc, source, session) {
    const request = readable(parseDisableProfileRequest(source), 'SGP22 §5.7.17');
    const { profiles } = euicc;
    const profile = profiles.find(request.profile);
    if (profile === undefined) return emitDisableProfileResponse(DISABLE_RESULT.iccidOrAidNotFound);
    if (profiles.state(profile) !== 'enabled') {
      return emitDisableProfileResponse(DISABLE_RESULT.profileNotInEnabledState);
    }
    if (hasRule(profile, 'ppr1'))
      return emitDisableProfileResponse(DISABLE_RESULT.disallowedByPolicy);
    if (request.refresh && isCatBusy(euicc, session.card))
      return emitDisableProfileResponse(DISABLE_RESULT.catBusy);
    profiles.disable(profile);
    notifyChange(euicc, profile, 'disable');
    const { enabled } = profiles;
    if (enabled !== undefined) notifyChange(euicc, enabled, 'enable');
    noteSwitch(euicc, { profile, refresh: request.refresh, session });
    return emitDisableProfileResponse(DISABLE_RESULT.ok);
  },
};
