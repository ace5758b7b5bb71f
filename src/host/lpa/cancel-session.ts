/** A session that ends before its package is loaded: both sides close it. [SGP22 §3.0.2] */
import { HostError } from '../../base/index.ts';
import {
  CANCEL_REASON,
  emitCancelSessionRequest,
  isFailed,
  parseCancelSessionResponse,
} from '../../wire/es10/index.ts';
import { ES9_FUNCTIONS } from '../../wire/es9/index.ts';
import type { LpaConversation } from './conversation.ts';
import { readAnswer } from './es10-call.ts';
import { callServer } from './server-call.ts';
import type { IsdRChannel } from './isd-r-channel.ts';
import type { Authenticated } from './authenticate.ts';

export type CancelReason = keyof typeof CANCEL_REASON;

export interface OpenSession extends Pick<Authenticated, 'transactionId'> {
  readonly isdR: IsdRChannel;
  readonly address: string;
}

/**
 * Cancels on both sides. What fails in that is left: the reason of the cancellation is what the
 * end user gets.
 */
export function* cancelSession(session: OpenSession, reason: CancelReason): LpaConversation<void> {
  const { isdR, address, transactionId } = session;
  const request = emitCancelSessionRequest({ transactionId, reason: CANCEL_REASON[reason] });
  try {
    const response = yield* isdR.send('CancelSession', request);
    if (isFailed(readAnswer('CancelSession', parseCancelSessionResponse(response)))) return;
    const { cancelSession: function_ } = ES9_FUNCTIONS;
    yield* callServer(address, function_, { transactionId, cancelSessionResponse: response });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
}
