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
  /** By number; those that are not open are absent. */
  readonly channels: (Channel | undefined)[];
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

/** The card sessions of one link, by LSI, and their open channels. */
export class LinkSessions {
  readonly facts: LinkFacts;
  readonly #cards: (Card | undefined)[] = [];

  constructor(facts: LinkFacts) {
    this.facts = facts;
  }

  get(lsi: number, number: number): Channel | undefined {
    return this.#cards[lsi]?.channels[number];
  }

  open(lsi: number, number: number): Channel {
    const card = this.#card(lsi);
    const channel: Channel = {
      card,
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
    card.channels[number] = channel;
    return channel;
  }

  close({ card, number }: Channel): void {
    card.channels[number] = undefined;
  }

  /** The open channels, by LSI and number. */
  *all(): IterableIterator<Channel> {
    for (const card of this.#cards) {
      for (const channel of card?.channels ?? []) if (channel !== undefined) yield channel;
    }
  }

  /** The card sessions under way. */
  cards(): readonly Card[] {
    return this.#cards.filter((one) => one !== undefined);
  }

  clear(): void {
    this.#cards.length = 0;
  }

  #card(lsi: number): Card {
    return (this.#cards[lsi] ??= {
      link: this.facts,
      lsi,
      views: new Map(),
      channels: [],
    });
  }
}

export function cardSessionOf({ link, lsi, views }: Card, container: string): CardSession {
  let view = views.get(container);
  if (!view) {
    view = { link, lsi, ram: new Map() };
    views.set(container, view);
  }
  return view;
}

export function sessionOf(channel: Channel, resident: Resident): Session {
  let session = channel.sessions.get(resident.id);
  if (!session) {
    const card = cardSessionOf(channel.card, resident.id);
    session = { card, channel: channel.number, ram: new Map() };
    channel.sessions.set(resident.id, session);
  }
  return session;
}
