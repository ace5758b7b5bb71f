/**
 * Secure elements for an application of a rich OS or of a TEE: the shape of the Open
 * Mobile API and of the TEE's Secure Element API, with promises. [OMAPI §6.2] [TEESE §4]
 */
import type { Bytes } from '../../base/index.ts';
import type { ApplicationIdentity, Channel, Session } from '../../host/index.ts';
import { Answer, toBytes } from './device-link.ts';
import type { Place } from './place.ts';
import type { ConversationQueue } from './conversation-queue.ts';

/** The service of one application; other applications have services of their own. */
export class SecureElementService {
  /** At links of its own first, then the modem’s. */
  readonly readers: readonly SecureElementReader[];

  /** With an identity the application is under the access rules of the elements. */
  constructor(places: readonly Place[], identity?: ApplicationIdentity) {
    this.readers = places.map((place) => new SecureElementReader(place, identity));
  }

  /** Closes every session. */
  async shutdown(): Promise<void> {
    for (const reader of this.readers) await reader.closeSessions();
  }
}

/** A reader as the Open Mobile API has it. */
export class SecureElementReader {
  readonly #place: Place;
  /** This application's that are open; the channels of all applications are one stock. */
  #sessions: readonly Session[] = [];

  readonly #identity: ApplicationIdentity | undefined;

  constructor(place: Place, identity?: ApplicationIdentity) {
    this.#place = place;
    this.#identity = identity;
  }

  /** `eSE1`, `SIM1`. */
  get name(): string {
    return this.#place.reader.name;
  }

  /** The link it stands on. */
  get link(): string {
    return this.#place.link.id;
  }

  /** Whether the chip is in its place. */
  get isSecureElementPresent(): boolean {
    return this.#place.reader.isSecureElementPresent;
  }

  /** Rejects with `HostError` LINK_DOWN where the secure element is gone or silent. */
  async openSession(): Promise<SecureElementSession> {
    const { link, reader, queue } = this.#place;
    const session = reader.openSession(this.#identity);
    this.#sessions = [...this.#sessions.filter((one) => !one.closed), session];
    try {
      if (link.atr === undefined) await link.powerOn();
    } catch (error) {
      await queue.hold(() => session.close());
      throw error;
    }
    return new SecureElementSession(session, queue, this);
  }

  /** Closes those of this application. */
  /** Whether access rules let events of an application go to this one. [SEAC §3.2.1] */
  async allowsEvents(aid: Bytes | string): Promise<boolean> {
    const session = await this.openSession();
    try {
      return await session.allowsEvents(toBytes(aid));
    } finally {
      await session.close();
    }
  }

  /** Closes every session of this reader, with their channels. */
  async closeSessions(): Promise<void> {
    const { queue } = this.#place;
    const open = this.#sessions;
    this.#sessions = [];
    for (const session of open) await queue.hold(() => session.close());
  }
}

/** A session of one application with one secure element. */
export class SecureElementSession {
  /** The reader that it was opened at. */
  readonly reader: SecureElementReader;
  readonly #session: Session;
  readonly #queue: ConversationQueue;

  constructor(session: Session, queue: ConversationQueue, reader: SecureElementReader) {
    this.#session = session;
    this.#queue = queue;
    this.reader = reader;
  }

  /** The answer to reset; `undefined` where it is not known. */
  get atr(): Bytes | undefined {
    return this.#session.atr;
  }

  /** Whether it was closed. */
  get isClosed(): boolean {
    return this.#session.closed;
  }

  /**
   * Without a name, the default application; an empty name means the issuer's domain. `null` when
   * the channel is in use or not for applications. Rejects with `HostError` CHANNEL_CLOSED,
   * INPUT_INVALID, UNSUPPORTED (P2), APPLICATION_UNKNOWN, ACCESS_DENIED, LINK_DOWN.
   */
  async openBasicChannel(aid?: Bytes | string, p2 = 0): Promise<SecureElementChannel | null> {
    const name = aid === undefined ? undefined : toBytes(aid);
    const queue = this.#queue;
    const channel = await queue.hold(() => this.#session.openBasicChannel(name, p2));
    return channel === undefined ? null : new SecureElementChannel(channel, queue, this);
  }

  /** The same on a logical channel; `null` when none is free. */
  async openLogicalChannel(aid?: Bytes | string, p2 = 0): Promise<SecureElementChannel | null> {
    const name = aid === undefined ? undefined : toBytes(aid);
    const queue = this.#queue;
    const channel = await queue.hold(() => this.#session.openLogicalChannel(name, p2));
    return channel === undefined ? null : new SecureElementChannel(channel, queue, this);
  }

  /** Whether access rules let events of an application go to this one. [SEAC §3.2.1] */
  allowsEvents(aid: Bytes): Promise<boolean> {
    return this.#queue.hold(() => this.#session.allowsEvents(aid));
  }

  /** Closes its channels and stays open. */
  closeChannels(): Promise<void> {
    return this.#queue.hold(() => this.#session.closeChannels());
  }

  /** Closes it and its channels. */
  close(): Promise<void> {
    return this.#queue.hold(() => this.#session.close());
  }
}

/** A channel with the application that it was opened for. */
export class SecureElementChannel {
  /** The session that it belongs to. */
  readonly session: SecureElementSession;
  readonly #channel: Channel;
  readonly #queue: ConversationQueue;

  constructor(channel: Channel, queue: ConversationQueue, session: SecureElementSession) {
    this.#channel = channel;
    this.#queue = queue;
    this.session = session;
  }

  /** Whether it is channel 0. */
  get isBasicChannel(): boolean {
    return this.#channel.isBasicChannel;
  }

  /** The logical channel's number; 0 is the basic one. */
  get number(): number {
    return this.#channel.number;
  }

  /** Whether it was closed, here or by the element. */
  get isClosed(): boolean {
    return this.#channel.closed;
  }

  /** The answer to the SELECT that opened it. */
  get selectResponse(): Answer | undefined {
    const { selectResponse } = this.#channel;
    return selectResponse && new Answer(selectResponse);
  }

  /**
   * A command of any class but FF; the channel goes into the class, and the answer is whole.
   * Rejects with `HostError` CHANNEL_CLOSED, INPUT_INVALID (also where Lc contradicts the length),
   * COMMAND_FORBIDDEN (MANAGE CHANNEL, SELECT by name), LINK_DOWN.
   */
  async transmit(apdu: Bytes | string): Promise<Answer> {
    const command = toBytes(apdu);
    return new Answer(await this.#queue.hold(() => this.#channel.transmit(command)));
  }

  /** Whether another application fits the partial name. */
  selectNext(aid: Bytes | string): Promise<boolean> {
    const name = toBytes(aid);
    return this.#queue.hold(() => this.#channel.selectNext(name));
  }

  /** Closes it, which frees the channel. */
  close(): Promise<void> {
    return this.#queue.hold(() => this.#channel.close());
  }
}
