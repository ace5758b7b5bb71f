/**
 * The kernel: sessions, one command at a time, one transaction per command, one identity stamp.
 * It acts on a link's attributes, never on its kind. [M-02] [M-16] [M-54] [M-60]
 */
import {
  assert,
  type Batch,
  type Bytes,
  HostError,
  isWireError,
  type LinkFacts,
  operandText,
  type Time,
  type TraceKind,
} from '../../base/index.ts';
import {
  type ClassByte,
  type CommandApdu,
  parseClassByte,
  parseCommandApdu,
  SW,
} from '../../wire/index.ts';
import type { HeaderAnswer, Notice } from '../abi/index.ts';
import type { Memory } from '../nvm/index.ts';
import { getResponse, reissued } from './answer.ts';
import { ownDirection, tableDirection } from './direction.ts';
import { type CostTable, Executor, type Outcome } from './executor.ts';
import { COMMAND, maskCommand } from './command-record.ts';
import { joinChain, joinEnvelope } from './join.ts';
import { manageChannel } from './manage-channel.ts';
import { Notices } from './notices.ts';
import type { Residents } from './residents.ts';
import { Selection } from './selection.ts';
import { cardSessionOf, type Channel, LinkSessions, type Run } from './session-table.ts';
import type { TraceRing } from './trace-ring.ts';

/** The right to speak for one link; minted by the composition root, held by its card end. */
export interface Port {
  readonly link: string;
  command(apdu: Bytes, lsi: number, now: Time): Outcome;
  /** T=0: what P3 of these five header bytes announces, or the status word that is certain. */
  header(header: Bytes, lsi: number, now: Time): HeaderAnswer;
}

/** Commands of the card session: they belong to the paired container. [TS102221 §10.1.2] */
const SESSION_INS: ReadonlySet<number> = new Set([0x10, 0x12, 0x14, 0xc2, 0xaa, 0x76, 0x7c]);
const INS_FETCH = 0x12;

/** Bit 5 of an inter-industry class: more of the command follows. [ISO7816-4 §5.3.3] */
const CHAINING = 0x10;

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
  /** Where containers leave what the terminal is to be told; left out, nobody does. */
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

  constructor(parts: KernelParts) {
    const { memory, residents, links, trace } = parts;
    const { costs = NO_COSTS, notices = new Notices() } = parts;
    this.#memory = memory;
    this.#notices = notices;
    this.#residents = residents;
    this.#trace = trace;
    for (const facts of links) this.#links.set(facts.id, new LinkSessions(facts));
    const pending = this.#pending.bind(this);
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
      for (const { container } of this.#residents.all) container.reset('device');
    }
    return this.#memory.commit();
  }

  /** What the terminal is to be told once all that was written is durable. */
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
      const cards = [...link.cards()];
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
    if ((apdu.ins & 0xf0) === 0x60 || (apdu.ins & 0xf0) === 0x90) {
      return refuse(SW.INS_NOT_SUPPORTED, 'an instruction is not 6X or 9X');
    }
    const channel = this.#channel(link, lsi, number);
    if (!channel) return refuse(SW.NO_CHANNEL_SUPPORT, 'the logical channel is not open');
    return this.#inChannel(channel, apdu, cla);
  }

  #inChannel(channel: Channel, part: CommandApdu, cla: ClassByte): Outcome {
    const framesItself = channel.current?.entity.framing === 'own';
    if (isGetResponse(part, cla) && !(framesItself && channel.pending === undefined)) {
      return this.#executor.answer(channel, getResponse(channel, part));
    }
    const kept = reissued(channel, part);
    if (kept) return this.#executor.answer(channel, kept);
    channel.pending = undefined;
    channel.reissue = undefined;
    const isEnvelope = !cla.proprietary && part.ins === 0xc2;
    if (!isEnvelope) channel.envelope = undefined;
    const isChained = !cla.proprietary && cla.chained;
    const passes = framesItself && !isEnvelope && channel.chain === undefined;
    if (passes && takerOf(part, cla) === 'entity') {
      const base = isChained ? cla.base | CHAINING : cla.base;
      return this.#dispatch(channel, part, { ...cla, base });
    }
    const joined = isEnvelope ? joinEnvelope(channel, part) : joinChain(channel, part, isChained);
    const refuse = (sw: number, why: string): Outcome =>
      this.#executor.plain(channel.link, channel.number, sw, why);
    if ('sw' in joined) return refuse(joined.sw, joined.why);
    const whole = parseClassByte(joined.apdu.cla);
    if (isWireError(whole) || whole.channel !== channel.number) {
      return refuse(SW.CLA_NOT_SUPPORTED, 'the enveloped class names another channel');
    }
    if (isGetResponse(joined.apdu, whole) && !framesItself) {
      return this.#executor.answer(channel, getResponse(channel, joined.apdu));
    }
    return this.#dispatch(channel, joined.apdu, whole);
  }

  #dispatch(channel: Channel, apdu: CommandApdu, cla: ClassByte): Outcome {
    try {
      switch (takerOf(apdu, cla)) {
        case 'manage-channel':
          return this.#manage(channel, apdu);
        case 'select':
          return this.#selection.select(channel, apdu);
        case 'session':
          return this.#session(channel, apdu);
        case 'entity':
          return this.#followUp(channel, apdu, cla);
      }
    } catch (error) {
      return this.#executor.refused(channel, error);
    }
  }

  #manage(channel: Channel, apdu: CommandApdu): Outcome {
    const link = this.#links.get(channel.link.id)!;
    const response = manageChannel(
      {
        link,
        from: channel,
        locked: this.#selection.lock(channel),
        enter: (one, from) => this.#selection.enter(one, from),
        leave: (one) => this.#close(link, one),
      },
      apdu,
    );
    return this.#executor.done(channel, apdu, response);
  }

  #close(link: LinkSessions, channel: Channel): void {
    this.#selection.leave(channel, 'channel-closed');
    link.close(channel);
  }

  #session(channel: Channel, apdu: CommandApdu): Outcome {
    const { link, paired } = this.#selection.origin(channel);
    const resident = this.#residents.get(paired);
    const decision = { rule: 'session', container: paired, operands: [link, paired] } as const;
    this.#selection.note(decision, channel);
    const current = channel.current?.resident === resident ? channel.current.entity : undefined;
    const run: Run = { channel, resident, apdu, chargedMs: 0 };
    const command = this.#executor.command(run, 0x80);
    return this.#executor.run(run, 0x80, () => resident.container.processSession(command, current));
  }

  #followUp(channel: Channel, apdu: CommandApdu, cla: ClassByte): Outcome {
    const { current } = channel;
    if (!current) {
      this.#selection.note({ rule: 'nothing-selected', operands: [] }, channel);
      return this.#executor.plain(channel.link, channel.number, SW.APPLET_SELECT_FAILED, '');
    }
    const { resident, entity } = current;
    const lock = this.#residents.deviceLock(resident.id);
    if (lock !== undefined && !this.#residents.entity(resident, entity.handle)?.selectable) {
      const operands = [channel.link.id, resident.id, lock];
      this.#selection.note({ rule: 'locked-by-rule', operands }, channel);
      return this.#executor.plain(channel.link, channel.number, SW.CONDITIONS, '');
    }
    const run: Run = { channel, resident, apdu, chargedMs: 0 };
    const command = this.#executor.command(run, cla.base);
    return this.#executor.run(run, cla.base, () => resident.container.process(entity, command));
  }

  #header(link: LinkSessions, header: Bytes, { lsi, now }: Moment): HeaderAnswer {
    this.#trace.now = now;
    const own = ownDirection(header);
    if (own) return own;
    const cla = parseClassByte(header[0]!);
    if (isWireError(cla)) return 'in';
    const channel = this.#channel(link, lsi, cla.channel);
    if (!channel) return 'in';
    if (cla.base === 0x80 && SESSION_INS.has(header[1]!)) {
      return header[1] === INS_FETCH ? 'out' : 'in';
    }
    const { current } = channel;
    const known = current?.resident.container.header(current.entity, header);
    return known ?? tableDirection(header);
  }

  /** Of the container paired with the card session, whatever is selected. */
  #pending({ card }: Channel): number | undefined {
    const { all } = this.#residents;
    if (!all.some(({ container }) => container.pending)) return undefined;
    try {
      const { id, container } = this.#residents.get(this.#residents.paired(card.link.id, card.lsi));
      return container.pending?.(cardSessionOf(card, id));
    } catch (error) {
      // Pairing data outside the OS that cannot be read leave the answer as it is.
      if (error instanceof HostError) return undefined;
      throw error;
    }
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

/** What takes a command: the kernel, the paired container, or what is selected. */
function takerOf(
  { ins, p1 }: Pick<CommandApdu, 'ins' | 'p1'>,
  { base }: ClassByte,
): 'manage-channel' | 'select' | 'session' | 'entity' {
  if (base === 0x00 && ins === 0x70) return 'manage-channel';
  if (base === 0x00 && ins === 0xa4 && p1 === 0x04) return 'select';
  return base === 0x80 && SESSION_INS.has(ins) ? 'session' : 'entity';
}

/** Java's card library fetches with the class of the command it sent, so 84 after a MACed one. */
function isGetResponse({ ins }: CommandApdu, cla: ClassByte): boolean {
  return ins === 0xc0 && (cla.base & ~0x8c) === 0;
}

export const RESET: TraceKind = {
  name: 'reset',
  words: ([what]) => `${operandText(what)} was reset: its sessions are gone`,
};

export const DOWN: TraceKind = {
  name: 'down',
  words: ([what]) => `${operandText(what)} has no power: its sessions are gone`,
};
