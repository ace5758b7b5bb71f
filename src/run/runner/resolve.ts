/** Conversations with a card, where each answer takes its time. */
import type { Bytes } from '../../base/index.ts';
import { type Conversation, whole } from '../../host/index.ts';

/** Holds a conversation to its end. */
export async function holdConversation<T>(
  conversation: Conversation<T>,
  transmit: (apdu: Bytes) => Promise<Bytes>,
): Promise<T> {
  let step = conversation.next();
  while (step.done !== true) step = conversation.next(await transmit(step.value));
  return step.value;
}

/**
 * Sends a command and fetches all of its answer, for clients that need whole ones of a link whose
 * answers come by GET RESPONSE. [ISO7816-3 §12.2]
 */
export function transmitWhole(
  transmit: (apdu: Bytes) => Promise<Bytes>,
  apdu: Bytes,
): Promise<Bytes> {
  return holdConversation(whole(apdu), transmit);
}
