/** ES10c.DeleteProfile. [SGP22 §5.7.18] */
import {
  DELETE_RESULT,
  emitDeleteProfileResponse,
  ES10_TAG,
  parseDeleteProfileRequest,
} from '../../wire/es10/index.ts';
import { type Es10Function, readable } from '../es10-function.ts';
import { hasRule } from '../policy-rules.ts';
import { removeProfile } from './profile-change.ts';

export const deleteProfile: Es10Function = {
  name: 'DeleteProfile',
  tag: ES10_TAG.deleteProfile,
  run(euicc, source) {
    const identifier = readable(parseDeleteProfileRequest(source), 'SGP22 §5.7.18');
    const { profiles } = euicc;
    const profile = profiles.find(identifier);
    if (profile === undefined) return emitDeleteProfileResponse(DELETE_RESULT.iccidOrAidNotFound);
    if (profiles.state(profile) === 'enabled')
      return emitDeleteProfileResponse(DELETE_RESULT.profileNotInDisabledState);
    if (hasRule(profile, 'ppr2'))
      return emitDeleteProfileResponse(DELETE_RESULT.disallowedByPolicy);
    removeProfile(euicc, profile);
    return emitDeleteProfileResponse(DELETE_RESULT.ok);
  },
};
