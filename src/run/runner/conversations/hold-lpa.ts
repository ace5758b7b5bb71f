/** Conversations of an LPA, where card, servers and end user take their time. */
import { type Bytes, EMPTY } from '../../../base/index.ts';
import type { Progress } from '../../../host/off-card/index.ts';
import type { LpaConversation, LpaPost, LpaQuestion, LpaRequest } from '../../../host/lpa/index.ts';

export interface LpaPlace {
  transmit(apdu: Bytes): Promise<Bytes>;
  /** Resets the card. */
  reset(): Promise<void>;
  /** The body of the answer. */
  post(request: LpaPost): Promise<Bytes>;
  answer(question: LpaQuestion): Promise<Bytes>;
  report?(progress: Progress): void;
}

/** Holds a conversation to its end. */
export async function holdLpaConversation<T>(
  conversation: LpaConversation<T>,
  place: LpaPlace,
): Promise<T> {
  let step = conversation.next();
  while (step.done !== true) {
    let answer: Bytes;
    try {
      answer = await answerOf(step.value, place);
    } catch (error) {
      step = conversation.throw(error);
      continue;
    }
    step = conversation.next(answer);
  }
  return step.value;
}

async function answerOf(request: LpaRequest, place: LpaPlace): Promise<Bytes> {
  if ('card' in request) return await place.transmit(request.card);
  if ('post' in request) return await place.post(request.post);
  if ('question' in request) return await place.answer(request.question);
  if ('reset' in request) await place.reset();
  else place.report?.(request.report);
  return EMPTY;
}
