/**
 * ES10b.LoadCRL: a list of revocations, whole, in parts or of changes. [SGP22 §5.7.12]
 * [SGP22 §4.6.2]
 */
import type { Bytes } from '../../base/index.ts';
import { Refusal } from '../../os/abi/index.ts';
import {
  emitLoadCrlResponse,
  ES10_TAG,
  LOAD_CRL_ERROR,
  parseLoadCrlRequest,
} from '../../wire/es10/index.ts';
import { SW } from '../../wire/index.ts';
import { type Es10Function, noteError, readable, wrong } from '../es10-function.ts';
import type { Euicc } from '../euicc.ts';
import { type CrlProblem, type JoinProblem, joinRevocations, readCrl } from '../trust/index.ts';

const NAME = 'LoadCRL';
type ErrorName = keyof typeof LOAD_CRL_ERROR;

const ERRORS: Readonly<Record<(CrlProblem | JoinProblem)['problem'], ErrorName>> = {
  format: 'invalidCRLFormat',
  issuer: 'verificationKeyNotFound',
  signature: 'invalidSignature',
  parts: 'notEnoughMemorySpace',
  fresher: 'fresherCrlAlreadyLoaded',
  noBase: 'baseCrlMissing',
  otherTotal: 'invalidCRLFormat',
};

export const loadCrl: Es10Function = {
  name: NAME,
  tag: ES10_TAG.loadCrl,
  run(euicc, source) {
    const { crl } = readable(parseLoadCrlRequest(source), 'SGP22 §5.7.12');
    const missing = load(euicc, crl);
    if (!('error' in missing))
      return emitLoadCrlResponse(missing.length === 0 ? {} : { missingParts: missing });
    noteError(euicc, NAME, missing);
    return emitLoadCrlResponse({ error: LOAD_CRL_ERROR[missing.error] });
  },
};

/** Numbers of the parts of the list that are still to come. */
function load({ services, trust, revocations }: Euicc, crl: Bytes) {
  const list = readCrl(services.crypto, crl, trust);
  const joined = 'problem' in list ? list : joinRevocations(revocations.get(), list);
  if ('problem' in joined) return wrong(ERRORS[joined.problem], joined.why);
  try {
    revocations.set(joined.all);
    return joined.missing;
  } catch (error) {
    if (error instanceof Refusal && error.sw === SW.NO_MEMORY)
      return wrong<ErrorName>('notEnoughMemorySpace', error.why);
    throw error;
  }
}
