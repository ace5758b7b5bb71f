/** ES10c.GetEID: the EID is the one object there is to request. [SGP22 §5.7.20] */
import { refuse } from '../../os/abi/index.ts';
import {
  emitGetEuiccDataResponse,
  ES10_TAG,
  parseGetEuiccDataRequest,
} from '../../wire/es10/index.ts';
import { SW } from '../../wire/index.ts';
import { type Es10Function, readable } from '../es10-function.ts';

const CLAUSE = 'SGP22 §5.7.20';
const EID_TAG = 0x5a;

export const getEuiccData: Es10Function = {
  name: 'GetEuiccData',
  tag: ES10_TAG.getEuiccData,
  run(euicc, request) {
    const { tag } = readable(parseGetEuiccDataRequest(request), CLAUSE);
    if (tag !== EID_TAG) refuse(SW.WRONG_DATA, CLAUSE, 'only the EID, 5A, can be requested');
    return emitGetEuiccDataResponse({ eid: euicc.eid });
  },
};
