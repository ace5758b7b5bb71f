/** Events of an SM-DS: servers that have a profile for this eUICC. [SGP22 §3.6.2] */
import { ES11_FUNCTIONS } from '../../wire/es9/index.ts';
import { authenticate } from './authenticate.ts';
import type { LpaConversation } from './conversation.ts';
import type { LpaParts } from './lpa-parts.ts';
import { callServer } from './server-call.ts';

export interface EventEntry {
  /** What a download from the server gives as its token. */
  readonly eventId: string;
  readonly rspServerAddress: string;
}

/** [SGP22 §5.8.2] */
export function* discoverEvents(
  parts: LpaParts,
  address: string,
): LpaConversation<readonly EventEntry[]> {
  const wish = { address, matchingId: undefined };
  const { transactionId, response } = yield* authenticate(parts, wish);
  const { eventEntries } = yield* callServer(address, ES11_FUNCTIONS.authenticateClient, {
    transactionId,
    authenticateServerResponse: response,
  });
  return eventEntries;
}
