/**
 * Secure elements as an application of a rich OS or of a TEE sees them: the shape of the Open
 * Mobile API and of the TEE's Secure Element API, with promises. [OMAPI §6.2] [TEESE §4]
 */
import type { Bytes } from '../../base/index.ts';
import { type Channel, Reader, type ReaderSeat, type Session } from '../../host/index.ts';
import { Answer, type DeviceLink, toBytes } from './device-link.ts';
import { Talk } from './talk.ts';

export interface ReaderPlace extends Pick<ReaderSeat, 'name' | 'basicChannel'> {
  readonly link: DeviceLink;
  present(): boolean;
}

export class SecureElementService {
  readonly readers: readonly SecureElementReader[];

  constructor(places: readonly ReaderPlace[]) {
    this.readers = places.map((place) => new SecureElementReader(place));
  }

  /** Closes every session. */
  async shutdown(): Promise<void> {
    for (const reader of this.readers) await reader.closeSessions();
  }
}

export class SecureElementReader {
  readonly #reader: Reader;
  readonly #talk: Talk;

  constructor({ name, basicChannel, link, present }: ReaderPlace) {
    const seat = { name, basicChannel, link: link.id, present, atr: () => link.atr };
    this.#reader = new Reader(seat);
    this.#talk = new Talk(link, () => this.#reader.lost());
  }

  /** `eSE1`, `SIM1`. */
  get name(): string {
    return this.#reader.name;
  }

  get isSecureElementPresent(): boolean {
    return this.#reader.isSecureElementPresent;
  }

  /** Rejects with `HostError` LINK_DOWN where the secure element is gone or silent. */
  async openSession(): Promise<SecureElementSession> {
    const session = this.#reader.openSession();
    if (this.#talk.link.atr === undefined) await this.#talk.link.powerOn();
    return new SecureElementSession(session, this.#talk, this);
  }

  closeSessions(): Promise<void> {
    return this.#talk.hold(() => this.#reader.closeSessions());
  }
}

export class SecureElementSession {
  readonly reader: SecureElementReader;
  readonly #session: Session;
  readonly #talk: Talk;

  constructor(session: Session, talk: Talk, reader: SecureElementReader) {
    this.#session = session;
    this.#talk = talk;
    this.reader = reader;
  }

  get atr(): Bytes | undefined {
    return this.#session.atr;
  }

  get isClosed(): boolean {
    return this.#session.closed;
  }

  /**
   * Without a name, the default application; an empty name means the issuer's domain. `null` when
   * the channel is in use or not for applications. Rejects with `HostError` CHANNEL_CLOSED,
   * INPUT_INVALID, UNSUPPORTED (P2), APPLICATION_UNKNOWN, LINK_DOWN.
   */
  async openBasicChannel(aid?: Bytes | string, p2 = 0): Promise<SecureElementChannel | null> {
    const name = aid === undefined ? undefined : toBytes(aid);
    const talk = this.#talk;
    const channel = await talk.hold(() => this.#session.openBasicChannel(name, p2));
    return channel === undefined ? null : new SecureElementChannel(channel, talk, this);
  }

  /** The same on a logical channel; `null` when none is free. */
  async openLogicalChannel(aid?: Bytes | string, p2 = 0): Promise<SecureElementChannel | null> {
    const name = aid === undefined ? undefined : toBytes(aid);
    const talk = this.#talk;
    const channel = await talk.hold(() => this.#session.openLogicalChannel(name, p2));
    return channel === undefined ? null : new SecureElementChannel(channel, talk, this);
  }

  closeChannels(): Promise<void> {
    return this.#talk.hold(() => this.#session.closeChannels());
  }

  close(): Promise<void> {
    return this.#talk.hold(() => this.#session.close());
  }
}

export class SecureElementChannel {
  readonly session: SecureElementSession;
  readonly #channel: Channel;
  readonly #talk: Talk;

  constructor(channel: Channel, talk: Talk, session: SecureElementSession) {
    this.#channel = channel;
    this.#talk = talk;
    this.session = session;
  }

  get isBasicChannel(): boolean {
    return this.#channel.isBasicChannel;
  }

  get isClosed(): boolean {
    return this.#channel.closed;
  }

  get selectResponse(): Answer | undefined {
    const { selectResponse } = this.#channel;
    return selectResponse && new Answer(selectResponse);
  }

  /**
   * A command of any class; the channel is put into it, and the answer comes whole. Rejects with
   * `HostError` CHANNEL_CLOSED, INPUT_INVALID, COMMAND_FORBIDDEN (MANAGE CHANNEL, SELECT by name),
   * LINK_DOWN.
   */
  async transmit(apdu: Bytes | string): Promise<Answer> {
    const command = toBytes(apdu);
    return new Answer(await this.#talk.hold(() => this.#channel.transmit(command)));
  }

  /** Whether another application fits the partial name. */
  selectNext(aid: Bytes | string): Promise<boolean> {
    const name = toBytes(aid);
    return this.#talk.hold(() => this.#channel.selectNext(name));
  }

  close(): Promise<void> {
    return this.#talk.hold(() => this.#channel.close());
  }
}
