/**
 * What off-card management requests of its surroundings. One logic serves programs that wait for a
 * card and tests that do not: it yields requests and is given their answers.
 */
import { type Bytes, EMPTY } from '../../base/index.ts';
import type { ResponseApdu } from '../../wire/index.ts';
import { statusOf, whole } from '../clients/conversation.ts';

/** How far a step of several commands has come, in bytes. */
export interface Progress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

/** A command for the card, whose answer is given back; or a report, which has no answer. */
export type HostRequest = { readonly card: Bytes } | { readonly report: Progress };

export type HostConversation<T> = Generator<HostRequest, T, Bytes>;

/** Sends a command and fetches all of its answer. */
export function* transmit(apdu: Bytes): HostConversation<ResponseApdu> {
  const inner = whole(apdu);
  let step = inner.next();
  while (step.done !== true) step = inner.next(yield { card: step.value });
  return { data: step.value.subarray(0, -2), sw: statusOf(step.value) };
}

export function* report(progress: Progress): HostConversation<void> {
  yield { report: progress };
}

export interface Surroundings {
  transmit(apdu: Bytes): Bytes;
  report?(progress: Progress): void;
}

/** Holds a conversation with a card that answers at once. */
export function manage<T>(conversation: HostConversation<T>, surroundings: Surroundings): T {
  let step = conversation.next();
  while (step.done !== true) {
    const request = step.value;
    if ('report' in request) surroundings.report?.(request.report);
    step = conversation.next('card' in request ? surroundings.transmit(request.card) : EMPTY);
  }
  return step.value;
}
