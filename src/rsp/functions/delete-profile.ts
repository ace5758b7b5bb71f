/** ES10c.DeleteProfile. [SGP22 §5.7.18] */
import {
  DELETE_RESULT,
  emitDeleteProfileResponse,
  ES10_TAG,
  parseDeleteProfileRequest,
} from '../../wire/es10/index.ts';
import { resultFunction } from '../es10-function.ts';
import { hasRule } from '../policy-rules.ts';
import { removeProfile } from './profile-change.ts';

export const deleteProfile = resultFunction({
  name: 'DeleteProfile',
  tag: ES10_TAG.deleteProfile,
  clause: 'SGP22 §5.7.18',
  results: DELETE_RESULT,
  parse: parseDeleteProfileRequest,
  emit: emitDeleteProfileResponse,
  run(euicc, identifier) {
    const { profiles } = euicc;
    const profile = profiles.find(identifier);
    if (profile === undefined) return 'iccidOrAidNotFound';
    if (profiles.state(profile) === 'enabled') return 'profileNotInDisabledState';
    if (hasRule(profile, 'ppr2')) return 'disallowedByPolicy';
    removeProfile(euicc, profile);
    return 'ok';
  },
});
