/** ES10b.GetRAT: which operators may give their profiles policy rules. [SGP22 §5.7.22] */
import { emitGetRatResponse, ES10_TAG, parseEmptyRequest } from '../../wire/es10/index.ts';
import { type Es10Function, readable } from '../es10-function.ts';

export const getRat: Es10Function = {
  name: 'GetRAT',
  tag: ES10_TAG.getRat,
  run(euicc, request) {
    readable(parseEmptyRequest('getRat', request), 'SGP22 §5.7.22');
    return emitGetRatResponse(euicc.settings.authorisationRules);
  },
};
