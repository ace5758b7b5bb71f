/** What the kernel keeps per (link, LSI, logical channel). All of it is RAM. */
import type { Bytes, LinkFacts } from '../../base/index.ts';
import type { CommandApdu } from '../../wire/index.ts';
import type { Container, Entity, Response, Session, Step } from '../abi/index.ts';

/** A container with what the kernel knows of it. */
export interface Resident {
  readonly id: string;
  readonly container: Container;
}

export interface Current {
  readonly resident: Resident;
  readonly entity: Entity;
}

/** An execution that waits: for the platform's job, or for the terminal's answer. */
export type Parked =
  | {
      readonly kind: 'job';
      readonly ticket: number;
      readonly resume: (output: Bytes) => Step;
      readonly run: Run;
    }
  | {
      readonly kind: 'ask';
      readonly ask: Bytes;
      readonly resume: (answer: Bytes) => Step;
      readonly run: Run;
    };

/** The command an execution belongs to. */
export interface Run {
  readonly channel: Channel;
  readonly resident: Resident;
  readonly apdu: CommandApdu;
  chargedMs: number;
}

export interface Chain {
  readonly header: string;
  readonly parts: Bytes[];
  length: number;
}

export interface Channel {
  readonly link: LinkFacts;
  readonly lsi: number;
  readonly number: number;
  current: Current | undefined;
  /** One view per container, so that none sees another's RAM. */
  readonly sessions: Map<string, Session>;
  /** What GET RESPONSE gives. */
  pending: { readonly rest: Bytes; readonly sw: number } | undefined;
  /** T=0: the answer kept for the same header with the right P3. */
  reissue: { readonly header: string; readonly response: Response } | undefined;
  chain: Chain | undefined;
  /** Segments of ENVELOPE with an inter-industry class. */
  envelope: Chain | undefined;
  parked: Parked | undefined;
}

/** Channels of one link, by LSI and number; present means open. */
export class LinkSessions {
  readonly facts: LinkFacts;
  readonly #channels = new Map<number, Channel>();

  constructor(facts: LinkFacts) {
    this.facts = facts;
  }

  get(lsi: number, number: number): Channel | undefined {
    return this.#channels.get(lsi * 32 + number);
  }

  open(lsi: number, number: number): Channel {
    const channel: Channel = {
      link: this.facts,
      lsi,
      number,
      current: undefined,
      sessions: new Map(),
      pending: undefined,
      reissue: undefined,
      chain: undefined,
      envelope: undefined,
      parked: undefined,
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

  clear(): void {
    this.#channels.clear();
  }
}

export function sessionOf(channel: Channel, resident: Resident): Session {
  let session = channel.sessions.get(resident.id);
  if (!session) {
    session = { link: channel.link, lsi: channel.lsi, channel: channel.number, ram: new Map() };
    channel.sessions.set(resident.id, session);
  }
  return session;
}
