/** What the kernel keeps per (link, LSI, logical channel). All of it is RAM. */
import type { Bytes, LinkFacts } from '../../base/index.ts';
import type { CommandApdu } from '../../wire/index.ts';
import type { CardSession, Container, Entity, Response, Session } from '../abi/index.ts';

/** A container with its record in the kernel. */
export interface Resident {
  readonly id: string;
  readonly container: Container;
}

export interface Current {
  readonly resident: Resident;
  readonly entity: Entity;
}

/** A whole command on an open channel. */
export interface Message {
  readonly channel: Channel;
  readonly apdu: CommandApdu;
  /** As it came, or its last piece: what the answer is framed for. */
  readonly frame: CommandApdu;
  /** Its class without the channel. */
  readonly base: number;
}

/** A command at work in a container. */
export interface Run extends Message {
  readonly resident: Resident;
  chargedMs: number;
}

/** Written out, since a spread costs more than the rest of a short command. */
export function runOf({ channel, apdu, frame, base }: Message, resident: Resident): Run {
  return { channel, apdu, frame, base, resident, chargedMs: 0 };
}

export interface Chain {
  readonly header: string;
  readonly parts: Bytes[];
  length: number;
}

/** One (link, LSI) from reset to reset. */
export interface Card {
  readonly link: LinkFacts;
  readonly lsi: number;
  /** By container, one object each, so that no RAM is shared. */
  readonly views: Map<string, CardSession>;
}

export interface Channel {
  readonly card: Card;
  readonly link: LinkFacts;
  readonly lsi: number;
  readonly number: number;
  current: Current | undefined;
  /** Whether its application session was ended from outside, and nothing selected since. */
  ended: boolean;
  /** By container, as the views of its card session. */
  readonly sessions: Map<string, Session>;
  /** What GET RESPONSE gives. */
  pending: { readonly rest: Bytes; readonly sw: number } | undefined;
  /** T=0: the answer kept for the same header with the right P3. */
  reissue: { readonly header: string; readonly response: Response } | undefined;
  chain: Chain | undefined;
  /** Segments of ENVELOPE with an inter-industry class. */
  envelope: Chain | undefined;
}

/** Channels of one link, by LSI and number; present means open. */
export class LinkSessions {
  readonly facts: LinkFacts;
  readonly #channels = new Map<number, Channel>();
  readonly #cards = new Map<number, Card>();

  constructor(facts: LinkFacts) {
    this.facts = facts;
  }

  get(lsi: number, number: number): Channel | undefined {
    return this.#channels.get(lsi * 32 + number);
  }

  open(lsi: number, number: number): Channel {
    const channel: Channel = {
      card: this.#card(lsi),
      link: this.facts,
      lsi,
      number,
      current: undefined,
      ended: false,
      sessions: new Map(),
      pending: undefined,
      reissue: undefined,
      chain: undefined,
      envelope: undefined,
    };
    this.#channels.set(lsi * 32 + number, channel);
    return channel;
  }

  close(channel: Channel): void {
    this.#channels.delete(channel.lsi * 32 + channel.number);
  }

  all(): IterableIterator<Channel> {
    return this.#channels.values();
  }

  /** The card sessions under way. */
  cards(): IterableIterator<Card> {
    return this.#cards.values();
  }

  clear(): void {
    this.#channels.clear();
    this.#cards.clear();
  }

  #card(lsi: number): Card {
    let card = this.#cards.get(lsi);
    if (!card) {
      card = { link: this.facts, lsi, views: new Map() };
      this.#cards.set(lsi, card);
    }
    return card;
  }
}

export function cardSessionOf({ link, lsi, views }: Card, container: string): CardSession {
  let view = views.get(container);
  if (!view) {
    view = { link, lsi };
    views.set(container, view);
  }
  return view;
}

export function sessionOf(channel: Channel, resident: Resident): Session {
  let session = channel.sessions.get(resident.id);
  if (!session) {
    session = { card: cardSessionOf(channel.card, resident.id), channel: channel.number };
    channel.sessions.set(resident.id, session);
  }
  return session;
}
