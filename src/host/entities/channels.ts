/** Logical channels as every entity opens, uses and closes them. [ISO7816-4 §5.4.1, §11.1.2] */
import { type Bytes, bytes, concat, HostError, isWireError } from '../../base/index.ts';
import { classWithChannel, parseClassByte } from '../../wire/index.ts';
import { type Conversation, statusOf, whole } from './conversation.ts';

const INS_MANAGE_CHANNEL = 0x70;
const INS_SELECT = 0xa4;
const AID_LENGTH = { min: 5, max: 16 };

/** A free channel's number, 1 to 19; nothing when there is none. */
export function* openChannel(): Conversation<number | undefined> {
  const answer = yield* whole(bytes(0x00, INS_MANAGE_CHANNEL, 0x00, 0x00, 0x01));
  return statusOf(answer) === 0x9000 && answer.length === 3 ? answer[0] : undefined;
}

export function* closeChannel(number: number): Conversation<void> {
  yield* whole(bytes(classWithChannel(0, number), INS_MANAGE_CHANNEL, 0x80, number));
}

/** SELECT by name; an empty name is the issuer's domain. The whole answer. */
export function* selectName(
  aid: Bytes,
  { channel, p2 = 0 }: { readonly channel: number; readonly p2?: number },
): Conversation<Bytes> {
  const header = bytes(classWithChannel(0, channel), INS_SELECT, 0x04, p2);
  const name = aid.length === 0 ? aid : concat(bytes(aid.length), aid);
  return yield* whole(concat(header, name, bytes(0x00)));
}

/** 9000, or a warning that comes with it: 61xx is resolved by now. [ISO7816-4 §5.6] */
export function isSuccess(answer: Bytes): boolean {
  const sw = statusOf(answer);
  return sw === 0x9000 || sw >> 8 === 0x62 || sw >> 8 === 0x63;
}

/** Throws `HostError` INPUT_INVALID. */
export function checkAid(aid: Bytes | undefined): void {
  const length = aid?.length ?? 0;
  if (length === 0 || (length >= AID_LENGTH.min && length <= AID_LENGTH.max)) return;
  throw new HostError('INPUT_INVALID', `an AID of ${length} bytes`, 'give 5 to 16 bytes, or none');
}

/**
 * An application's command for a channel, after the checks that keep channels and selections in
 * the hands of who opened them. Throws `HostError` INPUT_INVALID, COMMAND_FORBIDDEN.
 * [OMAPI §6.2.7] [TEESE §4.4]
 */
export function commandFor(apdu: Bytes, channel: number): Bytes {
  if (apdu.length < 4)
    throw new HostError('INPUT_INVALID', 'a command under 4 bytes', 'CLA, INS, P1, P2 and more');
  const [cla = 0, ins = 0, p1 = 0] = apdu;
  const parsed = parseClassByte(cla);
  if (isWireError(parsed) || (ins & 0xf0) === 0x60 || (ins & 0xf0) === 0x90) {
    throw new HostError('INPUT_INVALID', 'a reserved class or instruction', 'see ISO 7816-4');
  }
  if (!parsed.proprietary && ins === INS_MANAGE_CHANNEL) throw forbidden('MANAGE CHANNEL');
  if (!parsed.proprietary && ins === INS_SELECT && p1 === 0x04) throw forbidden('SELECT by name');
  return withChannel(apdu, channel);
}

/** The command with the channel in its class; one of a reserved class has no place for it. */
export function withChannel(apdu: Bytes, channel: number): Bytes {
  const cla = parseClassByte(apdu[0] ?? 0xff);
  if (isWireError(cla)) return apdu;
  const chained = cla.chained && !cla.proprietary ? 0x10 : 0;
  return concat(bytes(classWithChannel(cla.base | chained, channel)), apdu.subarray(1));
}

function forbidden(what: string): HostError {
  return new HostError(
    'COMMAND_FORBIDDEN',
    `${what} is not for applications`,
    'open a channel with the name instead, and close it',
  );
}
