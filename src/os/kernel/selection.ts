/** What is current where: entering and leaving channels, and SELECT by name. [GPCS §6.3] [M-15] */
import { type Bytes, equal, operandText, type TraceKind } from '../../base/index.ts';
import { SW } from '../../wire/index.ts';
import { type Decision, explain, type Origin, type SelectRequest } from '../routing/index.ts';
import type { Executor, Outcome } from './executor.ts';
import type { Residents } from './residents.ts';
import { checkTermination, parseSelect } from './select.ts';
import {
  cardSessionOf,
  type Channel,
  type Current,
  type LinkSessions,
  type Message,
  runOf,
  sessionOf,
} from './session-table.ts';
import type { TraceRing } from './trace-ring.ts';

export interface SelectionParts {
  readonly links: ReadonlyMap<string, LinkSessions>;
  readonly residents: Residents;
  readonly executor: Executor;
  readonly trace: TraceRing;
}

/** Why an entity may not become current; `lock` is the rule that locks its card, if any. */
interface Obstacle {
  readonly decision: Decision;
  readonly lock?: string;
}

export class Selection {
  readonly #parts: SelectionParts;

  constructor(parts: SelectionParts) {
    this.#parts = parts;
  }

  /** Puts a fresh channel on its first entity: its opener's, or the implicit one. */
  enter(channel: Channel, from: Channel | undefined): number {
    return from && from.number > 0 ? this.#inherit(channel, from) : this.#implicit(channel);
  }

  leave(channel: Channel, reason: 'select' | 'channel-closed' | 'reset'): void {
    const current = channel.current;
    if (!current) return;
    channel.current = undefined;
    const session = sessionOf(channel, current.resident);
    current.resident.container.deselect(current.entity, session, reason);
  }

  /** Route, refuse without side effect, deselect the old, select the new, process. */
  select(message: Message): Outcome {
    const { channel, apdu } = message;
    const { residents, executor } = this.#parts;
    const request = parseSelect(apdu);
    const origin = this.origin(channel);
    const decision = residents.route(
      origin,
      { aid: request.aid, occurrence: request.occurrence, current: selectedIn(channel) },
      {
        busy: (container, handle) => this.#isCurrent(container, handle, channel),
        card: (container) => cardSessionOf(channel.card, container),
      },
    );
    if (decision.container === undefined) {
      return this.#selectNothing(message, request, decision);
    }
    const resident = residents.get(decision.container);
    const entity = residents.entity(resident, decision.handle!)!;
    const obstacle = this.#obstacle(channel, { resident, entity });
    if (obstacle?.lock !== undefined) {
      return this.#selectLocked(channel, request.aid, obstacle.lock);
    }
    if (obstacle !== undefined) return this.#selectNothing(message, request, obstacle.decision);
    checkTermination(apdu.p2, entity);
    this.note(decision, channel, request.aid);
    this.leave(channel, 'select');
    channel.ended = false;
    if (!this.#occupy(channel, { resident, entity })) {
      const why = 'the entity does not let itself be selected';
      return executor.plain(channel.link, channel.number, SW.APPLET_SELECT_FAILED, why);
    }
    const run = runOf(message, resident);
    const command = executor.command(run, decision.name);
    return executor.run(run, () => resident.container.process(entity, command));
  }

  /**
   * Why no channel opens here, if a card is locked or terminated: that of the paired container, or
   * that of the entity whose channel carries the command. [GPCS §6.4.2.2]
   */
  lock(channel: Channel): string | undefined {
    const { residents } = this.#parts;
    const ids = [this.origin(channel).paired];
    if (channel.number > 0 && channel.current) ids.push(channel.current.resident.id);
    const locked = ids.find((id) => residents.get(id).container.locked());
    if (locked === undefined) return undefined;
    const rule = residents.deviceLock(locked);
    return rule === undefined ? 'the card is locked' : `ruling data: ${rule}`;
  }

  /** Reach was taken away: sessions end on links that it no longer covers. [M-20] */
  endUnreachable(): void {
    for (const link of this.#parts.links.values()) {
      for (const channel of link.all()) {
        const { current } = channel;
        if (!current) continue;
        const origin = this.origin(channel);
        const { id } = current.resident;
        if (this.#parts.residents.isReachable(origin, id)) continue;
        this.note({ rule: 'reach-ended', operands: [origin.link, origin.paired, id] }, channel);
        this.leave(channel, 'reset');
        channel.ended = true;
      }
    }
  }

  /** Why a command finds nothing to go to on this channel, with the status word that says so. */
  barrier(channel: Channel): number | undefined {
    const { residents } = this.#parts;
    const { current } = channel;
    if (!current) {
      const rule = channel.ended ? 'session-ended' : 'nothing-selected';
      this.note({ rule, operands: [] }, channel);
      return channel.ended ? SW.CONDITIONS : SW.APPLET_SELECT_FAILED;
    }
    const { resident, entity } = current;
    const lock = residents.deviceLock(resident.id);
    if (lock === undefined || residents.entity(resident, entity.handle)?.selectable)
      return undefined;
    const operands = [channel.link.id, resident.id, lock];
    this.note({ rule: 'locked-by-rule', operands }, channel);
    return SW.CONDITIONS;
  }

  /**
   * The one check whether an entity may become current on a channel, by SELECT, MANAGE CHANNEL, or
   * implicitly: it is there, in reach, not locked, and not in use elsewhere.
   */
  #obstacle(
    channel: Channel,
    { resident, entity }: Current,
    isImplicit = false,
  ): Obstacle | undefined {
    const { residents } = this.#parts;
    const { id, container } = resident;
    const origin = this.origin(channel);
    const operands = [origin.link, origin.paired, id];
    const because = (rule: Decision['rule'], sw: number): Obstacle => ({
      decision: { rule, operands, sw },
    });
    // What a lock leaves is for the container's own links. [P-07]
    const isKept = id !== origin.paired && container.locked();
    if (isKept || !residents.isReachable(origin, id)) return because('unreachable', SW.NOT_FOUND);
    const denial = residents.finalDenial(id, channel.link);
    if (denial !== undefined) {
      const decision: Decision = {
        rule: 'locked-by-rule',
        operands: [...operands.slice(0, 2), denial],
      };
      return { decision, lock: denial };
    }
    const now = residents.entity(resident, entity.handle);
    if (!now) return because('gone', SW.NOT_FOUND);
    // Of a terminated card the implicit holder remains, for GET DATA. [GPCS §5.1.1.5]
    if (!now.selectable && !(isImplicit && container.locked()))
      return because('not-selectable', SW.NOT_FOUND);
    if (!now.multiSelectable && this.#isCurrent(id, now.handle, channel))
      return because('in-use', SW.CONDITIONS);
    return undefined;
  }

  #selectNothing(
    message: Message,
    { aid, occurrence }: SelectRequest,
    decision: Decision,
  ): Outcome {
    const { residents, executor } = this.#parts;
    const { channel } = message;
    const { link, paired } = this.origin(channel);
    const rule = residents.deviceLock(paired);
    if (residents.get(paired).container.locked()) return this.#selectLocked(channel, aid, rule);
    const shown: Decision =
      rule === undefined
        ? decision
        : { ...decision, rule: 'locked-by-rule', operands: [link, paired, rule] };
    if (rule === undefined) this.#endWhereLocked(channel, aid);
    const isUnmatched = occurrence === 'first' && shown.sw === SW.NOT_FOUND;
    if (isUnmatched && rule === undefined && channel.current?.entity.framing === 'own')
      return this.#toCurrent(message, channel.current, aid);
    this.note(shown, channel, aid);
    return executor.plain(channel.link, channel.number, decision.sw!, '');
  }

  /** An application with code of its own gets a SELECT that matches nothing. [GPCS §6.4.2.1.2] */
  #toCurrent(message: Message, { resident, entity }: Current, aid: Bytes): Outcome {
    const { executor } = this.#parts;
    const place = { container: resident.id, handle: entity.handle };
    this.note({ rule: 'current', ...place, operands: [] }, message.channel, aid);
    const run = runOf(message, resident);
    const command = executor.command(run);
    return executor.run(run, () => resident.container.process(entity, command));
  }

  /** What is current was locked, and the SELECT names it: its session ends. [GPCS §6.4.2.1.2] */
  #endWhereLocked(channel: Channel, aid: Bytes): void {
    const { current } = channel;
    if (current === undefined) return;
    const { residents } = this.#parts;
    const now = residents.entity(current.resident, current.entity.handle);
    if (now === undefined || now.selectable) return;
    if (!residents.isNamed(current.resident, now, aid)) return;
    this.leave(channel, 'select');
    channel.ended = true;
    this.note({ rule: 'session-ended', operands: [] }, channel);
  }

  /** A SELECT without success on a locked card: a supplementary channel closes. [GPCS §6.4.2.1] */
  #selectLocked(channel: Channel, aid: Bytes, rule: string | undefined): Outcome {
    const { link, paired } = this.origin(channel);
    const sw = SW.FUNCTION_NOT_SUPPORTED;
    const decision: Decision =
      rule === undefined
        ? { rule: 'locked', operands: [link, paired], sw }
        : { rule: 'locked-by-rule', operands: [link, paired, rule], sw };
    this.note(decision, channel, aid);
    if (channel.number > 0) {
      this.leave(channel, 'channel-closed');
      this.#parts.links.get(link)!.close(channel);
    }
    return this.#parts.executor.plain(channel.link, channel.number, sw, '');
  }

  origin({ link, lsi }: Channel): Origin {
    return { link: link.id, lsi, paired: this.#parts.residents.paired(link.id, lsi) };
  }

  /** Keeps a decision in the trace: rule and operands, and what the words need. */
  note(decision: Decision, channel: Channel, requested?: Bytes): void {
    const { residents, trace } = this.#parts;
    const { container, handle, name, rule, operands } = decision;
    const entity =
      container === undefined || handle === undefined
        ? undefined
        : residents.entity(residents.get(container), handle);
    const real = entity && name && !equal(entity.aid, name) ? entity.aid : undefined;
    const { id } = channel.link;
    trace.note(id, DECISION, rule, container, entity?.name, requested, real, ...operands);
  }

  #inherit(channel: Channel, from: Channel): number {
    const { current } = from;
    if (!current) return SW.OK;
    const { resident, entity } = current;
    const obstacle = this.#obstacle(channel, current);
    if (obstacle) {
      this.note({ ...obstacle.decision, sw: SW.CONDITIONS }, channel);
      return SW.CONDITIONS;
    }
    const place = { container: resident.id, handle: entity.handle };
    this.note({ rule: 'inherited', ...place, operands: [] }, channel);
    return this.#occupy(channel, { resident, entity }, from) ? SW.OK : SW.APPLET_SELECT_FAILED;
  }

  #implicit(channel: Channel): number {
    const origin = this.origin(channel);
    const resident = this.#parts.residents.get(origin.paired);
    const entity = resident.container.implicit(sessionOf(channel, resident));
    if (!entity) return SW.OK;
    const obstacle = this.#obstacle(channel, { resident, entity }, true);
    if (obstacle) {
      this.note(obstacle.decision, channel);
      return SW.OK;
    }
    const place = { container: resident.id, handle: entity.handle };
    this.note({ rule: 'implicit', ...place, operands: [origin.link, origin.paired] }, channel);
    this.#occupy(channel, { resident, entity });
    return SW.OK;
  }

  /** `from` is the channel from which this one is opened, with the same entity. */
  #occupy(channel: Channel, { resident, entity }: Current, from?: Channel): boolean {
    const opener = from && sessionOf(from, resident);
    if (!resident.container.select(entity, sessionOf(channel, resident), opener)) return false;
    channel.current = { resident, entity };
    return true;
  }

  /** Whether an entity is current in any session but this one. */
  #isCurrent(container: string, handle: number, besides: Channel): boolean {
    for (const link of this.#parts.links.values()) {
      for (const channel of link.all()) {
        const { current } = channel;
        if (channel === besides || !current) continue;
        if (current.resident.id === container && current.entity.handle === handle) return true;
      }
    }
    return false;
  }
}

function selectedIn({ current }: Channel) {
  return current && { container: current.resident.id, handle: current.entity.handle };
}

export const DECISION: TraceKind = {
  name: 'decision',
  words: ([rule, container, entity, requested, real, ...operands]) => {
    const target = container ? `${operandText(container)} / ${operandText(entity)}` : 'nowhere';
    const aid = requested === undefined ? '' : operandText(requested);
    const name = aid === '' ? '' : ` ${aid}`;
    const other = real === undefined ? '' : ` (really ${operandText(real)})`;
    return `route${name} -> ${target}${other}: ${explain(operandText(rule), operands)}`;
  },
};
