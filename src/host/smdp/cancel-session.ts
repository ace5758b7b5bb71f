/** ES9+.CancelSession: the user or the eUICC does not take the profile. [SGP22 §5.6.5] */
import {
  type Bytes,
  describeWireError,
  equal,
  hex,
  isWireError,
  nameOf,
} from '../../base/index.ts';
import {
  CANCEL_REASON,
  parseCancelSessionResponse,
  parseEuiccCancelSessionSigned,
} from '../../wire/es10/index.ts';
import {
  type ES9_FUNCTIONS,
  type Failure,
  failedStatus,
  type RequestOf,
} from '../../wire/es9/index.ts';
import { isSigned, refused } from '../rsp-server/index.ts';
import { report, withdrawEvent } from './context.ts';
import type { Es9Context } from './es9.ts';

/** After these the same order may be downloaded later. [SGP22 §3.0.2] */
const POSTPONING: readonly number[] = [CANCEL_REASON.postponed, CANCEL_REASON.timeout];

export function cancelSession(
  context: Es9Context,
  { transactionId, cancelSessionResponse }: RequestOf<(typeof ES9_FUNCTIONS)['cancelSession']>,
): Readonly<Record<never, never>> | Failure {
  const { parts, sessions, shelf } = context;
  const session = sessions.find(transactionId);
  const { download, initiated } = session ?? {};
  if (download === undefined || initiated === undefined) return unknown(transactionId);
  const parsed = parseCancelSessionResponse(cancelSessionResponse);
  if (isWireError(parsed)) return refused('function', 'invalid', describeWireError(parsed));
  if ('error' in parsed)
    return refused('function', 'invalid', `the eUICC answered error ${parsed.error}`);
  const { signed: message, signature } = parsed;
  if (!isSigned(parts.crypto, download.euicc, { signature, message }))
    return refused('euicc', 'verificationFailed', 'euiccCancelSessionSignature is wrong');
  const content = parseEuiccCancelSessionSigned(message);
  if (isWireError(content)) return refused('function', 'invalid', describeWireError(content));
  if (!equal(content.transactionId, transactionId)) return unknown(content.transactionId);
  if (content.smdpOid !== initiated.identity.auth.oid)
    return refused('smdp', 'invalidAssociation', `${content.smdpOid} is another server`);
  sessions.end(transactionId);
  const record = shelf.find(download.iccid);
  if (record === undefined || POSTPONING.includes(content.reason)) return {};
  const why = nameOf(CANCEL_REASON, content.reason);
  const failure = refused('profile', 'refused', `cancelled: ${why ?? content.reason}`);
  report(context, record, 'packageInstallation', failedStatus(failure).statusCodeData);
  withdrawEvent(context, record);
  shelf.change(record, { state: 'error' });
  return {};
}

function unknown(transactionId: Bytes): Failure {
  return refused('transactionId', 'unknown', `there is no session ${hex(transactionId)}`);
}
