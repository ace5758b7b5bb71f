/** ES10b.GetRAT: no rule lets a profile have policy rules: the table is empty. [SGP22 §5.7.22] */
import { emitGetRatResponse, ES10_TAG, parseEmptyRequest } from '../../wire/es10/index.ts';
import { type Es10Function, readable } from '../es10-function.ts';

export const getRat: Es10Function = {
  name: 'GetRAT',
  tag: ES10_TAG.getRat,
  run(_euicc, request) {
    readable(parseEmptyRequest('getRat', request), 'SGP22 §5.7.22');
    return emitGetRatResponse([]);
  },
};
