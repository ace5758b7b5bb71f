/**
 * What a client does with a link, independent of how the link is driven: it gives
 * command APDUs and is given their answers, so that a program may wait for them or not.
 */
import { type Bytes, bytes, concat, EMPTY } from '../../base/index.ts';
import { INS } from '../../wire/index.ts';
import { getResponseClass } from './class-byte.ts';

export type Conversation<T> = Generator<Bytes, T, Bytes>;

/**
 * GET RESPONSE rounds for one command: 256 KiB, since all notifications of an eUICC, or all its
 * profiles with their icons, are more than 64.
 */
const ROUNDS_MAX = 1_024;

/** Holds a conversation over a link that answers at once. */
export function converse<T>(conversation: Conversation<T>, transmit: (apdu: Bytes) => Bytes): T {
  let step = conversation.next();
  while (step.done !== true) step = conversation.next(transmit(step.value));
  return step.value;
}

/** The status word of an answer; 0 where there is none. */
export function statusOf(answer: Bytes): number {
  return ((answer.at(-2) ?? 0) << 8) | (answer.at(-1) ?? 0);
}

/** Sends a command and fetches all of its answer: 6Cxx and 61xx are resolved. [ISO7816-3 §12.2] */
export function* whole(apdu: Bytes): Conversation<Bytes> {
  let answer = yield apdu;
  if (answer.at(-2) === 0x6c && apdu.length >= 4) answer = yield withLe(apdu, answer.at(-1)!);
  let data: Bytes = EMPTY;
  for (let round = 0; answer.at(-2) === 0x61 && round < ROUNDS_MAX; round++) {
    data = concat(data, answer.subarray(0, -2));
    answer = yield bytes(getResponseClass(apdu[0]!), INS.GET_RESPONSE, 0, 0, answer.at(-1)!);
  }
  return data.length === 0 ? answer : concat(data, answer);
}

/** Case 2 and 4 commands of the short form end with Le; one without gets it. */
function withLe(apdu: Bytes, le: number): Bytes {
  if (apdu.length === 4) return concat(apdu, bytes(le));
  const bare = apdu.length === 5 || apdu.length === 5 + apdu[4]! ? apdu.length : apdu.length - 1;
  const body = apdu.length === 5 ? apdu.subarray(0, 4) : apdu.subarray(0, bare);
  return concat(body, bytes(le));
}
