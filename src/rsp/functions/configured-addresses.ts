/** ES10a: which servers the eUICC is set to. [SGP22 §5.7.3] [SGP22 §5.7.4] */
import {
  emitConfiguredAddresses,
  emitSetDefaultDpAddressResponse,
  ES10_TAG,
  parseEmptyRequest,
  parseSetDefaultDpAddressRequest,
  SET_DEFAULT_DP_RESULT,
} from '../../wire/es10/index.ts';
import { type Es10Function, readable, resultFunction } from '../es10-function.ts';
import { ROOT_DS_ADDRESS } from '../euicc.ts';

export const getEuiccConfiguredAddresses: Es10Function = {
  name: 'GetEuiccConfiguredAddresses',
  tag: ES10_TAG.getEuiccConfiguredAddresses,
  run(euicc, request) {
    readable(parseEmptyRequest('getEuiccConfiguredAddresses', request), 'SGP22 §5.7.3');
    const defaultDp = euicc.defaultDpAddress.get() || undefined;
    return emitConfiguredAddresses({ defaultDp, rootDs: ROOT_DS_ADDRESS });
  },
};

export const setDefaultDpAddress = resultFunction({
  name: 'SetDefaultDpAddress',
  tag: ES10_TAG.setDefaultDpAddress,
  clause: 'SGP22 §5.7.4',
  results: SET_DEFAULT_DP_RESULT,
  parse: parseSetDefaultDpAddressRequest,
  emit: emitSetDefaultDpAddressResponse,
  run(euicc, { address }) {
    euicc.defaultDpAddress.set(address);
    return 'ok';
  },
});
