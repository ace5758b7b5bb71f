/** CancelSession: a session ends before its package is loaded. [SGP22 §5.7.14] */
import { elements, type Message, UNIVERSAL } from '../asn1/index.ts';
import { outcomeOf } from './outcome.ts';
import { SIGNATURE } from './signature.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';
import { TRANSACTION_ID } from './transaction-id.ts';

const { element, INTEGER, messageOf, OBJECT_IDENTIFIER, whole } = elements;

export const CANCEL_REASON = {
  endUserRejection: 0,
  postponed: 1,
  timeout: 2,
  pprNotAllowed: 3,
  metadataMismatch: 4,
  loadBppExecutionError: 5,
  undefinedReason: 127,
} as const;

export const CANCEL_ERROR = { invalidTransactionId: 5, undefinedError: 127 } as const;

const REQUEST = {
  transactionId: element(ELEMENT.first, TRANSACTION_ID),
  reason: element(ELEMENT.second, INTEGER),
} as const;
export type CancelSessionRequest = Message<typeof REQUEST>;

export const { parse: parseCancelSessionRequest, emit: emitCancelSessionRequest } = messageOf(
  'CancelSessionRequest',
  ES10_TAG.cancelSession,
  REQUEST,
);

const SIGNED = {
  transactionId: element(0x80, TRANSACTION_ID),
  /** Of the certificate that the server authenticated itself with. */
  smdpOid: element(0x81, OBJECT_IDENTIFIER),
  reason: element(0x82, INTEGER),
} as const;
export type EuiccCancelSessionSigned = Message<typeof SIGNED>;

export const { parse: parseEuiccCancelSessionSigned, emit: emitEuiccCancelSessionSigned } =
  messageOf('EuiccCancelSessionSigned', UNIVERSAL.sequence, SIGNED);

const RESULT = {
  /** An `EuiccCancelSessionSigned`. */
  signed: element(UNIVERSAL.sequence, whole(UNIVERSAL.sequence)),
  signature: SIGNATURE,
} as const;
export type CancelSessionResult = Message<typeof RESULT>;

export const { parse: parseCancelSessionResponse, emit: emitCancelSessionResponse } = outcomeOf(
  'CancelSessionResponse',
  ES10_TAG.cancelSession,
  RESULT,
);
