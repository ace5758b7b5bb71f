/**
 * Secured packets that come by short message: parts are joined, the packet goes to who opens it,
 * and its proof of receipt goes back in the answer to ENVELOPE or as a short message of its own.
 * [TS31115 §4] [TS102225 §5]
 */
import {
  type Bytes,
  bytes,
  describeWireError,
  EMPTY,
  isWireError,
  operandText,
  type TraceKind,
} from '../../base/index.ts';
import { type CardSession, ramSlot, refuse, type Services } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import {
  concatenation,
  DATA_DOWNLOAD,
  emitSmsSubmit,
  emitUserData,
  parseSmsDeliver,
  SMS_ELEMENT,
  SMS_USER_DATA_MAX,
  type SmsAddress,
  type SmsDeliver,
  smsPart,
} from '../../wire/sms/index.ts';
import {
  sendShortMessage,
  type ToolkitApplication,
  type ToolkitEvent,
  type ToolkitResult,
} from '../cat/index.ts';
import { PARTS_MAX, SmsAssembly } from './sms-assembly.ts';

const CLAUSE = 'TS31115 §4.2';
/** Header length, identifier, no value: the checksum of a response covers it. [TS31115 §4.4] */
const RESPONSE_TRANSPORT = bytes(0x02, SMS_ELEMENT.responsePacket, 0x00);
const PART_HEADER_LENGTH = 5;

/** A proof of receipt, and the way that the packet requests. */
export interface PacketReceipt {
  readonly proof: Bytes | undefined;
  readonly bySubmit: boolean;
}

export interface ShortMessageBearerParts {
  readonly services: Services;
  /** Opens and runs a packet; nothing for what is no packet. `transport` as SCP80 has it. */
  readonly open: (packet: Bytes, transport: Bytes, card: CardSession) => PacketReceipt | undefined;
}

export class ShortMessageBearer implements ToolkitApplication {
  readonly name = 'remote management';
  readonly menu = [];
  readonly events = [];
  readonly #parts: ShortMessageBearerParts;
  readonly #assemblies = ramSlot<CardSession, SmsAssembly>(() => new SmsAssembly());
  readonly #references = ramSlot<CardSession, { next: number }>(() => ({ next: 0 }));

  constructor(parts: ShortMessageBearerParts) {
    this.#parts = parts;
  }

  receive(event: ToolkitEvent, card: CardSession): ToolkitResult | undefined {
    if (event.kind !== 'sms-pp') return undefined;
    const message = parseSmsDeliver(event.tpdu);
    if (isWireError(message)) return refuse(SW.WRONG_DATA, CLAUSE, describeWireError(message));
    if (!isForCard(message)) return undefined;
    const packet = this.#whole(message, card);
    if (packet === undefined) return { done: true };
    const receipt = this.#parts.open(packet, RESPONSE_TRANSPORT, card);
    if (receipt?.proof === undefined) return { done: true };
    const { proof, bySubmit } = receipt;
    const answer = emitUserData({
      header: [{ id: SMS_ELEMENT.responsePacket, value: EMPTY }],
      data: proof,
    });
    if (!bySubmit && answer.length <= SMS_USER_DATA_MAX) return { done: true, answer };
    return this.#submitted(proof, message.address, card);
  }

  /** The packet, once its last part is there. */
  #whole({ header, data, address }: SmsDeliver, card: CardSession): Bytes | undefined {
    const part = smsPart(header);
    if (part === undefined) return data;
    if (isWireError(part)) return refuse(SW.WRONG_DATA, CLAUSE, describeWireError(part));
    if (part.total > PARTS_MAX)
      return refuse(SW.NO_MEMORY, CLAUSE, `a message of more than ${PARTS_MAX} parts`);
    const whole = this.#assemblies.of(card).add(address.digits, part, data);
    this.#parts.services.note(SMS_PART, part.part, part.total);
    return whole;
  }

  /** As many short messages as it needs, one after another. [TS31115 §4.4] */
  #submitted(proof: Bytes, address: SmsAddress, card: CardSession): ToolkitResult {
    const references = this.#references.of(card);
    const messages = responseParts(proof, references.next);
    references.next = (references.next + 1) & 0xff;
    const send = (at: number): ToolkitResult => {
      const { header, data } = messages[at]!;
      const tpdu = emitSmsSubmit({
        reference: 0,
        address,
        ...DATA_DOWNLOAD,
        header,
        data,
      });
      return {
        proactiveCommand: sendShortMessage(tpdu),
        resume: () => (at + 1 < messages.length ? send(at + 1) : { done: true }),
      };
    };
    return send(0);
  }
}

/** A secured packet, or a later part of one, in a message for the card. [TS31115 §4.2] */
function isForCard({ header, protocolIdentifier }: SmsDeliver): boolean {
  if (protocolIdentifier !== DATA_DOWNLOAD.protocolIdentifier) return false;
  if (header.some(({ id }) => id === SMS_ELEMENT.commandPacket)) return true;
  const part = smsPart(header);
  return part !== undefined && !isWireError(part) && part.part > 1;
}

/** User data of each message; the packet's identifier stands in the first. */
function responseParts(proof: Bytes, reference: number) {
  const identifier = { id: SMS_ELEMENT.responsePacket, value: EMPTY };
  const single = { header: [identifier], data: proof };
  if (emitUserData(single).length <= SMS_USER_DATA_MAX) return [single];
  const head = 1 + PART_HEADER_LENGTH;
  const first = SMS_USER_DATA_MAX - head - 2;
  const later = SMS_USER_DATA_MAX - head;
  const pieces = [proof.subarray(0, first)];
  for (let at = first; at < proof.length; at += later) pieces.push(proof.subarray(at, at + later));
  return pieces.map((data, at) => {
    const place = concatenation({ reference, total: pieces.length, part: at + 1 });
    return { header: at === 0 ? [place, identifier] : [place], data };
  });
}

export const SMS_PART: TraceKind = {
  name: 'sms-part',
  words: ([part, total]) => `part ${operandText(part)} of ${operandText(total)} of a short message`,
};
