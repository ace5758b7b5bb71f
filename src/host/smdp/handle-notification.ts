/**
 * ES9+.HandleNotification: what an eUICC reports of a profile. The answer is the same for each; a
 * notification that does not check out changes nothing. [SGP22 §5.6.4]
 */
import {
  type Bytes,
  describeWireError,
  hex,
  isWireError,
  unhex,
  nameOf,
} from '../../base/index.ts';
import { parseDigits } from '../../wire/index.ts';
import {
  INSTALL_ERROR,
  NOTIFICATION_EVENT,
  type OtherSignedNotification,
  parseNotificationMetadata,
  parsePendingNotification,
  parseProfileInstallationResultData,
  type ProfileInstallationResult,
} from '../../wire/es10/index.ts';
import { failedStatus } from '../../wire/es9/index.ts';
import { checkEuicc, isFailure, isSigned, refused } from '../rsp-server/index.ts';
import { report, withdrawEvent } from './context.ts';
import type { Es9Context } from './es9.ts';
import type { ProfileRecord, ReportedEvent } from './profile-record.ts';

/** After these a further download may succeed. */
const REPEATABLE: readonly number[] = [
  INSTALL_ERROR.installFailedDueToInterruption,
  INSTALL_ERROR.installFailedDueToInsufficientMemoryForProfile,
];
const EVENTS_MAX = 100;

/** What was done with it, in words. */
export function handleNotification(context: Es9Context, pendingNotification: Bytes): string {
  const parsed = parsePendingNotification(pendingNotification);
  if (isWireError(parsed)) return `dropped: ${describeWireError(parsed)}`;
  return parsed.kind === 'installation'
    ? installation(context, parsed.result)
    : other(context, parsed.notification);
}

function installation(context: Es9Context, { data, signature }: ProfileInstallationResult): string {
  const content = parseProfileInstallationResultData(data);
  if (isWireError(content)) return `dropped: ${describeWireError(content)}`;
  const { shelf, parts, sessions } = context;
  const transactionId = hex(content.transactionId);
  const record = shelf.records.find(({ order }) => order.bound?.transactionId === transactionId);
  const bound = record?.order.bound;
  if (record === undefined || bound === undefined)
    return `dropped: transaction ${transactionId} bound no profile`;
  const key = { curve: bound.curve, publicKey: unhex(bound.publicKey) };
  if (!isSigned(parts.crypto, key, { signature, message: data }))
    return 'dropped: its signature is wrong';
  sessions.end(content.transactionId);
  const { finalResult, metadata } = content;
  if (!('reason' in finalResult)) {
    // An eUICC repeats a notification until an LPA removes it.
    if (record.state === 'installed') return `${record.iccid} is installed`;
    const installed = note(context, record, { event: 'install', ...metadata });
    report(context, installed, 'packageInstallation');
    withdrawEvent(context, installed);
    shelf.change(installed, { state: 'installed' });
    return `${record.iccid} is installed`;
  }
  const { command, reason } = finalResult;
  const error = { command, reason };
  const why = `command ${command}: ${nameOf(INSTALL_ERROR, reason) ?? reason}`;
  const failure = refused('euicc', 'executionError', why);
  const failed = note(context, record, { event: 'install', ...metadata, error });
  report(context, failed, 'packageInstallation', failedStatus(failure).statusCodeData);
  if (!REPEATABLE.includes(reason)) {
    withdrawEvent(context, failed);
    shelf.change(failed, { state: 'error' });
  }
  return `${record.iccid} was not installed, ${why}`;
}

function other(context: Es9Context, notification: OtherSignedNotification): string {
  const { metadata: message, signature } = notification;
  const content = parseNotificationMetadata(message);
  if (isWireError(content)) return `dropped: ${describeWireError(content)}`;
  const euicc = checkEuicc(context.parts, notification);
  if (isFailure(euicc)) return `dropped: ${euicc.why}`;
  if (!isSigned(context.parts.crypto, euicc, { signature, message }))
    return 'dropped: its signature is wrong';
  const iccid = content.iccid && parseDigits(content.iccid);
  const record = iccid === undefined ? undefined : context.shelf.find(iccid);
  const event: ReportedEvent['event'] | undefined = nameOf(NOTIFICATION_EVENT, content.events[0]);
  if (record === undefined || record.order.eid !== euicc.eid || event === undefined)
    return `dropped: EID ${euicc.eid} has no profile ${iccid ?? ''} of this server`;
  note(context, record, { event, ...content });
  return `${record.iccid}: ${event}`;
}

/** A notification that was sent twice is noted once. */
function note(
  { shelf }: Es9Context,
  record: ProfileRecord,
  { event, sequenceNumber, error }: ReportedEvent,
): ProfileRecord {
  const isNoted = record.events.some((one) => one.sequenceNumber === sequenceNumber);
  if (isNoted) return record;
  const events = [...record.events, { event, sequenceNumber, error }].slice(-EVENTS_MAX);
  return shelf.change(record, { events });
}
