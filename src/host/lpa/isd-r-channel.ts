/**
 * The way to an ISD-R: a logical channel, and requests and responses of any length in blocks of
 * STORE DATA. [SGP22 §5.7.1] [SGP22 §5.7.2]
 */
import {
  type Bytes,
  bytes,
  concat,
  EMPTY,
  hex,
  hexNumber,
  HostError,
  isWireError,
  unhex,
} from '../../base/index.ts';
import { type IsdRTemplate, parseIsdRTemplate } from '../../wire/es10/index.ts';
import {
  classWithChannel,
  describeStatus,
  emitTlv,
  findTlv,
  INS,
  isAccepted,
  parseTlv,
  parseTlvs,
  type ResponseApdu,
  SW,
} from '../../wire/index.ts';
import { transmitToCard } from '../off-card/index.ts';
import type { LpaConversation } from './conversation.ts';
import { SEE_TRACE } from './result.ts';

/** The name of SGP.02 and SGP.22, then names of cards that have another one. */
export const ISD_R_AIDS: readonly Bytes[] = [
  'A0000005591010FFFFFFFF8900000100',
  'A0000005591010FFFFFFFF8900050500',
  'A0000005591010000000008900000300',
  'A0000005591010FFFFFFFF8900000177',
  'A06573746B6D65FFFF4953442D522030',
].map(unhex);

export const BLOCK_LENGTH = { min: 64, max: 255 } as const;
/** P2 of STORE DATA numbers the blocks. */
const BLOCKS_MAX = 256;
const P1 = { MORE: 0x11, LAST: 0x91 } as const;
const TAG = { FCI: 0x6f, ISD_R_TEMPLATE: 0xe0 } as const;
/** Logical channels, and an LPA in the device with all its parts. [SGP22 §3.4.2] */
const TERMINAL_CAPABILITY = unhex('80AA00000AA9088100820101830107');

export interface IsdRChannelOptions {
  /** Names under which the ISD-R is looked for, in order. */
  readonly aids?: readonly Bytes[] | undefined;
  /** The basic channel is for cards that have no other, and hosts without a modem. */
  readonly channel?: 'logical' | 'basic' | undefined;
  /** Bytes of data in a block, within `BLOCK_LENGTH`. */
  readonly blockLength?: number | undefined;
}

export class IsdRChannel {
  readonly #aids: readonly Bytes[];
  readonly #isBasic: boolean;
  readonly #blockLength: number;
  #number: number | undefined;
  #aid: Bytes = EMPTY;
  #template: IsdRTemplate | undefined;
  #isPending = false;

  constructor({ aids = ISD_R_AIDS, channel = 'logical', blockLength }: IsdRChannelOptions = {}) {
    this.#aids = aids;
    this.#isBasic = channel === 'basic';
    this.#blockLength = blockLength ?? BLOCK_LENGTH.max;
  }

  /** The name under which the ISD-R was found. */
  get aid(): Bytes {
    return this.#aid;
  }

  /** What the ISD-R says of itself; some cards say nothing. */
  get template(): IsdRTemplate | undefined {
    return this.#template;
  }

  /** Whether the last answer announced a proactive command, which the modem fetches. */
  get isPending(): boolean {
    return this.#isPending;
  }

  /** Throws `HostError` CHANNEL_UNAVAILABLE, APPLICATION_UNKNOWN. */
  *open(): LpaConversation<void> {
    if (this.#number !== undefined) return;
    // Cards without the command are eUICCs all the same.
    yield* transmitToCard(TERMINAL_CAPABILITY);
    const number = this.#isBasic ? 0 : yield* openLogicalChannel();
    for (const aid of this.#aids) {
      const answer = yield* select(aid, number);
      if (!isAccepted(answer.sw)) continue;
      this.#number = number;
      this.#aid = aid;
      this.#template = templateIn(answer.data);
      return;
    }
    if (!this.#isBasic) yield* closeChannel(number);
    const names = this.#aids.map(hex).join(', ');
    const next = 'if it is an eUICC, give the AID of its ISD-R: --isd-r AID';
    throw new HostError('APPLICATION_UNKNOWN', `the card has no ISD-R with the AID ${names}`, next);
  }

  *close(): LpaConversation<void> {
    const number = this.#number;
    this.#number = undefined;
    if (number !== undefined && number > 0) yield* closeChannel(number);
  }

  /** The card was reset, and has no channel any more. */
  lost(): void {
    this.#number = undefined;
  }

  /** Sends a whole request and fetches the whole response. Throws `HostError` CARD_REFUSED. */
  *send(name: string, request: Bytes): LpaConversation<Bytes> {
    yield* this.open();
    const count = Math.max(1, Math.ceil(request.length / this.#blockLength));
    if (count > BLOCKS_MAX) throw tooLong(name, request.length);
    const cla = classWithChannel(0x80, this.#number!);
    for (let at = 0; at < count - 1; at++) {
      const block = request.subarray(at * this.#blockLength, (at + 1) * this.#blockLength);
      check(name, yield* transmitToCard(storeData(cla, { p1: P1.MORE, number: at, block })));
    }
    const block = request.subarray((count - 1) * this.#blockLength);
    const last = { p1: P1.LAST, number: count - 1, block };
    const { data, sw } = check(name, yield* transmitToCard(storeData(cla, last)));
    this.#isPending = sw !== SW.OK;
    return data;
  }
}

function storeData(
  cla: number,
  part: { readonly p1: number; readonly number: number; readonly block: Bytes },
): Bytes {
  const { p1, number, block } = part;
  return concat(bytes(cla, INS.STORE_DATA, p1, number, block.length), block, bytes(0));
}

function* openLogicalChannel(): LpaConversation<number> {
  const { data, sw } = yield* transmitToCard(bytes(0x00, INS.MANAGE_CHANNEL, 0, 0, 1));
  if (sw === SW.OK && data.length === 1) return data[0]!;
  throw new HostError(
    'CHANNEL_UNAVAILABLE',
    `the card opens no logical channel: ${hexNumber(sw, 2)}, ${describeStatus(sw)}`,
    'end the program that has them open, or use the basic one: --channel basic',
  );
}

function* closeChannel(number: number): LpaConversation<void> {
  const cla = classWithChannel(0, number);
  yield* transmitToCard(bytes(cla, INS.MANAGE_CHANNEL, 0x80, number));
}

function* select(aid: Bytes, channel: number): LpaConversation<ResponseApdu> {
  const header = bytes(classWithChannel(0, channel), INS.SELECT, 0x04, 0x00, aid.length);
  return yield* transmitToCard(concat(header, aid, bytes(0)));
}

function templateIn(answer: Bytes): IsdRTemplate | undefined {
  const fci = parseTlv(answer);
  if (isWireError(fci) || fci.tag !== TAG.FCI) return undefined;
  const inside = parseTlvs(fci.value);
  const value = isWireError(inside) ? undefined : findTlv(inside, TAG.ISD_R_TEMPLATE);
  const template = value && parseIsdRTemplate(emitTlv(TAG.ISD_R_TEMPLATE, value));
  return isWireError(template) ? undefined : template;
}

/** 9000, or 91xx where a proactive command is pending. [SGP22 §5.7.2] */
function check(name: string, response: ResponseApdu): ResponseApdu {
  const { sw } = response;
  if (sw === SW.OK || sw >> 8 === 0x91) return response;
  throw new HostError(
    'CARD_REFUSED',
    `${name}: the card answered ${hexNumber(sw, 2)}, ${describeStatus(sw)}`,
    NEXT[sw] ?? SEE_TRACE,
  );
}

const NEXT: Readonly<Record<number, string>> = {
  [SW.REFERENCED_DATA_NOT_FOUND]: 'the eUICC does not have this function',
  [SW.CONDITIONS]: 'another session is under way at the card: end it, or reset the card',
  [SW.WRONG_LENGTH]: 'the card takes shorter blocks: --block-length 120',
  [SW.NO_MEMORY]: 'delete a profile: bifrons lpa delete PROFILE',
};

function tooLong(name: string, length: number): HostError {
  return new HostError(
    'INPUT_INVALID',
    `${name}: a request of ${length} bytes has more than ${BLOCKS_MAX} blocks`,
    `use longer blocks: --block-length ${BLOCK_LENGTH.max}`,
  );
}
