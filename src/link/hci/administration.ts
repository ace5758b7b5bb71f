/** The controller's administration gate: pipes and registries. [TS102622 §6.1.3, §7.1] */
import {
  bigEndian,
  type Bytes,
  equal,
  fromUtf8,
  hex,
  MS,
  type Time,
  unhex,
  utf8,
} from '../../base/index.ts';
import { HCP_TYPE, type HcpMessage } from '../../wire/index.ts';
import { ADMIN, ANSWER, COMMAND, HOST, HOST_TYPE, PIPE } from './codes.ts';
import { answerAny, type CommandAnswer, type Gate, OK, refuse } from './gate.ts';
import { type NetworkHost, Route, type RouteEnd, type Routes } from './network.ts';

interface Parts {
  readonly hosts: readonly NetworkHost[];
  readonly routes: Routes;
  /** Whether a pipe can be built to a gate of the controller now. */
  readonly takesPipe: (gate: number) => boolean;
  readonly send: (host: NetworkHost, pipe: number, message: HcpMessage) => void;
  readonly now: () => Time;
  /** A pipe was deleted. */
  readonly onGone: (route: Route) => void;
}

/** A notification that a host has not answered yet. */
interface Notified {
  readonly host: NetworkHost;
  readonly until: Time;
  /** For a new pipe: the pipe, and the host that requested it. */
  readonly creation: { readonly route: Route; readonly by: NetworkHost } | undefined;
}

/** Time for a host to answer one: less than the requesting host waits. */
const NOTIFIED_WAIT: Time = 500 * MS;

/** What is kept over power cycles; byte strings in hexadecimal. */
interface Kept {
  readonly hosts: readonly (readonly [number, readonly (readonly [number, string])[]])[];
  readonly pipes: readonly (readonly [number, RouteEnd, RouteEnd, boolean])[];
  readonly gates: readonly (readonly [number, readonly (readonly [number, string])[]])[];
}

export class Administration {
  private readonly parts: Parts;
  private notified: Notified[] = [];
  private last: Bytes | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** The host's power went: it will not answer, and its static pipes are closed. */
  clear(host: NetworkHost): void {
    host.adminPipe.open = false;
    host.linkPipe.open = false;
    const waiting = this.notified;
    this.notified = waiting.filter((one) => one.host !== host && one.creation?.by !== host);
    for (const { creation } of waiting) {
      if (creation !== undefined && !creation.route.agreed) this.drop(creation.route);
    }
  }

  /** True if the host has just written its session identity. */
  take(from: NetworkHost, message: HcpMessage): boolean {
    if (message.type === HCP_TYPE.RESPONSE) {
      this.onAnswer(from, message.instruction);
      return false;
    }
    if (message.type !== HCP_TYPE.COMMAND) return false;
    const answer = this.answer(from, message);
    if (answer !== undefined) this.respond(from, answer);
    const { instruction, data } = message;
    const wrote = instruction === COMMAND.SET_PARAMETER && data[0] === ADMIN.SESSION_IDENTITY;
    return wrote && answer?.code === ANSWER.OK;
  }

  private respond(host: NetworkHost, { code, data }: CommandAnswer): void {
    this.parts.send(host, PIPE.ADMIN, { type: HCP_TYPE.RESPONSE, instruction: code, data });
  }

  private answer(from: NetworkHost, message: HcpMessage): CommandAnswer | undefined {
    const { instruction, data } = message;
    const administers =
      instruction === COMMAND.CREATE_PIPE ||
      instruction === COMMAND.DELETE_PIPE ||
      instruction === COMMAND.CLEAR_ALL_PIPE;
    if (!administers) {
      if (instruction === COMMAND.GET_PARAMETER) this.freshen(from, data[0]);
      return answerAny(message, from.adminPipe, from.registry);
    }
    if (!from.adminPipe.open) return refuse(ANSWER.PIPE_NOT_OPENED);
    switch (instruction) {
      case COMMAND.CREATE_PIPE:
        return data.length === 3 ? this.create(from, data) : refuse(ANSWER.PARAMETERS_UNKNOWN);
      case COMMAND.DELETE_PIPE:
        return data.length === 1 ? this.delete(from, data[0]!) : refuse(ANSWER.PARAMETERS_UNKNOWN);
      default:
        // Identity reference data, which the data link gave; some hosts leave them out.
        if (data.length !== 2 && data.length !== 0) return refuse(ANSWER.PARAMETERS_UNKNOWN);
        return this.clearAll(from);
    }
  }

  /** Lists change as hosts come and go. */
  private freshen(host: NetworkHost, index: number | undefined): void {
    const present = this.parts.hosts.filter((one) => one.present);
    if (index === ADMIN.HOST_LIST) {
      const ids = [HOST.CONTROLLER, ...present.map((one) => one.id)];
      host.registry.put(index, Uint8Array.from(ids));
    } else if (index === ADMIN.HOST_TYPE_LIST) {
      const types = present.flatMap((one) => [...one.registry.value(ADMIN.HOST_TYPE)]);
      host.registry.put(index, Uint8Array.of(...bigEndian(HOST_TYPE.CONTROLLER, 2), ...types));
    }
  }

  /** [TS102622 §6.1.3.1] */
  private create(from: NetworkHost, data: Bytes): CommandAnswer | undefined {
    const [gate, host, farGate] = data;
    const a = { host: from.id, gate: gate! };
    const b = { host: host!, gate: farGate! };
    if (host === HOST.CONTROLLER) {
      if (!this.parts.takesPipe(farGate!)) return refuse(ANSWER.NOK);
      const route = this.parts.routes.create(a, b);
      return route === undefined ? refuse(ANSWER.NO_PIPES_AVAILABLE) : created(route);
    }
    const far = this.parts.hosts.find((one) => one.id === host);
    if (far?.present !== true || far === from) return refuse(ANSWER.NOT_CONNECTED);
    if (!far.admits(from.id)) return refuse(ANSWER.PIPE_ACCESS_DENIED);
    const route = this.parts.routes.create(a, b);
    if (route === undefined) return refuse(ANSWER.NO_PIPES_AVAILABLE);
    route.agreed = false;
    this.notify(far, COMMAND.NOTIFY_PIPE_CREATED, created(route).data, { route, by: from });
    return undefined;
  }

  private notify(
    host: NetworkHost,
    instruction: number,
    data: Bytes,
    creation?: Notified['creation'],
  ): void {
    if (!host.present) return;
    this.notified.push({ host, creation, until: this.parts.now() + NOTIFIED_WAIT });
    this.parts.send(host, PIPE.ADMIN, { type: HCP_TYPE.COMMAND, instruction, data });
  }

  private onAnswer(from: NetworkHost, code: number): void {
    const place = this.notified.findIndex((one) => one.host === from);
    const creation = this.notified[place]?.creation;
    if (place >= 0) this.notified.splice(place, 1);
    if (creation === undefined) return;
    const { route, by } = creation;
    route.agreed = code === ANSWER.OK;
    if (!route.agreed) this.drop(route);
    this.respond(by, route.agreed ? created(route) : refuse(ANSWER.NOK));
  }

  /** Hosts that do not answer in time have not agreed. */
  expire(now: Time): void {
    while (this.notified[0] !== undefined && this.notified[0].until <= now) {
      const { creation } = this.notified.shift()!;
      if (creation === undefined) continue;
      this.drop(creation.route);
      this.respond(creation.by, refuse(ANSWER.TIMEOUT));
    }
  }

  wakeAt(): Time | undefined {
    return this.notified[0]?.until;
  }

  /** [TS102622 §6.1.3.3] */
  private delete(from: NetworkHost, pipe: number): CommandAnswer {
    const route = this.parts.routes.get(pipe);
    const far = route?.far(from.id);
    if (route === undefined || far === undefined) return refuse(ANSWER.NOK);
    this.drop(route);
    const other = this.parts.hosts.find((one) => one.id === far.host);
    if (other !== undefined) this.notify(other, COMMAND.NOTIFY_PIPE_DELETED, Uint8Array.of(pipe));
    return OK;
  }

  /** [TS102622 §6.1.3.5] */
  private clearAll(from: NetworkHost): CommandAnswer {
    const notified = new Set<NetworkHost>();
    for (const route of this.parts.routes.all) {
      if (!route.touches(from.id)) continue;
      const far = route.a.host === from.id ? route.b.host : route.a.host;
      const other = this.parts.hosts.find((one) => one.id === far);
      if (other !== undefined) notified.add(other);
      this.drop(route);
    }
    from.reset();
    for (const other of notified) {
      this.notify(other, COMMAND.NOTIFY_ALL_PIPE_CLEARED, Uint8Array.of(from.id));
    }
    return OK;
  }

  private drop(route: Route): void {
    this.parts.routes.delete(route.pipe);
    this.parts.onGone(route);
  }

  /** What is to be kept, where it has changed. */
  record(gates: readonly Gate[]): Bytes | undefined {
    const kept: Kept = {
      hosts: this.parts.hosts.map(({ id, registry }) => [id, writtenOf(registry.written)]),
      pipes: this.parts.routes.all
        .filter((route) => route.agreed)
        .map(({ pipe, a, b, open }) => [pipe, a, b, open]),
      gates: gates.map(({ id, registry }) => [id, writtenOf(registry?.written ?? new Map())]),
    };
    const bytes = utf8(JSON.stringify(kept));
    if (this.last !== undefined && equal(bytes, this.last)) return undefined;
    this.last = bytes;
    return bytes;
  }

  restore(record: Bytes, gates: readonly Gate[]): void {
    const kept = JSON.parse(fromUtf8(record)) as Kept;
    for (const [id, values] of kept.hosts) {
      const host = this.parts.hosts.find((one) => one.id === id);
      for (const [index, value] of values) host?.registry.put(index, unhex(value));
    }
    for (const [id, values] of kept.gates) {
      const gate = gates.find((one) => one.id === id);
      for (const [index, value] of values) gate?.registry?.put(index, unhex(value));
    }
    for (const [pipe, a, b, open] of kept.pipes) {
      const route = new Route(pipe, a, b);
      route.open = open;
      this.parts.routes.put(route);
      if (open && b.host === HOST.CONTROLLER) gates.find((one) => one.id === b.gate)?.onPipe(true);
    }
    this.last = record;
  }
}

function created({ pipe, a, b }: Route): CommandAnswer {
  return { code: ANSWER.OK, data: Uint8Array.of(a.host, a.gate, b.host, b.gate, pipe) };
}

/** Lists are made when they are read. */
function writtenOf(values: ReadonlyMap<number, Bytes>): (readonly [number, string])[] {
  return [...values].map(([index, value]) => [index, hex(value)] as const);
}
