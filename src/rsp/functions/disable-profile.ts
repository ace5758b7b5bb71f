/** ES10c.DisableProfile. [SGP22 §5.7.17] */
import {
  DISABLE_RESULT,
  emitDisableProfileResponse,
  ES10_TAG,
  parseDisableProfileRequest,
} from '../../wire/es10/index.ts';
import { resultFunction } from '../es10-function.ts';
import { hasRule } from '../policy-rules.ts';
import { isCatBusy, notifyChange } from './profile-change.ts';
import { noteSwitch } from './refresh.ts';

export const disableProfile = resultFunction({
  name: 'DisableProfile',
  tag: ES10_TAG.disableProfile,
  clause: 'SGP22 §5.7.17',
  results: DISABLE_RESULT,
  parse: parseDisableProfileRequest,
  emit: emitDisableProfileResponse,
  run(euicc, request, session) {
    const { profiles } = euicc;
    const profile = profiles.find(request.profile);
    if (profile === undefined) return 'iccidOrAidNotFound';
    if (profiles.state(profile) !== 'enabled') return 'profileNotInEnabledState';
    if (hasRule(profile, 'ppr1')) return 'disallowedByPolicy';
    if (request.refresh && isCatBusy(euicc, session.card)) return 'catBusy';
    profiles.disable(profile);
    notifyChange(euicc, profile, 'disable');
    const { enabled } = profiles;
    if (enabled !== undefined) notifyChange(euicc, enabled, 'enable');
    noteSwitch(euicc, { profile, refresh: request.refresh, session });
    return 'ok';
  },
});
