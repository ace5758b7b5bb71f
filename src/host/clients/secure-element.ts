/**
 * How an application reaches secure elements: readers, sessions, basic and logical channels. One
 * shape for two programming interfaces: the Open Mobile API of a rich OS, and the TEE's Secure
 * Element API. An application with an identity is under the access rules of the element's ARA-M;
 * the system itself, and the TEE, are under none.
 * [OMAPI §6.2] [TEESE §4] [M-94] [M-95]
 */
import { type Bytes, bytes, HostError, hexNumber } from '../../base/index.ts';
import { type AccessDecision, allowsCommand } from '../../wire/index.ts';
import { AccessControl, accessDenied, type ApplicationIdentity } from './access-control.ts';
import {
  checkAid,
  closeChannel,
  commandFor,
  isSuccess,
  openChannel,
  selectName,
} from './channels.ts';
import { type Conversation, statusOf, whole } from './conversation.ts';

/** What a reader stands on. */
export interface ReaderParts {
  /** As the programming interface has it: `eSE1`, `SIM1`. */
  readonly name: string;
  readonly link: string;
  /** Whether applications may have the basic channel; a modem keeps that of its UICC. */
  readonly basicChannel: boolean;
  present(): boolean;
  atr(): Bytes | undefined;
}

/** P2 of SELECT that an application may request: first occurrence, FCI, FCP, none. */
const P2_ALLOWED: readonly number[] = [0x00, 0x04, 0x08, 0x0c];
const P2_NEXT = 0x02;

export class Reader {
  readonly name: string;
  readonly link: string;
  readonly parts: ReaderParts;
  /** Who has the basic channel. */
  basic: Channel | undefined;
  /** Whether the basic channel still has what the card selects by itself. */
  basicIsFresh = true;
  readonly access = new AccessControl();
  readonly #sessions = new Set<Session>();

  constructor(parts: ReaderParts) {
    this.parts = parts;
    this.name = parts.name;
    this.link = parts.link;
  }

  get isSecureElementPresent(): boolean {
    return this.parts.present();
  }

  /** Throws `HostError` LINK_DOWN where no secure element is present. */
  openSession(identity?: ApplicationIdentity): Session {
    if (!this.parts.present()) {
      throw new HostError('LINK_DOWN', `${this.name} is empty`, 'put the chip back');
    }
    const session = new Session(this, identity);
    this.#sessions.add(session);
    return session;
  }

  /** Whether no application has a channel open. */
  get idle(): boolean {
    return [...this.#sessions].every((session) => session.channels.size === 0);
  }

  forget(session: Session): void {
    this.#sessions.delete(session);
  }

  /** The card session is gone, and all channels with it. */
  lost(): void {
    for (const session of this.#sessions) session.lost();
    this.#sessions.clear();
    this.access.reset();
    this.basic = undefined;
    this.basicIsFresh = true;
  }
}

export class Session {
  readonly reader: Reader;
  /** Without one, the system itself. */
  readonly identity: ApplicationIdentity | undefined;
  closed = false;
  readonly channels = new Set<Channel>();

  constructor(reader: Reader, identity: ApplicationIdentity | undefined) {
    this.reader = reader;
    this.identity = identity;
  }

  get atr(): Bytes | undefined {
    return this.reader.parts.atr();
  }

  /**
   * The basic channel, with the application selected, or with the default one when there is no
   * name; nothing when it is in use or not to be had. Throws `HostError` CHANNEL_CLOSED,
   * INPUT_INVALID, UNSUPPORTED, APPLICATION_UNKNOWN. [OMAPI §6.2.6]
   */
  *openBasicChannel(aid?: Bytes, p2 = 0): Conversation<Channel | undefined> {
    this.#check(aid, p2);
    const { reader } = this;
    if (!reader.parts.basicChannel || reader.basic !== undefined) return undefined;
    if (aid === undefined && !reader.basicIsFresh) return undefined;
    const access = yield* this.#decide(aid);
    const channel = new Channel(this, 0, access);
    reader.basic = channel;
    if (aid !== undefined) {
      const answer = yield* selectName(aid, { channel: 0, p2 });
      if (!isSuccess(answer)) {
        if (reader.basic === channel) reader.basic = undefined;
        throw notSelected(answer, p2);
      }
      reader.basicIsFresh = false;
      channel.selectResponse = answer;
    }
    return this.#have(channel);
  }

  /** The same on a channel of its own; nothing when none is free. [OMAPI §6.2.6] */
  *openLogicalChannel(aid?: Bytes, p2 = 0): Conversation<Channel | undefined> {
    this.#check(aid, p2);
    const access = yield* this.#decide(aid);
    const number = yield* openChannel();
    if (number === undefined) return undefined;
    const channel = new Channel(this, number, access);
    if (aid !== undefined) {
      const answer = yield* selectName(aid, { channel: number, p2 });
      if (!isSuccess(answer)) {
        yield* closeChannel(number);
        throw notSelected(answer, p2);
      }
      channel.selectResponse = answer;
    }
    return this.#have(channel);
  }

  /** Whether events of an application may go to this one. [SEAC §3.2.1] */
  *allowsEvents(aid: Bytes): Conversation<boolean> {
    if (this.identity === undefined) return true;
    checkAid(aid);
    return (yield* this.reader.access.decide(aid, this.identity)).nfc;
  }

  /** What access rules let this application do; nothing for the system. */
  *#decide(aid: Bytes | undefined): Conversation<AccessDecision | undefined> {
    if (this.identity === undefined) return undefined;
    const access = yield* this.reader.access.decide(aid, this.identity);
    if (access.apdu === false) throw accessDenied('the channel');
    return access;
  }

  *closeChannels(): Conversation<void> {
    for (const channel of [...this.channels]) yield* channel.close();
  }

  *close(): Conversation<void> {
    if (this.closed) return;
    yield* this.closeChannels();
    this.closed = true;
    this.reader.forget(this);
  }

  lost(): void {
    this.closed = true;
    for (const channel of this.channels) channel.closed = true;
    this.channels.clear();
  }

  #check(aid: Bytes | undefined, p2: number): void {
    if (this.closed) throw closed('session');
    checkAid(aid);
    if (!P2_ALLOWED.includes(p2)) throw unsupportedP2(p2);
  }

  #have(channel: Channel): Channel {
    this.channels.add(channel);
    return channel;
  }
}

export class Channel {
  readonly session: Session;
  /** 0 is the basic channel. */
  readonly number: number;
  readonly #access: AccessDecision | undefined;
  closed = false;
  /** Data and status word of the SELECT that opened it, if there was one. */
  selectResponse: Bytes | undefined;

  constructor(session: Session, number: number, access: AccessDecision | undefined) {
    this.session = session;
    this.number = number;
    this.#access = access;
  }

  get isBasicChannel(): boolean {
    return this.number === 0;
  }

  /**
   * A command of any class but FF; the channel goes into the class, the answer is whole. Throws
   * `HostError` CHANNEL_CLOSED, INPUT_INVALID, COMMAND_FORBIDDEN, ACCESS_DENIED. [OMAPI §6.2.7]
   */
  *transmit(apdu: Bytes): Conversation<Bytes> {
    if (this.closed) throw closed('channel');
    const command = commandFor(apdu, this.number);
    if (this.#access && !allowsCommand(this.#access, apdu)) throw accessDenied('the command');
    return yield* whole(command);
  }

  /** Selects the next application that a partial name fits; false when there is none. */
  *selectNext(aid: Bytes): Conversation<boolean> {
    if (this.closed) throw closed('channel');
    const answer = yield* selectName(aid, { channel: this.number, p2: P2_NEXT });
    if (!isSuccess(answer)) return false;
    this.selectResponse = answer;
    return true;
  }

  /** The basic channel goes back to the card's default application. */
  *close(): Conversation<void> {
    if (this.closed) return;
    this.closed = true;
    this.session.channels.delete(this);
    const { reader } = this.session;
    if (this.isBasicChannel) {
      if (!reader.basicIsFresh) yield* selectName(bytes(), { channel: 0 });
      reader.basic = undefined;
    } else {
      yield* closeChannel(this.number);
    }
  }
}

function closed(what: string): HostError {
  return new HostError('CHANNEL_CLOSED', `the ${what} is closed`, 'open another one');
}

function unsupportedP2(p2: number): HostError {
  const digits = hexNumber(p2);
  return new HostError('UNSUPPORTED', `SELECT with P2 ${digits}`, 'use 00, 04, 08 or 0C');
}

/** [OMAPI §6.2.6] */
function notSelected(answer: Bytes, p2: number): HostError {
  const sw = statusOf(answer);
  if (sw === 0x6a86) return unsupportedP2(p2);
  return new HostError(
    'APPLICATION_UNKNOWN',
    `SELECT ended with ${hexNumber(sw, 2)}`,
    'bifrons trace shows the routing decision',
  );
}
