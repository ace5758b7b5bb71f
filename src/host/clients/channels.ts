/** Logical channels as every client opens, uses and closes them. [ISO7816-4 §5.4.1, §11.1.2] */
import {
  AID_LENGTH_MAX,
  AID_LENGTH_MIN,
  type Bytes,
  bytes,
  concat,
  describeWireError,
  HostError,
  isWireError,
} from '../../base/index.ts';
import { classWithChannel, INS, isAccepted, parseCommandApdu } from '../../wire/index.ts';
import { classOnChannel, isInterIndustry } from './class-byte.ts';
import { type Conversation, statusOf, whole } from './conversation.ts';

const CLASS_NOT_SUPPORTED = bytes(0x6e, 0x00);

/** A free channel's number, 1 to 19; nothing when there is none. */
export function* openChannel(): Conversation<number | undefined> {
  const answer = yield* whole(bytes(0x00, INS.MANAGE_CHANNEL, 0x00, 0x00, 0x01));
  return statusOf(answer) === 0x9000 && answer.length === 3 ? answer[0] : undefined;
}

export function* closeChannel(number: number): Conversation<void> {
  yield* whole(bytes(classWithChannel(0, number), INS.MANAGE_CHANNEL, 0x80, number));
}

/** SELECT by name; an empty name is the issuer's domain. The whole answer. */
export function* selectName(
  aid: Bytes,
  { channel, p2 = 0 }: { readonly channel: number; readonly p2?: number },
): Conversation<Bytes> {
  const header = bytes(classWithChannel(0, channel), INS.SELECT, 0x04, p2);
  const name = aid.length === 0 ? aid : concat(bytes(aid.length), aid);
  return yield* whole(concat(header, name, bytes(0x00)));
}

/** 9000, or a warning that comes with it: 61xx is resolved by now. [ISO7816-4 §5.6] */
export function isSuccess(answer: Bytes): boolean {
  return isAccepted(statusOf(answer));
}

/** Throws `HostError` INPUT_INVALID. */
export function checkAid(aid: Bytes | undefined): void {
  const length = aid?.length ?? 0;
  if (length === 0 || (length >= AID_LENGTH_MIN && length <= AID_LENGTH_MAX)) return;
  throw new HostError('INPUT_INVALID', `an AID of ${length} bytes`, 'give 5 to 16 bytes, or none');
}

/**
 * An application's command for a channel, after the checks that the programming interfaces make
 * themselves. Throws `HostError` INPUT_INVALID, COMMAND_FORBIDDEN. [OMAPI §6.2.7] [TEESE §4.4]
 */
export function commandFor(apdu: Bytes, channel: number): Bytes {
  if (apdu.length < 4) throw invalid('a command under 4 bytes', 'CLA, INS, P1, P2 and more');
  const [cla = 0, ins = 0, p1 = 0] = apdu;
  if (cla === 0xff) throw invalid('the class FF', 'any other class may be sent');
  if ((ins & 0xf0) === 0x60 || (ins & 0xf0) === 0x90)
    throw invalid('an instruction 6X or 9X', 'ISO 7816-4 has no such instruction');
  const parsed = parseCommandApdu(apdu);
  if (isWireError(parsed))
    throw invalid(`a command of a wrong length: ${describeWireError(parsed)}`, 'see ISO 7816-3');
  if (isInterIndustry(cla)) {
    if (ins === INS.MANAGE_CHANNEL) throw forbidden('MANAGE CHANNEL');
    if (ins === INS.SELECT && p1 === 0x04) throw forbidden('SELECT by name');
  }
  const command = withChannel(apdu, channel);
  if (command === undefined)
    throw invalid('a class without a form for this channel', 'use a channel from 1 to 3');
  return command;
}

/**
 * Sends a command on a channel and fetches all of its answer. A class that has no form for the
 * channel is answered 6E00 without the card, as FF by a T=0 terminal.
 */
export function* sendOnChannel(apdu: Bytes, channel: number): Conversation<Bytes> {
  const command = withChannel(apdu, channel);
  return command === undefined ? CLASS_NOT_SUPPORTED : yield* whole(command);
}

function withChannel(apdu: Bytes, channel: number): Bytes | undefined {
  const cla = classOnChannel(apdu[0] ?? 0xff, channel);
  return cla === undefined ? undefined : concat(bytes(cla), apdu.subarray(1));
}

function invalid(what: string, next: string): HostError {
  return new HostError('INPUT_INVALID', what, next);
}

function forbidden(what: string): HostError {
  return new HostError(
    'COMMAND_FORBIDDEN',
    `${what} is not for applications`,
    'open a channel with the name instead, and close it',
  );
}
