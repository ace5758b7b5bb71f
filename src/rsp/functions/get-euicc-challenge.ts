/** ES10b.GetEUICCChallenge: the beginning of an RSP session. [SGP22 §5.7.7] */
import {
  emitGetEuiccChallengeResponse,
  ES10_TAG,
  EUICC_CHALLENGE_LENGTH,
  parseEmptyRequest,
} from '../../wire/es10/index.ts';
import { type Es10Function, readable } from '../es10-function.ts';
import { settleInterruption } from './load-bound-profile-package.ts';

export const getEuiccChallenge: Es10Function = {
  name: 'GetEUICCChallenge',
  tag: ES10_TAG.getEuiccChallenge,
  run(euicc, request, session) {
    readable(parseEmptyRequest('getEuiccChallenge', request), 'SGP22 §5.7.7');
    const challenge = euicc.services.rng.bytes(EUICC_CHALLENGE_LENGTH);
    euicc.setSession({ card: session.card, challenge });
    // A package whose session ends this way will not be complete.
    settleInterruption(euicc);
    return emitGetEuiccChallengeResponse({ challenge });
  },
};
