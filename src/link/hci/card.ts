/**
 * The card end of a single wire: one interface, up to three links. Each is an application behind a
 * gate of the chip's host, and holds its own port. [TS102622 §4] [M-72] [M-73] [M-76]
 */
import { type Bytes, earlier, type Time } from '../../base/index.ts';
import { HCP_TYPE } from '../../wire/index.ts';
import type { CardEnd, CardEvent, LineSignal } from '../contract.ts';
import { type ShdlcOptions, SwpSlave } from '../swp/index.ts';
import { HOST, HOST_TYPE } from './codes.ts';
import type { Gate } from './gate.ts';
import { HciHost, type HostIdentity } from './host.ts';
import type { HciMemory } from './memory.ts';
import { HcpLink } from './packets.ts';
import {
  restorePipes,
  saveTable,
  type StartPlan,
  type StartProgress,
  startSequence,
  type RequestedPipe,
} from './start.ts';

/** Something behind a gate of the chip's host. */
export interface HciService extends Gate {
  /** The pipe that the chip builds for it; to others the far end builds one. */
  readonly requested: RequestedPipe | undefined;
  /** Power came or went: nothing is under way. */
  clear(): void;
}

/** A link of the chip. */
export interface HciApplication<Port> extends HciService {
  readonly port: Port;
  next(): CardEvent<Port> | undefined;
  respond(answer: Bytes, readyAt: Time): void;
}

export interface HciCardOptions<Port> {
  readonly applications: readonly HciApplication<Port>[];
  /** Gates that are no links. */
  readonly services?: readonly HciService[] | undefined;
  /** Two bytes that name the card at activation. */
  readonly syncId: Bytes;
  /** What the chip keeps of its session; without it the pipes are rebuilt at each start. */
  readonly memory?: HciMemory | undefined;
  /** Host type, two bytes as a number; default an embedded secure element. */
  readonly hostType?: number | undefined;
  /** Hosts that may build pipes to the chip; default the terminal. */
  readonly whitelist?: Bytes | undefined;
  readonly identity?: Partial<HostIdentity> | undefined;
  readonly shdlc?: ShdlcOptions | undefined;
  /** How many times longer than usual the controller may take; default 1. */
  readonly gapFactor?: number | undefined;
}

const START_TRIES_MAX = 5;
/** Answers that may wait for a controller that sends requests and does not read. */
const BACKLOG_MAX = 8;

export class HciCard<Port> implements CardEnd<Port> {
  private readonly applications: readonly HciApplication<Port>[];
  private readonly services: readonly HciService[];
  private readonly link = new HcpLink();
  private readonly slave: SwpSlave;
  private readonly plan: StartPlan;
  private readonly progress: StartProgress;
  readonly host: HciHost;
  private readonly events: CardEvent<Port>[] = [];
  private starts = 0;
  /** The data link's epoch in which the start sequence runs. */
  private startedIn = 0;
  private tableTouched = false;

  constructor(options: HciCardOptions<Port>) {
    this.applications = options.applications;
    this.services = [...options.applications, ...(options.services ?? [])];
    const { syncId, gapFactor } = options;
    this.slave = new SwpSlave(this.link, { ...options.shdlc, syncId, gapFactor });
    this.link.attach(this.slave);
    this.progress = { syncId, done: false, rebuilding: false };
    this.host = new HciHost({ gates: this.services, identity: options.identity, gapFactor });
    this.plan = {
      pipes: this.services.flatMap(({ requested }) => requested ?? []),
      whitelist: options.whitelist ?? Uint8Array.of(HOST.TERMINAL),
      hostType: options.hostType ?? HOST_TYPE.ESE,
      memory: options.memory,
    };
  }

  /** Whether the session with the host controller stands. */
  get started(): boolean {
    return this.progress.done;
  }

  signal(now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    this.slave.signal(now, signal);
    this.link.clear();
    this.host.clear();
    for (const service of this.services) service.clear();
    this.events.length = 0;
    this.progress.done = false;
    this.progress.rebuilding = false;
    this.starts = 0;
    if (signal === 'power-off') {
      this.events.push({ kind: 'down' });
    } else {
      restorePipes(this.host, this.plan);
      this.events.push({ kind: 'reset' });
    }
  }

  next(): CardEvent<Port> | undefined {
    const event = this.events.shift();
    if (event !== undefined) return event;
    for (const application of this.applications) {
      const one = application.next();
      if (one !== undefined) return one;
    }
    return undefined;
  }

  /** Only T=0 requests a direction. */
  proceed(): void {}

  respond(answer: Bytes, readyAt: Time, port: Port): void {
    this.applications.find((one) => one.port === port)?.respond(answer, readyAt);
  }

  receive(now: Time, run: Bytes): void {
    this.slave.receive(now, run);
    for (let one = this.link.next(); one !== undefined; one = this.link.next()) {
      this.host.receive(now, one.pipe, one.message);
      if (one.message.type === HCP_TYPE.COMMAND) this.tableTouched = true;
    }
    this.slave.shdlc.busy = this.host.backlog > BACKLOG_MAX;
    // Before the session is confirmed too: the pipe is answered for, and may be kept by the other.
    if (this.tableTouched && !this.progress.rebuilding) {
      this.tableTouched = false;
      saveTable(this.host, this.plan);
    }
  }

  private get mustStart(): boolean {
    if (this.progress.done || this.host.running) return false;
    return this.slave.up && this.starts < START_TRIES_MAX;
  }

  private start(now: Time): void {
    this.starts++;
    this.startedIn = this.slave.epoch;
    this.host.run(startSequence(this.host, this.plan, this.progress), now);
  }

  /** An answer to what changed the pipes must not leave before memory would show the change. */
  private get settled(): boolean {
    return this.plan.memory?.durable ?? true;
  }

  transmit(now: Time): Bytes | undefined {
    // What was requested or answered before the data link was reset is lost.
    if (this.host.running && this.slave.epoch !== this.startedIn) this.host.stop();
    this.host.expire(now);
    if (this.slave.up && this.settled && !this.link.pending) {
      // A sequence that ends without an answer makes room for the next.
      if (this.mustStart) this.start(now);
      let one = this.host.takeMessage(now);
      if (one === undefined && this.mustStart) {
        this.start(now);
        one = this.host.takeMessage(now);
      }
      if (one !== undefined) this.link.send(one.pipe, one.message);
      this.slave.shdlc.busy = this.host.backlog > BACKLOG_MAX;
    }
    return this.slave.transmit(now);
  }

  wakeAt(): Time | undefined {
    const own = this.slave.wakeAt();
    if (!this.slave.up || this.link.pending || !this.settled)
      return earlier(own, this.host.givesUpAt);
    return this.mustStart ? 0 : earlier(own, this.host.wakeAt());
  }
}
