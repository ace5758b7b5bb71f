/** ES10c.EnableProfile. [SGP22 §5.7.16] */
import {
  emitEnableProfileResponse,
  ENABLE_RESULT,
  ES10_TAG,
  parseEnableProfileRequest,
} from '../../wire/es10/index.ts';
import { type Es10Function, readable } from '../es10-function.ts';
import type { Profile, ProfileStore } from '../profile-store.ts';
import { noteSwitch } from './refresh.ts';

export const enableProfile: Es10Function = {
  name: 'EnableProfile',
  tag: ES10_TAG.enableProfile,
  run(euicc, source, session) {
    const request = readable(parseEnableProfileRequest(source), 'SGP22 §5.7.16');
    const { profiles } = euicc;
    const profile = profiles.find(request.profile);
    if (profile === undefined) return emitEnableProfileResponse(ENABLE_RESULT.iccidOrAidNotFound);
    const result = judge(profiles, profile);
    if (result !== ENABLE_RESULT.ok) return emitEnableProfileResponse(result);
    profiles.enable(profile);
    noteSwitch(euicc, { profile, refresh: request.refresh, session });
    return emitEnableProfileResponse(ENABLE_RESULT.ok);
  },
};

/**
 * While a test profile is enabled, the profile it displaced is the only other one that may come
 * back: a detour through a test profile must not change the subscription.
 */
function judge(profiles: ProfileStore, target: Profile): number {
  if (profiles.state(target) === 'enabled') return ENABLE_RESULT.profileNotInDisabledState;
  const displaced = profiles.beforeTest;
  const isDetour = profiles.enabled?.class === 'test' && target.class !== 'test';
  if (isDetour && displaced !== undefined && displaced !== target) {
    return ENABLE_RESULT.wrongProfileReenabling;
  }
  return ENABLE_RESULT.ok;
}
