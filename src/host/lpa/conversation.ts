/**
 * What an LPA requests of its surroundings: of the card, of servers, of the end user. One logic
 * serves programs that wait and tests that do not. What fails there is thrown into the
 * conversation, which may cancel its session before it ends.
 */
import { type Bytes, bytes, EMPTY, HostError } from '../../base/index.ts';
import type { HostRequest } from '../index.ts';
import type { ProfileOffer } from './offer.ts';

/** What is for the end user to decide. [SGP22 §3.1.3] */
export type LpaQuestion =
  /** Whether a profile is to be downloaded: `YES`, `NO`, or nothing for later. */
  | { readonly kind: 'consent'; readonly offer: ProfileOffer }
  /** The answer is the code in UTF-8, or nothing. */
  | { readonly kind: 'confirmation-code' };

export interface LpaPost {
  readonly url: string;
  /** JSON. */
  readonly body: Bytes;
}

export type LpaRequest =
  | HostRequest
  | { readonly post: LpaPost }
  | { readonly question: LpaQuestion }
  /** A cold start of the card; its logical channels are gone. */
  | { readonly reset: true };

export type LpaConversation<T> = Generator<LpaRequest, T, Bytes>;

export const YES: Bytes = bytes(1);
export const NO: Bytes = bytes(0);

export interface LpaSurroundings {
  transmit(apdu: Bytes): Bytes;
  post?(request: LpaPost): Bytes;
  answer?(question: LpaQuestion): Bytes;
  reset?(): void;
}

/** Holds a conversation with surroundings that answer at once. */
export function holdLpa<T>(conversation: LpaConversation<T>, around: LpaSurroundings): T {
  let step = conversation.next();
  while (step.done !== true) {
    let answer: Bytes;
    try {
      answer = answerOf(step.value, around);
    } catch (error) {
      step = conversation.throw(error);
      continue;
    }
    step = conversation.next(answer);
  }
  return step.value;
}

function answerOf(request: LpaRequest, around: LpaSurroundings): Bytes {
  if ('card' in request) return around.transmit(request.card);
  if ('post' in request) {
    if (around.post === undefined) throw unreachable(request.post.url);
    return around.post(request.post);
  }
  if ('question' in request) return around.answer?.(request.question) ?? EMPTY;
  if ('reset' in request) around.reset?.();
  return EMPTY;
}

function unreachable(url: string): HostError {
  return new HostError('SERVER_UNREACHABLE', `no way to ${url}`, 'use a host with a network');
}
