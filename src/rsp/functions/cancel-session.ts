/** ES10b.CancelSession. [SGP22 §5.7.14] */
import { equal } from '../../base/index.ts';
import {
  CANCEL_ERROR,
  CANCEL_REASON,
  emitCancelSessionResponse,
  emitEuiccCancelSessionSigned,
  ES10_TAG,
  parseCancelSessionRequest,
} from '../../wire/es10/index.ts';
import { type Es10Function, noteError, readable, wrong } from '../es10-function.ts';
import { signerOf } from '../notification-store.ts';
import { signData } from '../trust/index.ts';
import { settleInterruption } from './load-bound-profile-package.ts';

const NAME = 'CancelSession';

/** With these the same package may come later: its key stays. [SGP22 §3.1.3] */
const LATER: readonly number[] = [CANCEL_REASON.postponed, CANCEL_REASON.timeout];

export const cancelSession: Es10Function = {
  name: NAME,
  tag: ES10_TAG.cancelSession,
  run(euicc, source, session) {
    const request = readable(parseCancelSessionRequest(source), 'SGP22 §5.7.14');
    const { transactionId, reason } = request;
    const server = euicc.sessionOf(session.card)?.server;
    const signer = server && signerOf(euicc.signers, server.ciKeyId);
    if (!server || !signer || !equal(server.transactionId, transactionId)) {
      noteError(euicc, NAME, wrong('invalidTransactionId', 'it is of no session'));
      return emitCancelSessionResponse({ error: CANCEL_ERROR.invalidTransactionId });
    }
    if (!Object.values<number>(CANCEL_REASON).includes(reason)) {
      noteError(euicc, NAME, wrong('undefinedError', `the reason ${reason} is not known`));
      return emitCancelSessionResponse({ error: CANCEL_ERROR.undefinedError });
    }
    const { oid: smdpOid } = server;
    const signed = emitEuiccCancelSessionSigned({ transactionId, smdpOid, reason });
    const signature = signData(euicc.services, signer, signed);
    euicc.setSession(undefined);
    settleInterruption(euicc);
    // A key that is kept for another server's package stays.
    const isOwn = euicc.oneTimeKey.get()?.smdpOid === smdpOid;
    if (isOwn && !LATER.includes(reason)) euicc.oneTimeKey.set(undefined);
    return emitCancelSessionResponse({ signed, signature });
  },
};
