/** ES10c.EnableProfile. [SGP22 §5.7.16] */
import {
  emitEnableProfileResponse,
  ENABLE_RESULT,
  ES10_TAG,
  parseEnableProfileRequest,
} from '../../wire/es10/index.ts';
import { resultFunction } from '../es10-function.ts';
import type { Euicc } from '../euicc.ts';
import { hasRule } from '../policy-rules.ts';
import type { Profile } from '../profile-store.ts';
import { isCatBusy, notifyChange } from './profile-change.ts';
import { noteSwitch } from './refresh.ts';

export const enableProfile = resultFunction({
  name: 'EnableProfile',
  tag: ES10_TAG.enableProfile,
  clause: 'SGP22 §5.7.16',
  results: ENABLE_RESULT,
  parse: parseEnableProfileRequest,
  emit: emitEnableProfileResponse,
  run(euicc, request, session) {
    const { profiles } = euicc;
    const profile = profiles.find(request.profile);
    if (profile === undefined) return 'iccidOrAidNotFound';
    const result = judge(euicc, profile, request.refresh && isCatBusy(euicc, session.card));
    if (result !== 'ok') return result;
    const before = profiles.enabled;
    profiles.enable(profile);
    if (before !== undefined) notifyChange(euicc, before, 'disable');
    notifyChange(euicc, profile, 'enable');
    noteSwitch(euicc, { profile, refresh: request.refresh, session });
    return 'ok';
  },
});

/**
 * A test profile takes the place of a profile that must not be disabled. While a test profile is
 * enabled, the profile it displaced is the only other one that may come back: a detour through a
 * test profile must not change the subscription.
 */
function judge({ profiles }: Euicc, target: Profile, isBusy: boolean): keyof typeof ENABLE_RESULT {
  if (profiles.state(target) === 'enabled') return 'profileNotInDisabledState';
  const { enabled } = profiles;
  if (enabled !== undefined && target.class !== 'test' && hasRule(enabled, 'ppr1'))
    return 'disallowedByPolicy';
  const displaced = profiles.beforeTest;
  const isDetour = enabled?.class === 'test' && target.class !== 'test';
  if (isDetour && displaced !== undefined && displaced !== target) return 'wrongProfileReenabling';
  return isBusy ? 'catBusy' : 'ok';
}
