/** A card session of the host: what is selected, and the secure channel that is open with it. */
import {
  type Bytes,
  bytes,
  concat,
  EMPTY,
  HostError,
  isWireError,
  type Rng,
} from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import {
  findTlv,
  INS,
  isAccepted,
  parseTlv,
  parseTlvs,
  type ResponseApdu,
} from '../../wire/index.ts';
import { type CardCommand, checkAccepted, refused } from './command.ts';
import { type HostConversation, transmit } from './conversation.ts';
import { FIELD_MAX, type SecureMessaging } from './channel/secure-messaging.ts';

export interface OffCardParts {
  readonly crypto: Crypto;
  readonly rng: Rng;
}

const TAG = { FCI: 0x6f, NAME: 0x84 } as const;
/** The bits that announce that more commands of a chain follow. */
const MORE = { P1: 0x80, CLASS: 0x10 } as const;

export class CardSession {
  readonly crypto: Crypto;
  readonly rng: Rng;
  /** The name of what is selected; empty where the card did not give it. */
  aid: Bytes = EMPTY;
  #messaging: SecureMessaging | undefined;

  constructor({ crypto, rng }: OffCardParts) {
    this.crypto = crypto;
    this.rng = rng;
  }

  get messaging(): SecureMessaging | undefined {
    return this.#messaging;
  }

  /** Called by the protocols once they have agreed. */
  open(messaging: SecureMessaging): void {
    this.#messaging = messaging;
  }

  /** Ends the secure channel on the host's side, as a SELECT does on the card's. */
  close(): void {
    this.#messaging = undefined;
  }

  /** SELECT by name; an empty name is the issuer's domain. The answer. [GPCS §11.9] */
  *select(aid: Bytes): HostConversation<ResponseApdu> {
    this.close();
    const length = aid.length === 0 ? EMPTY : bytes(aid.length);
    const header = bytes(0x00, INS.SELECT, 0x04, 0x00);
    const response = yield* transmit(concat(header, length, aid, bytes(0)));
    if (!isAccepted(response.sw)) {
      throw refused({ name: 'SELECT', ins: INS.SELECT, p1: 4, p2: 0, data: aid }, response.sw);
    }
    this.aid = nameIn(response.data) ?? aid;
    return response;
  }

  /** Sends a command under the security level of the channel, if one is open. */
  *send(command: CardCommand): HostConversation<ResponseApdu> {
    const messaging = this.#messaging;
    const { cla = 0x80, data } = command;
    const { field, ...sent } = messaging?.protect(command) ?? { cla, field: data };
    if (field.length > FIELD_MAX && command.chains === undefined) {
      throw tooLong(command, messaging?.dataLengthMax ?? FIELD_MAX);
    }
    const parts = Math.max(1, Math.ceil(field.length / FIELD_MAX));
    for (let at = 0; at < parts - 1; at++) {
      const part = field.subarray(at * FIELD_MAX, (at + 1) * FIELD_MAX);
      const answer = yield* transmit(apduOf(command, { cla: sent.cla, part, follows: true }));
      // Parts before the last are answered without a response MAC. [GPCS §11.1.5.1]
      checkAccepted(command, answer);
    }
    const last = field.subarray((parts - 1) * FIELD_MAX);
    const response = yield* transmit(
      apduOf(command, { cla: sent.cla, part: last, follows: false }),
    );
    return messaging?.unprotect(response) ?? response;
  }

  /** The same, for a command whose only success is 9000. Throws `HostError` CARD_REFUSED. */
  *sendChecked(command: CardCommand): HostConversation<Bytes> {
    return checkAccepted(command, yield* this.send(command)).data;
  }
}

function apduOf(
  { ins, p1, p2, chains }: CardCommand,
  { cla, part, follows }: { readonly cla: number; readonly part: Bytes; readonly follows: boolean },
): Bytes {
  const inClass = follows && chains === 'class' ? MORE.CLASS : 0;
  const inP1 = follows && chains === 'p1' ? MORE.P1 : 0;
  const header = bytes(cla | inClass, ins, p1 | inP1, p2);
  const length = part.length === 0 ? EMPTY : bytes(part.length);
  return concat(header, length, part, bytes(0));
}

function nameIn(answer: Bytes): Bytes | undefined {
  const outer = parseTlv(answer);
  if (isWireError(outer) || outer.tag !== TAG.FCI) return undefined;
  const inside = parseTlvs(outer.value);
  return isWireError(inside) ? undefined : findTlv(inside, TAG.NAME);
}

function tooLong({ name, data }: CardCommand, max: number): HostError {
  return new HostError(
    'INPUT_INVALID',
    `${name}: ${data.length} bytes of data, and ${max} fit one command`,
    'give less at once, or a lower security level',
  );
}
