/** How a function ended: its status, and for a failure a subject and a reason. [SGP22 §5.2.6] */
import { nameOf, spacedName } from '../../base/index.ts';
import { field, type JsonMessage, objectOf, optionalField, textOf } from './json-fields.ts';

/** What a failure is about. [SGP22 §5.2.6.1] */
export const SUBJECT = {
  functionRequester: '1.1',
  protocolFormat: '1.3.1',
  function: '1.6',
  euicc: '8.1',
  eid: '8.1.1',
  eumCertificate: '8.1.2',
  euiccCertificate: '8.1.3',
  profile: '8.2',
  profileIccid: '8.2.1',
  profileType: '8.2.5',
  matchingId: '8.2.6',
  confirmationCode: '8.2.7',
  boundProfilePackage: '8.2.10',
  smdp: '8.8',
  smdpAddress: '8.8.1',
  smdpSecurity: '8.8.2',
  smdpVersion: '8.8.3',
  smdpCertificate: '8.8.4',
  downloadOrder: '8.8.5',
  smds: '8.9',
  smdsAddress: '8.9.1',
  smdsSecurity: '8.9.2',
  smdsVersion: '8.9.3',
  smdsCertificate: '8.9.4',
  eventRecord: '8.9.5',
  transactionId: '8.10.1',
  ciPublicKey: '8.11.1',
} as const;
export type SubjectName = keyof typeof SUBJECT;

/** What is wrong with it. [SGP22 §5.2.6.2] */
export const REASON = {
  unknownRequester: '1.1',
  notAllowed: '1.2',
  invalid: '2.1',
  mandatoryElementMissing: '2.2',
  conditionalElementMissing: '2.3',
  unsupported: '3.1',
  alreadyInUse: '3.3',
  invalidTransition: '3.5',
  unavailable: '3.7',
  refused: '3.8',
  unknown: '3.9',
  invalidAssociation: '3.10',
  executionError: '4.2',
  stoppedOnWarning: '4.3',
  insufficientMemory: '4.8',
  timeToLiveExpired: '4.10',
  inaccessible: '5.1',
  verificationFailed: '6.1',
  expired: '6.3',
  retriesExceeded: '6.4',
} as const;
export type ReasonName = keyof typeof REASON;

export const EXECUTION_STATUS = {
  success: 'Executed-Success',
  warning: 'Executed-WithWarning',
  failed: 'Failed',
  expired: 'Expired',
} as const;

const CODE = textOf('a code of numbers and points', /^\d+(\.\d+)*$/);

const STATUS_CODE = {
  subjectCode: field(CODE),
  reasonCode: field(CODE),
  subjectIdentifier: optionalField(textOf('text')),
  message: optionalField(textOf('text')),
} as const;
export type StatusCode = JsonMessage<typeof STATUS_CODE>;

export const EXECUTION = {
  status: field(textOf('a status')),
  statusCodeData: optionalField(objectOf(STATUS_CODE)),
} as const;
export type ExecutionStatus = JsonMessage<typeof EXECUTION>;

export const RESPONSE_HEADER = { functionExecutionStatus: field(objectOf(EXECUTION)) } as const;

/** Required of servers and operators; an LPA sends none. [SGP22 §5.2.5] */
export const REQUEST_HEADER = {
  functionRequesterIdentifier: field(textOf('text')),
  functionCallIdentifier: field(textOf('text')),
} as const;
export type RequestHeader = JsonMessage<typeof REQUEST_HEADER>;

/** A failure by the names of the tables above. */
export interface Failure {
  readonly subject: SubjectName;
  readonly reason: ReasonName;
  /** In words. */
  readonly why: string;
  readonly identifier?: string | undefined;
}

export function failedStatus({ subject, reason, why, identifier }: Failure): ExecutionStatus {
  const statusCodeData = {
    subjectCode: SUBJECT[subject],
    reasonCode: REASON[reason],
    subjectIdentifier: identifier,
    message: why,
  };
  return { status: EXECUTION_STATUS.failed, statusCodeData };
}

/** `eid refused`, or the codes where they are not of the tables. */
export function statusInWords({ subjectCode, reasonCode, message }: StatusCode): string {
  const subject = wordsOf(SUBJECT, subjectCode) ?? `subject ${subjectCode}`;
  const reason = wordsOf(REASON, reasonCode) ?? `reason ${reasonCode}`;
  const words = `${subject}: ${reason} (${subjectCode}/${reasonCode})`;
  return message === undefined ? words : `${words}, ${message}`;
}

function wordsOf(table: Readonly<Record<string, string>>, code: string): string | undefined {
  const name = nameOf(table, code);
  return name && spacedName(name);
}
