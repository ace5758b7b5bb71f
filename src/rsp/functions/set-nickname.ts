/** ES10c.SetNickname. [SGP22 §5.7.21] */
import {
  emitSetNicknameResponse,
  ES10_TAG,
  parseSetNicknameRequest,
  SET_NICKNAME_RESULT,
} from '../../wire/es10/index.ts';
import { resultFunction } from '../es10-function.ts';

export const setNickname = resultFunction({
  name: 'SetNickname',
  tag: ES10_TAG.setNickname,
  clause: 'SGP22 §5.7.21',
  results: SET_NICKNAME_RESULT,
  parse: parseSetNicknameRequest,
  emit: emitSetNicknameResponse,
  run({ profiles }, { iccid, nickname }) {
    const profile = profiles.findIccid(iccid);
    if (profile === undefined) return 'iccidNotFound';
    profiles.setNickname(profile, nickname);
    return 'ok';
  },
});
