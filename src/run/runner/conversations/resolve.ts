/** Conversations with a card, where each answer takes its time. */
import { type Bytes, EMPTY } from '../../../base/index.ts';
import { type Conversation, whole } from '../../../host/clients/index.ts';
import type { HostConversation, Progress } from '../../../host/off-card/index.ts';

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

/** Where a card is that is managed from off it. */
export interface CardPlace {
  transmit(apdu: Bytes): Promise<Bytes>;
  report?(progress: Progress): void;
}

/** Holds a conversation of off-card management to its end. */
export async function manageCard<T>(exchange: HostConversation<T>, place: CardPlace): Promise<T> {
  let step = exchange.next();
  while (step.done !== true) {
    const request = step.value;
    if ('report' in request) place.report?.(request.report);
    step = exchange.next('card' in request ? await place.transmit(request.card) : EMPTY);
  }
  return step.value;
}
