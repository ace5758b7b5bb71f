/** ES10c.SetNickname. [SGP22 §5.7.21] */
import {
  emitSetNicknameResponse,
  ES10_TAG,
  parseSetNicknameRequest,
  SET_NICKNAME_RESULT,
} from '../../wire/es10/index.ts';
import { type Es10Function, readable } from '../es10-function.ts';

export const setNickname: Es10Function = {
  name: 'SetNickname',
  tag: ES10_TAG.setNickname,
  run(euicc, source) {
    const { iccid, nickname } = readable(parseSetNicknameRequest(source), 'SGP22 §5.7.21');
    const profile = euicc.profiles.findIccid(iccid);
    if (profile === undefined) return emitSetNicknameResponse(SET_NICKNAME_RESULT.iccidNotFound);
    euicc.profiles.setNickname(profile, nickname);
    return emitSetNicknameResponse(SET_NICKNAME_RESULT.ok);
  },
};
