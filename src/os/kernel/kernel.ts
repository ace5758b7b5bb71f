/**
 * The kernel: sessions, one command at a time, one transaction per command, one identity stamp.
 * It acts on a link's attributes, never on its kind. [M-02] [M-16] [M-54] [M-60]
 */
import {
  assert, type Batch, type Bytes, EMPTY, hex, HostError, isWireError, type LinkFacts, MS, type Time,
} from '../../base/index.ts';
import {
  type ClassByte, type CommandApdu, emitResponseApdu, parseClassByte, parseCommandApdu, SW,
} from '../../wire/index.ts';
import { type Command, type Entity, Refusal, type Response, type Step } from '../abi/index.ts';
import type { Memory } from '../nvm/index.ts';
import type { Decision, Origin } from '../routing/index.ts';
import { deliver, getResponse, reissued } from './answer.ts';
import { ownDirection, tableDirection } from './direction.ts';
import { maskCommand } from './explain.ts';
import { joinChain, joinEnvelope } from './join.ts';
import { manageChannel } from './manage-channel.ts';
import type { Residents } from './residents.ts';
import { parseSelect } from './select.ts';
import { type Channel, LinkSessions, type Parked, type Resident, type Run, sessionOf } from './session-table.ts';
import type { TraceRing } from './trace-ring.ts';

/** What came of a command. The answer must not leave before the batches are durable. */
export interface Outcome {
  readonly batches: readonly Batch[];
  /** Absent while the execution waits for a job of the platform. */
  readonly answer: Bytes | undefined;
  readonly readyAt: Time;
  readonly job?: { readonly ticket: number; readonly kind: string; readonly input: Bytes };
}

/** The right to speak for one link; minted by the composition root, held by that link's card end. */
export interface Port {
  readonly link: string;
  command(apdu: Bytes, lsi: number, now: Time): Outcome;
  /** T=0: whether P3 of these five header bytes announces command data. */
  direction(header: Bytes, lsi: number, now: Time): 'in' | 'out';
}

/** Commands of the card session: they belong to the paired container. [TS102221 §10.1.2] */
const SESSION_INS: ReadonlySet<number> = new Set([0x10, 0x12, 0x14, 0xc2, 0xaa, 0x76, 0x7c]);
const INS_FETCH = 0x12;
const INS_TERMINAL_RESPONSE = 0x14;

export class Kernel {
  readonly #memory: Memory;
  readonly #residents: Residents;
  readonly #trace: TraceRing;
  readonly #links = new Map<string, LinkSessions>();
  readonly #powered = new Set<string>();
  readonly #jobs = new Map<number, Parked & { kind: 'job' }>();
  #tickets = 0;

  constructor(parts: {
    readonly memory: Memory;
    readonly residents: Residents;
    readonly links: readonly LinkFacts[];
    readonly trace: TraceRing;
  }) {
    this.#memory = parts.memory;
    this.#residents = parts.residents;
    this.#trace = parts.trace;
    for (const facts of parts.links) this.#links.set(facts.id, new LinkSessions(facts));
  }

  /** Mints the port of one link. */
  port(linkId: string): Port {
    const sessions = this.#links.get(linkId);
    assert(sessions, `no link ${linkId}`);
    return {
      link: linkId,
      command: (apdu, lsi, now) => this.#command(sessions, apdu, { lsi, now }),
      direction: (header, lsi, now) => this.#direction(sessions, header, { lsi, now }),
    };
  }

  /** Power came to an interface, or it was reset: its sessions are gone, others stay. */
  interfaceReset(interfaceId: string, now: Time): readonly Batch[] {
    this.#trace.now = now;
    this.#powered.add(interfaceId);
    this.#clear(interfaceId);
    this.#trace.note('kernel', 'reset', interfaceId);
    return this.#memory.commit();
  }

  /** Power went; with the last powered interface the device's RAM goes too. [M-104] */
  interfaceDown(interfaceId: string, now: Time): readonly Batch[] {
    this.#trace.now = now;
    this.#clear(interfaceId);
    if (this.#powered.delete(interfaceId)) this.#trace.note('kernel', 'down', interfaceId);
    if (this.#powered.size === 0) {
      for (const { container } of this.#residents.all) container.reset('device');
    }
    return this.#memory.commit();
  }

  /** Feeds a job's output back; `undefined` when its session is gone. */
  resume(ticket: number, output: Bytes, now: Time): Outcome | undefined {
    const parked = this.#jobs.get(ticket);
    if (!parked) return undefined;
    this.#jobs.delete(ticket);
    parked.run.channel.parked = undefined;
    this.#trace.now = now;
    return this.#run(parked.run, () => parked.then(output));
  }

  /** Whether an entity is current in any session. */
  #isCurrent(container: string, handle: number): boolean {
    for (const link of this.#links.values()) {
      for (const { current } of link.all()) {
        if (current && current.resident.id === container && current.entity.handle === handle) return true;
      }
    }
    return false;
  }

  #clear(interfaceId: string): void {
    for (const link of this.#links.values()) {
      if (link.facts.interface !== interfaceId) continue;
      const lsis = new Set<number>();
      for (const channel of link.all()) {
        lsis.add(channel.lsi);
        this.#leave(channel, 'reset');
        if (channel.parked?.kind === 'job') this.#jobs.delete(channel.parked.ticket);
      }
      link.clear();
      for (const lsi of lsis) {
        for (const { container } of this.#residents.all) container.reset({ link: link.facts.id, lsi });
      }
    }
  }

  #command(link: LinkSessions, bytes: Bytes, at: { lsi: number; now: Time }): Outcome {
    this.#trace.now = at.now;
    const apdu = parseCommandApdu(bytes);
    const cla = bytes.length > 0 ? parseClassByte(bytes[0]!) : undefined;
    const number = cla && !isWireError(cla) ? cla.channel : 0;
    this.#trace.note(link.facts.id, 'command', number, maskCommand(bytes));
    if (isWireError(apdu)) return this.#plain(link, number, SW.WRONG_LENGTH, 'the length fields contradict the command');
    if (cla === undefined || isWireError(cla)) return this.#plain(link, 0, SW.CLA_NOT_SUPPORTED, 'reserved class');
    if ((apdu.ins & 0xf0) === 0x60 || (apdu.ins & 0xf0) === 0x90) {
      return this.#plain(link, number, SW.INS_NOT_SUPPORTED, 'an instruction is not 6X or 9X');
    }
    const channel = this.#channel(link, at.lsi, number);
    if (!channel) return this.#plain(link, number, SW.NO_CHANNEL_SUPPORT, 'the logical channel is not open');
    return this.#inChannel(channel, apdu, cla);
  }

  #inChannel(channel: Channel, part: CommandApdu, cla: ClassByte): Outcome {
    const own = (part.cla & 0x80) === 0;
    if (part.ins === 0xc0 && (cla.base === 0x00 || cla.base === 0x80)) {
      return this.#finish(channel, getResponse(channel, part));
    }
    const kept = reissued(channel, part);
    if (kept) return this.#finish(channel, kept);
    channel.pending = undefined;
    channel.reissue = undefined;
    const isEnvelope = own && part.ins === 0xc2;
    if (!isEnvelope) channel.envelope = undefined;
    const joined = isEnvelope
      ? joinEnvelope(channel, part)
      : joinChain(channel, part, own && cla.chained);
    if ('sw' in joined) return this.#plain(channel, channel.number, joined.sw, joined.why);
    const apdu = joined.apdu;
    const whole = parseClassByte(apdu.cla);
    if (isWireError(whole) || whole.channel !== channel.number) {
      return this.#plain(channel, channel.number, SW.CLA_NOT_SUPPORTED, 'the enveloped class names another channel');
    }
    return this.#dispatch(channel, apdu, whole);
  }

  #dispatch(channel: Channel, apdu: CommandApdu, cla: ClassByte): Outcome {
    try {
      if (cla.base === 0x00 && apdu.ins === 0x70) return this.#manage(channel, apdu);
      if (cla.base === 0x00 && apdu.ins === 0xa4 && apdu.p1 === 0x04) return this.#select(channel, apdu);
      if (cla.base === 0x80 && SESSION_INS.has(apdu.ins)) return this.#session(channel, apdu, cla);
      return this.#followUp(channel, apdu, cla);
    } catch (error) {
      return this.#refused(channel, error);
    }
  }

  #manage(channel: Channel, apdu: CommandApdu): Outcome {
    const link = this.#links.get(channel.link.id)!;
    const response = manageChannel(
      { link, from: channel, enter: (one, from) => this.#enter(one, from), leave: (one) => this.#close(link, one) },
      apdu,
    );
    return this.#done(channel, apdu, response);
  }

  /** Puts a fresh channel on its first entity: its opener's, or the implicit one. */
  #enter(channel: Channel, from: Channel | undefined): number {
    if (from && from.number > 0) {
      const current = from.current;
      if (!current) return SW.OK;
      if (!current.entity.multiSelectable) {
        this.#note({ rule: 'not-inheritable', operands: [] }, channel);
        return SW.CONDITIONS;
      }
      this.#note({ rule: 'inherited', container: current.resident.id, handle: current.entity.handle, operands: [] }, channel);
      return this.#occupy(channel, current.resident, current.entity) ? SW.OK : SW.APPLET_SELECT_FAILED;
    }
    const origin = this.#origin(channel);
    const resident = this.#residents.get(origin.paired);
    const entity = resident.container.implicit(sessionOf(channel, resident));
    if (!entity) return SW.OK;
    if (!entity.multiSelectable && this.#isCurrent(resident.id, entity.handle)) return SW.OK;
    const operands = [origin.link, origin.paired];
    this.#note({ rule: 'implicit', container: resident.id, handle: entity.handle, operands }, channel);
    this.#occupy(channel, resident, entity);
    return SW.OK;
  }

  #occupy(channel: Channel, resident: Resident, entity: Entity): boolean {
    if (!resident.container.select(entity, sessionOf(channel, resident))) return false;
    channel.current = { resident, entity };
    return true;
  }

  #leave(channel: Channel, reason: 'select' | 'channel-closed' | 'reset'): void {
    const current = channel.current;
    if (!current) return;
    channel.current = undefined;
    current.resident.container.deselect(current.entity, sessionOf(channel, current.resident), reason);
  }

  #close(link: LinkSessions, channel: Channel): void {
    this.#leave(channel, 'channel-closed');
    link.close(channel);
  }

  /** Route, refuse without side effect, deselect the old, select the new, process. */
  #select(channel: Channel, apdu: CommandApdu): Outcome {
    const request = parseSelect(apdu);
    const origin = this.#origin(channel);
    const { current } = channel;
    const selected = current && { container: current.resident.id, handle: current.entity.handle };
    const decision = this.#residents.route(origin, { ...request, current: selected }, (container, handle) =>
      this.#isCurrent(container, handle) && !(selected?.container === container && selected.handle === handle));
    this.#note(decision, channel, request.aid);
    if (decision.container === undefined) return this.#plain(channel, channel.number, decision.sw!, '');
    const resident = this.#residents.get(decision.container);
    const entity = this.#residents.entity(resident, decision.handle!)!;
    this.#leave(channel, 'select');
    if (!this.#occupy(channel, resident, entity)) {
      return this.#plain(channel, channel.number, SW.APPLET_SELECT_FAILED, 'the entity does not let itself be selected');
    }
    const run: Run = { channel, resident, apdu, chargedMs: 0 };
    return this.#run(run, () => resident.container.process(entity, this.#commandOf(run, 0x00, decision.name)));
  }

  #session(channel: Channel, apdu: CommandApdu, cla: ClassByte): Outcome {
    const parked = channel.parked;
    if (parked?.kind === 'ask') {
      if (apdu.ins === INS_FETCH) return this.#done(channel, apdu, { data: parked.ask, sw: SW.OK });
      if (apdu.ins === INS_TERMINAL_RESPONSE) {
        channel.parked = undefined;
        return this.#run({ ...parked.run, apdu }, () => parked.then(apdu.data));
      }
    }
    const origin = this.#origin(channel);
    const resident = this.#residents.get(origin.paired);
    this.#note({ rule: 'session', container: resident.id, operands: [origin.link, origin.paired] }, channel);
    const current = channel.current?.resident === resident ? channel.current.entity : undefined;
    const run: Run = { channel, resident, apdu, chargedMs: 0 };
    return this.#run(run, () => resident.container.processSession(this.#commandOf(run, cla.base, undefined), current));
  }

  #followUp(channel: Channel, apdu: CommandApdu, cla: ClassByte): Outcome {
    const current = channel.current;
    if (!current) {
      this.#note({ rule: 'nothing-selected', operands: [] }, channel);
      return this.#plain(channel, channel.number, SW.APPLET_SELECT_FAILED, '');
    }
    const { resident, entity } = current;
    const run: Run = { channel, resident, apdu, chargedMs: 0 };
    return this.#run(run, () => resident.container.process(entity, this.#commandOf(run, cla.base, undefined)));
  }

  #commandOf(run: Run, cla: number, selecting: Bytes | undefined): Command {
    const { ins, p1, p2, data, le } = run.apdu;
    return {
      session: sessionOf(run.channel, run.resident), cla, ins, p1, p2, data, le, selecting, at: this.#trace.now,
      charge: (virtualMs) => {
        run.chargedMs += virtualMs;
      },
    };
  }

  /** Runs one stretch of an execution, to its end or its next pause. */
  #run(run: Run, go: () => Step): Outcome {
    const { channel } = run;
    try {
      const step = go();
      if ('done' in step) return this.#done(channel, run.apdu, step.done, run.chargedMs);
      if ('ask' in step) {
        channel.parked = { kind: 'ask', ask: step.ask, then: step.then.bind(step), run };
        const sw = 0x9100 | (step.ask.length & 0xff);
        return this.#done(channel, run.apdu, { data: EMPTY, sw }, run.chargedMs);
      }
      const ticket = ++this.#tickets;
      const parked = { kind: 'job', ticket, then: step.then.bind(step), run } as const;
      channel.parked = parked;
      this.#jobs.set(ticket, parked);
      const batches = this.#memory.commit();
      return { batches, answer: undefined, readyAt: this.#trace.now, job: { ticket, ...step.job } };
    } catch (error) {
      return this.#refused(channel, error);
    }
  }

  #refused(channel: Channel, error: unknown): Outcome {
    if (error instanceof HostError) {
      this.#trace.note('kernel', 'refusal', SW.CONDITIONS, error.code, error.message);
      return this.#finish(channel, emitResponseApdu({ data: EMPTY, sw: SW.CONDITIONS }), this.#memory.rollback());
    }
    if (!(error instanceof Refusal)) throw error;
    this.#trace.note(channel.current?.resident.id ?? 'kernel', 'refusal', error.sw, error.clause, error.why);
    const batches = this.#memory.rollback();
    return this.#finish(channel, emitResponseApdu({ data: EMPTY, sw: error.sw }), batches);
  }

  #done(channel: Channel, apdu: CommandApdu, response: Response, chargedMs = 0): Outcome {
    const batches = this.#memory.commit();
    return this.#finish(channel, deliver(channel, apdu, response), batches, chargedMs);
  }

  #plain(where: Channel | LinkSessions, number: number, sw: number, why: string): Outcome {
    const link = 'facts' in where ? where.facts.id : where.link.id;
    if (why && sw !== SW.OK) this.#trace.note('kernel', 'refusal', sw, 'ISO7816-4 §5', why);
    this.#trace.note(link, 'response', number, sw, 0);
    return { batches: [], answer: emitResponseApdu({ data: EMPTY, sw }), readyAt: this.#trace.now };
  }

  #finish(channel: Channel, answer: Bytes, batches: readonly Batch[] = [], chargedMs = 0): Outcome {
    const length = answer.length - 2;
    const sw = (answer[length]! << 8) | answer[length + 1]!;
    this.#trace.note(channel.link.id, 'response', channel.number, sw, length);
    return { batches, answer, readyAt: this.#trace.now + chargedMs * MS };
  }

  #direction(link: LinkSessions, header: Bytes, at: { lsi: number; now: Time }): 'in' | 'out' {
    this.#trace.now = at.now;
    const own = ownDirection(header);
    if (own) return own;
    const cla = parseClassByte(header[0]!);
    if (isWireError(cla)) return 'in';
    const channel = this.#channel(link, at.lsi, cla.channel);
    if (!channel) return 'in';
    if (cla.base === 0x80 && SESSION_INS.has(header[1]!)) return header[1] === INS_FETCH ? 'out' : 'in';
    const { current } = channel;
    const incoming = current?.resident.container.incoming(current.entity, header);
    return incoming === undefined ? tableDirection(header) : incoming ? 'in' : 'out';
  }

  /** The open channel; the basic one opens, with its implicit selection, when first used. */
  #channel(link: LinkSessions, lsi: number, number: number): Channel | undefined {
    assert(lsi >= 0 && lsi < link.facts.lsis, `link ${link.facts.id} has no LSI ${lsi}`);
    const open = link.get(lsi, number);
    if (open || number > 0) return open;
    const basic = link.open(lsi, 0);
    try {
      this.#enter(basic, undefined);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#trace.note('kernel', 'refusal', SW.CONDITIONS, error.code, error.message);
    }
    return basic;
  }

  #origin(channel: Channel): Origin {
    return { link: channel.link.id, lsi: channel.lsi, paired: this.#residents.paired(channel.link.id, channel.lsi) };
  }

  #note(decision: Decision, channel: Channel, asked?: Bytes): void {
    const resident = decision.container === undefined ? undefined : this.#residents.get(decision.container);
    const entity = resident && decision.handle !== undefined
      ? this.#residents.entity(resident, decision.handle)
      : undefined;
    const real = entity && decision.name && hex(entity.aid) !== hex(decision.name) ? entity.aid : undefined;
    this.#trace.note(
      channel.link.id, 'decision', decision.rule, decision.container, entity?.name, asked, real, ...decision.operands,
    );
  }
}
