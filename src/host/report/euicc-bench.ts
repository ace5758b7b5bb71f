/** One eUICC on the bench of a case: a copy of its device, fresh from the factory. */
import {
  type Bytes,
  bytes,
  concat,
  describeWireError,
  EMPTY,
  hex,
  hexNumber,
  isWireError,
  type Rng,
  type WireError,
} from '../../base/index.ts';
import { type Crypto, randomStream } from '../../crypto/index.ts';
import { classWithChannel, INS, isAccepted, type ResponseApdu, SW } from '../../wire/index.ts';
import { type Conversation, converse, transmitToCard } from '../index.ts';
import { holdLpa, IsdRChannel, type LpaConversation, type LpaParts } from '../lpa/index.ts';
import type { CardCopy } from './card-copy.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import { check, fail, NotApplicable } from './expectations.ts';
import type { BenchServers, PostServers } from './bench-servers.ts';

/** What is read of an eUICC before its cases run. */
export interface EuiccFacts {
  /** Id of its container. */
  readonly container: string;
  /** Edition of SGP.22: `2.5`. */
  readonly edition: string;
  /** 32 digits. */
  readonly eid: string;
  readonly isdR: Bytes;
  readonly link: string;
}

export interface BenchParts {
  readonly card: CardCopy;
  readonly facts: EuiccFacts;
  readonly crypto: Crypto;
  /** The servers that it can trust; or why there are none. */
  readonly servers: BenchServers | string;
  /** Names the streams of random numbers of the case. */
  readonly seed: Bytes;
  /** Changes answers of the card: for tests of the report itself. */
  readonly tap?: ((command: Bytes, answer: Bytes) => Bytes) | undefined;
}

/** Type allocation code of the device around the eUICC; open LPAs report it. */
const TAC = bytes(0x35, 0x29, 0x06, 0x11);
const P1 = { more: 0x11, last: 0x91 } as const;
const CHANNELS_MAX = 19;

export class EuiccBench {
  readonly card: CardCopy;
  readonly facts: EuiccFacts;
  readonly crypto: Crypto;
  /** Oldest first. */
  readonly exchanges: Exchange[] = [];
  /** Bytes of data in a block of STORE DATA. */
  blockLength = 255;
  /** CERT.EUICC, as the last AuthenticateServer brought it. */
  certificate: Bytes | undefined;
  readonly #parts: BenchParts;
  #channel: number | undefined;
  #streams = 0;

  constructor(parts: BenchParts) {
    this.#parts = parts;
    this.card = parts.card;
    this.facts = parts.facts;
    this.crypto = parts.crypto;
  }

  /** Throws `NotApplicable`. */
  get servers(): BenchServers {
    const { servers } = this.#parts;
    if (typeof servers === 'string') throw new NotApplicable(servers);
    return servers;
  }

  get hasServers(): boolean {
    return typeof this.#parts.servers !== 'string';
  }

  /** A stream that no one else reads. */
  rng(name: string): Rng {
    this.#streams++;
    return randomStream(this.#parts.seed, `${name} ${this.#streams}`);
  }

  /** One command APDU as it is. */
  transmit(apdu: Bytes): ResponseApdu {
    const answer = this.#send(apdu);
    this.exchanges.push(exchangeOf('command APDU', apdu, whole(answer)));
    return answer;
  }

  /** SELECT of the ISD-R on a channel of its own, which further requests use. */
  select(): ResponseApdu {
    const { isdR } = this.facts;
    const channel = (this.#channel ??= this.openChannel());
    const header = bytes(classWithChannel(0, channel), INS.SELECT, 0x04, 0, isdR.length);
    const answer = this.transmit(concat(header, isdR, bytes(0)));
    check(isAccepted(answer.sw), `SELECT of the ISD-R is accepted, not ${hexNumber(answer.sw, 2)}`);
    return answer;
  }

  /** A further logical channel. */
  openChannel(): number {
    const { data, sw } = this.transmit(bytes(0x00, INS.MANAGE_CHANNEL, 0, 0, 1));
    const number = data[0];
    if (sw !== SW.OK || number === undefined || number > CHANNELS_MAX)
      return fail(`MANAGE CHANNEL: expected a channel, got ${hex(data)} ${hexNumber(sw, 2)}`);
    return number;
  }

  /** The channel on which the ISD-R is selected. */
  get channel(): number {
    if (this.#channel === undefined) this.select();
    return this.#channel!;
  }

  /** A request of ES10 in blocks of STORE DATA; the answer of the last, or the first refusal. */
  request(what: string, request: Bytes): ResponseApdu {
    const cla = classWithChannel(0x80, this.channel);
    let answer: ResponseApdu = { data: EMPTY, sw: SW.OK };
    for (let at = 0, number = 0; at < request.length; at += this.blockLength, number++) {
      const block = request.subarray(at, at + this.blockLength);
      const p1 = at + this.blockLength < request.length ? P1.more : P1.last;
      const head = bytes(cla, INS.STORE_DATA, p1, number & 0xff, block.length);
      answer = this.#send(concat(head, block, bytes(0)));
      if (answer.sw !== SW.OK) break;
    }
    this.exchanges.push(exchangeOf(what, request, whole(answer)));
    return answer;
  }

  /** The same; anything but 9000 or a pending proactive command is a failure. */
  answer(what: string, request: Bytes): Bytes {
    const { data, sw } = this.request(what, request);
    if (sw === SW.OK || sw >> 8 === 0x91) return data;
    return fail(`${what}: expected 9000, got ${hexNumber(sw, 2)}`);
  }

  /** The same, parsed. */
  call<T>(what: string, request: Bytes, parse: (answer: Bytes) => T | WireError): T {
    const parsed = parse(this.answer(what, request));
    if (!isWireError(parsed)) return parsed;
    return fail(`${what}: the answer does not read: ${describeWireError(parsed)}`);
  }

  /** What an LPA does with the eUICC, and with servers where there are any. */
  hold<T>(work: (parts: LpaParts) => LpaConversation<T>, post?: PostServers): T {
    const isdR = new IsdRChannel({ aids: [this.facts.isdR], blockLength: this.blockLength });
    const parts: LpaParts = { isdR, crypto: this.crypto, device: { tac: TAC } };
    const conversation = work(parts);
    return holdLpa(conversation, {
      transmit: (apdu) => {
        const answer = this.#transmitRaw(apdu);
        this.exchanges.push(exchangeOf('command APDU', apdu, answer));
        return answer;
      },
      ...(post === undefined
        ? {}
        : { post: (request) => post(request, (one) => this.exchanges.push(one)) }),
      answer: ({ kind }) => (kind === 'consent' ? bytes(1) : EMPTY),
      reset: () => this.reset(),
    });
  }

  /** What the terminal around the eUICC does over the same link. */
  converse<T>(conversation: Conversation<T>): T {
    return converse(conversation, (apdu) => {
      const answer = this.#transmitRaw(apdu);
      this.exchanges.push(exchangeOf('command APDU', apdu, answer));
      return answer;
    });
  }

  /** A warm reset; channels are gone. */
  reset(): void {
    this.card.reset(this.facts.link);
    this.#channel = undefined;
  }

  /** All power fails. */
  restart(): void {
    this.card.restart();
    this.#channel = undefined;
  }

  /** A command, and GET RESPONSE as often as the card says. */
  #send(apdu: Bytes): ResponseApdu {
    const transmit = (command: Bytes): Bytes => this.#transmitRaw(command);
    return holdLpa(transmitToCard(apdu), { transmit });
  }

  #transmitRaw(apdu: Bytes): Bytes {
    const answer = this.card.transmit(this.facts.link, apdu);
    return this.#parts.tap?.(apdu, answer) ?? answer;
  }
}

function whole({ data, sw }: ResponseApdu): Bytes {
  return concat(data, bytes(sw >> 8, sw & 0xff));
}
