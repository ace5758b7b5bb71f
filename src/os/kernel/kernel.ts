/**
 * The kernel: sessions, one command at a time, one transaction per command, one identity stamp.
 * It acts on a link's attributes, never on its kind. [M-02] [M-16] [M-54] [M-60]
 */
import {
  assert,
  type Batch,
  type Bytes,
  isWireError,
  type LinkFacts,
  operandText,
  readBigEndian,
  type Time,
  type TraceKind,
} from '../../base/index.ts';
import {
  type ClassByte,
  type CommandApdu,
  INS,
  parseClassByte,
  parseCommandApdu,
  SW,
} from '../../wire/index.ts';
import type { Entity, HeaderAnswer, Notice } from '../abi/index.ts';
import type { Memory } from '../nvm/index.ts';
import { getResponse, reissued } from './get-response.ts';
import { breakOff, framedByKernel, joinedHeader, ofPiece, tableDirection } from './t0-header.ts';
import { type CostTable, Executor, type Outcome } from './executor.ts';
import { COMMAND, maskCommand } from './command-record.ts';
import { joinChain, joinEnvelope } from './join.ts';
import { manageChannel } from './manage-channel.ts';
import { Notices } from './notices.ts';
import { type OddAnswer, OddAnswers } from './odd-answers.ts';
import { pendingCommands } from './pending-commands.ts';
import type { Residents } from './residents.ts';
import { Selection } from './selection.ts';
import {
  cardSessionOf,
  type Channel,
  LinkSessions,
  type Message,
  type Resident,
  runOf,
  sessionOf,
} from './session-table.ts';
import { CHAINING, headOf, isGetResponse, takerOf } from './taker.ts';
import type { TraceRing } from './trace-ring.ts';

/**
 * The right to pass commands of one link; created by the composition root, held by its card end.
 */
export interface Port {
  readonly link: string;
  command(apdu: Bytes, lsi: number, now: Time): Outcome;
  /** T=0: what P3 of these five header bytes announces, or the status word that is certain. */
  header(header: Bytes, lsi: number, now: Time): HeaderOutcome;
}

export interface HeaderOutcome {
  readonly known: HeaderAnswer;
  /** What is known must not leave before these are durable. */
  readonly batches: readonly Batch[];
}

interface Moment {
  readonly lsi: number;
  readonly now: Time;
}

export interface KernelParts {
  readonly memory: Memory;
  readonly residents: Residents;
  readonly links: readonly LinkFacts[];
  readonly trace: TraceRing;
  /** What commands cost in virtual time; left out, nothing. */
  readonly costs?: CostTable;
  /** Answers in place of processing; left out, none. */
  readonly oddAnswers?: readonly OddAnswer[];
  /** Where containers put notices for the terminal; left out, none are sent. */
  readonly notices?: Notices;
}

const NO_COSTS: CostTable = new Map();

export class Kernel {
  readonly #memory: Memory;
  readonly #residents: Residents;
  readonly #trace: TraceRing;
  readonly #notices: Notices;
  readonly #links = new Map<string, LinkSessions>();
  readonly #powered = new Set<string>();
  readonly #executor: Executor;
  readonly #selection: Selection;
  readonly #oddAnswers: OddAnswers | undefined;

  constructor(parts: KernelParts) {
    const { memory, residents, links, trace } = parts;
    const { costs = NO_COSTS, notices = new Notices(), oddAnswers = [] } = parts;
    this.#memory = memory;
    this.#notices = notices;
    this.#residents = residents;
    this.#trace = trace;
    this.#oddAnswers = oddAnswers.length === 0 ? undefined : new OddAnswers(oddAnswers);
    for (const facts of links) this.#links.set(facts.id, new LinkSessions(facts));
    const pending = pendingCommands(residents);
    this.#executor = new Executor({ memory, trace, costs, notices, pending });
    const executor = this.#executor;
    this.#selection = new Selection({ links: this.#links, residents, executor, trace });
  }

  /** Mints the port of one link. */
  port(linkId: string): Port {
    const sessions = this.#links.get(linkId);
    assert(sessions, `no link ${linkId}`);
    return {
      link: linkId,
      command: (apdu, lsi, now) => this.#command(sessions, apdu, { lsi, now }),
      header: (header, lsi, now) => this.#header(sessions, header, { lsi, now }),
    };
  }

  /** Power came to an interface, or it was reset: its sessions are gone, others stay. */
  interfaceReset(interfaceId: string, now: Time): readonly Batch[] {
    this.#trace.now = now;
    this.#powered.add(interfaceId);
    this.#clear((link) => link.interface === interfaceId);
    this.#trace.note('kernel', RESET, interfaceId);
    return this.#memory.commit();
  }

  /** The sessions of one link ended, those of others on its interface did not. */
  linkReset(linkId: string, now: Time): readonly Batch[] {
    this.#trace.now = now;
    this.#clear((link) => link.id === linkId);
    this.#trace.note('kernel', RESET, linkId);
    return this.#memory.commit();
  }

  /** Power went; with the last powered interface the device's RAM goes too. [M-104] */
  interfaceDown(interfaceId: string, now: Time): readonly Batch[] {
    this.#trace.now = now;
    this.#clear((link) => link.interface === interfaceId);
    if (this.#powered.delete(interfaceId)) this.#trace.note('kernel', DOWN, interfaceId);
    if (this.#powered.size === 0) {
      this.#oddAnswers?.reset();
      for (const { container } of this.#residents.all) container.reset('device');
    }
    return this.#memory.commit();
  }

  /** Ruling data have changed: sessions end where reach no longer covers their links. */
  rulingChanged(): void {
    this.#selection.endUnreachable();
  }

  /** Notices for the terminal, to be sent once all writes are durable. */
  takeNotices(): readonly Notice[] {
    return this.#notices.take();
  }

  /** Undoes what a command that met a fault has written; its counters stay, to be made durable. */
  abandon(): readonly Batch[] {
    return this.#memory.rollback();
  }

  #clear(isConcerned: (link: LinkFacts) => boolean): void {
    for (const link of this.#links.values()) {
      if (!isConcerned(link.facts)) continue;
      for (const channel of link.all()) this.#selection.leave(channel, 'reset');
      const cards = link.cards();
      link.clear();
      for (const card of cards) {
        for (const { id, container } of this.#residents.all)
          container.reset(cardSessionOf(card, id));
      }
    }
  }

  #command(link: LinkSessions, bytes: Bytes, { lsi, now }: Moment): Outcome {
    this.#trace.now = now;
    const apdu = parseCommandApdu(bytes);
    const cla = bytes.length > 0 ? parseClassByte(bytes[0]!) : undefined;
    const number = cla && !isWireError(cla) ? cla.channel : 0;
    this.#trace.note(link.facts.id, COMMAND, number, maskCommand(bytes));
    const refuse = (sw: number, why: string): Outcome =>
      this.#executor.plain(link.facts, number, sw, why);
    if (isWireError(apdu)) {
      return refuse(SW.WRONG_LENGTH, 'the length fields contradict the command');
    }
    if (cla === undefined || isWireError(cla)) {
      return refuse(SW.CLA_NOT_SUPPORTED, 'reserved class');
    }
    const channel = this.#channel(link, lsi, number);
    if (!channel) return refuse(SW.NO_CHANNEL_SUPPORT, 'the logical channel is not open');
    return this.#inChannel(channel, apdu, cla);
  }

  #inChannel(channel: Channel, part: CommandApdu, cla: ClassByte): Outcome {
    const odd = this.#oddAnswers?.take((cla.base << 8) | part.ins);
    if (odd !== undefined) return this.#oddly(channel, odd);
    const framesItself = channel.current?.entity.framing === 'own';
    if (isGetResponse(part, cla, channel)) {
      return this.#executor.answer(channel, getResponse(channel, part));
    }
    const kept = reissued(channel, part);
    if (kept) return this.#executor.answer(channel, kept);
    channel.pending = undefined;
    channel.reissue = undefined;
    const isEnvelope = !cla.proprietary && part.ins === INS.ENVELOPE;
    if (!isEnvelope) channel.envelope = undefined;
    const isChained = !cla.proprietary && cla.chained;
    const passes = framesItself && !isEnvelope && channel.chain === undefined;
    if (passes && takerOf(part, cla) === 'entity') {
      const base = isChained ? cla.base | CHAINING : cla.base;
      return this.#dispatch({ channel, apdu: part, frame: part, base }, cla);
    }
    const joined = isEnvelope ? joinEnvelope(channel, part) : joinChain(channel, part, isChained);
    const refuse = (sw: number, why: string): Outcome =>
      this.#executor.plain(channel.link, channel.number, sw, why);
    if ('sw' in joined) return refuse(joined.sw, joined.why);
    const whole = parseClassByte(joined.apdu.cla);
    if (isWireError(whole) || whole.channel !== channel.number) {
      return refuse(SW.CLA_NOT_SUPPORTED, 'the enveloped class names another channel');
    }
    if (isGetResponse(joined.apdu, whole, channel)) {
      return this.#executor.answer(channel, getResponse(channel, joined.apdu));
    }
    const { apdu } = joined;
    return this.#dispatch({ channel, apdu, frame: part, base: whole.base }, whole);
  }

  #oddly(channel: Channel, sw: number): Outcome {
    channel.pending = undefined;
    channel.reissue = undefined;
    const why = 'the description of the device gives this answer';
    return this.#executor.plain(channel.link, channel.number, sw, why);
  }

  #dispatch(message: Message, cla: ClassByte): Outcome {
    try {
      switch (takerOf(message.apdu, cla)) {
        case 'manage-channel':
          return this.#manage(message);
        case 'select':
          return this.#selection.select(message);
        case 'session':
          return this.#session(message);
        case 'entity':
          return this.#followUp(message);
      }
    } catch (error) {
      return this.#executor.refused(message.channel, error);
    }
  }

  #manage(message: Message): Outcome {
    const { channel, apdu, frame } = message;
    const link = this.#links.get(channel.link.id)!;
    const response = manageChannel(
      {
        link,
        from: channel,
        locked: this.#selection.lock(channel),
        le: frame === apdu ? apdu.le : undefined,
        enter: (one, from) => this.#selection.enter(one, from),
        leave: (one) => this.#close(link, one),
      },
      apdu,
    );
    return this.#executor.done(message, response);
  }

  #close(link: LinkSessions, channel: Channel): void {
    this.#selection.leave(channel, 'channel-closed');
    link.close(channel);
  }

  #session(message: Message): Outcome {
    const { resident, current } = this.#pairedWith(message.channel);
    const { channel } = message;
    const operands = [channel.link.id, resident.id];
    this.#selection.note({ rule: 'session', container: resident.id, operands }, channel);
    const run = runOf(message, resident);
    const command = this.#executor.command(run);
    return this.#executor.run(run, () => resident.container.processSession(command, current));
  }

  /** The container of the card session, and what is selected if it is that container's. */
  #pairedWith(channel: Channel): { readonly resident: Resident; readonly current?: Entity } {
    const resident = this.#residents.get(this.#selection.origin(channel).paired);
    const { current } = channel;
    return current?.resident === resident ? { resident, current: current.entity } : { resident };
  }

  #followUp(message: Message): Outcome {
    const { channel } = message;
    const barrier = this.#selection.barrier(channel);
    if (barrier !== undefined) {
      return this.#executor.plain(channel.link, channel.number, barrier, '');
    }
    const { resident, entity } = channel.current!;
    const run = runOf(message, resident);
    const command = this.#executor.command(run);
    return this.#executor.run(run, () => resident.container.process(entity, command));
  }

  /** What is certain of a T=0 command by its header; a status word leaves like an answer. */
  #header(link: LinkSessions, header: Bytes, { lsi, now }: Moment): HeaderOutcome {
    this.#trace.now = now;
    const cla = parseClassByte(header[0]!);
    const number = isWireError(cla) ? 0 : cla.channel;
    const settle = (refuse: () => Outcome): HeaderOutcome => {
      this.#trace.note(link.facts.id, COMMAND, number, header);
      const { answer, batches } = refuse();
      return { known: readBigEndian(answer), batches };
    };
    const plain = (sw: number, why: string) => (): Outcome =>
      this.#executor.plain(link.facts, number, sw, why);
    if (isWireError(cla)) return settle(plain(SW.CLA_NOT_SUPPORTED, 'reserved class'));
    const channel = this.#channel(link, lsi, number);
    if (!channel) return settle(plain(SW.NO_CHANNEL_SUPPORT, 'the logical channel is not open'));
    try {
      const known = this.#known(channel, header, cla);
      if (typeof known !== 'number') return { known, batches: this.#memory.commit() };
      breakOff(channel);
      const { batches, known: sw } = settle(plain(known, 'the header alone settles it'));
      return { known: sw, batches: [...this.#memory.commit(), ...batches] };
    } catch (error) {
      breakOff(channel);
      return settle(() => this.#executor.refused(channel, error));
    }
  }

  #known(channel: Channel, header: Bytes, cla: ClassByte): HeaderAnswer {
    const own = framedByKernel(channel, header, cla);
    if (own !== undefined) return own;
    if (takerOf(headOf(header), cla) === 'session') {
      const { resident, current } = this.#pairedWith(channel);
      const session = sessionOf(channel, resident);
      return resident.container.header(current, header, session) ?? tableDirection(header);
    }
    const barrier = this.#selection.barrier(channel);
    if (barrier !== undefined) return barrier;
    const { resident, entity } = channel.current!;
    const session = sessionOf(channel, resident);
    const joined = joinedHeader(channel, header, cla);
    const { container } = resident;
    if (joined !== undefined) return ofPiece(() => container.header(entity, joined, session));
    return container.header(entity, header, session) ?? tableDirection(header);
  }

  /** The open channel; the basic one opens, with its implicit selection, when first used. */
  #channel(link: LinkSessions, lsi: number, number: number): Channel | undefined {
    assert(lsi >= 0 && lsi < link.facts.lsis, `link ${link.facts.id} has no LSI ${lsi}`);
    const open = link.get(lsi, number);
    if (open || number > 0) return open;
    const basic = link.open(lsi, 0);
    try {
      this.#selection.enter(basic, undefined);
    } catch (error) {
      this.#executor.refused(basic, error);
    }
    return basic;
  }
}

export const RESET: TraceKind = {
  name: 'reset',
  words: ([what]) => `${operandText(what)} was reset: its sessions are gone`,
};

export const DOWN: TraceKind = {
  name: 'down',
  words: ([what]) => `${operandText(what)} has no power: its sessions are gone`,
};
