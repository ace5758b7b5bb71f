/**
 * The host controller: it stands between the chip on the wire and the terminal host, makes and
 * deletes pipes, keeps each host's session and whitelist, and carries messages. [TS102622 §4, §7]
 */
import { type Bytes, earlier, type Time } from '../../base/index.ts';
import { HCP_TYPE, type HcpMessage } from '../../wire/index.ts';
import type { LineSide, LineSignal } from '../contract.ts';
import { SwpMaster, type SwpMasterOptions } from '../swp/index.ts';
import { Administration } from './administration.ts';
import { ANSWER, COMMAND, EVENT, GATE, HOST, HOST_TYPE, PIPE } from './codes.ts';
import { answerAny, type CommandAnswer, type Gate, refuse } from './gate.ts';
import { type HciHost, type HostIdentity, identityRegistry, linkRegistry } from './host.ts';
import type { HciMemory } from './memory.ts';
import { HcpLink } from './packets.ts';
import { NetworkHost, type Route, Routes } from './network.ts';
import type { Registry } from './registry.ts';

export interface HciControllerOptions {
  /** The host in the terminal, which may build pipes to the chip. */
  readonly terminal: HciHost;
  /** The controller's own gates that take pipes: the card RF gates. */
  readonly gates: readonly Gate[];
  /** Number of the chip as a host; default C0, an embedded secure element. */
  readonly chip?: number | undefined;
  readonly memory?: HciMemory | undefined;
  readonly identity?: Partial<HostIdentity> | undefined;
  readonly swp?: SwpMasterOptions | undefined;
}

/** Messages moved at one moment after which two hosts answer each other without end. */
const MESSAGES_MAX = 100_000;

export class HciController implements LineSide {
  readonly chip: NetworkHost;
  readonly terminal: NetworkHost;
  readonly master: SwpMaster;
  private readonly terminalHost: HciHost;
  private readonly gates: readonly Gate[];
  private readonly link = new HcpLink();
  private readonly routes = new Routes();
  private readonly administration: Administration;
  private readonly identity: Partial<HostIdentity> | undefined;
  private own: Map<number, Registry> | undefined;
  private readonly memory: HciMemory | undefined;
  private now: Time = 0;
  private epoch = 0;
  /** A command or an answer was carried, which may have changed what is kept. */
  private touched = false;

  constructor(options: HciControllerOptions) {
    this.master = new SwpMaster(this.link, options.swp);
    this.link.attach(this.master);
    this.terminalHost = options.terminal;
    this.gates = options.gates;
    this.identity = options.identity;
    this.memory = options.memory;
    this.chip = new NetworkHost(options.chip ?? HOST.ESE, HOST_TYPE.ESE);
    this.terminal = new NetworkHost(HOST.TERMINAL, HOST_TYPE.TERMINAL);
    this.terminal.present = true;
    this.administration = new Administration({
      hosts: [this.terminal, this.chip],
      routes: this.routes,
      takesPipe: (gate) => this.takesPipe(gate),
      send: (host, pipe, message) => this.send(host, pipe, message),
      now: () => this.now,
      onGone: (route) => this.onGone(route),
    });
    const record = this.memory?.load();
    if (record !== undefined) this.administration.restore(record, this.gates);
  }

  /** Pipes there are, for people and tests. */
  get pipes(): readonly Route[] {
    return this.routes.all;
  }

  get failure(): string | undefined {
    return this.master.failure;
  }

  signal(now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    this.now = now;
    this.master.signal(now, signal);
    this.link.clear();
    this.chip.present = false;
    this.administration.clear(this.chip);
    for (const gate of this.gates) gate.onChip?.(false);
  }

  receive(now: Time, run: Bytes): void {
    this.master.receive(now, run);
    this.poll(now);
  }

  /** Carries whatever is due. True if anything moved. */
  poll(now: Time): boolean {
    this.now = now;
    this.administration.expire(now);
    if (this.chip.present !== this.master.up || this.epoch !== this.master.epoch) {
      this.onPresence();
    }
    let moved = 0;
    for (; moved < MESSAGES_MAX; moved++) {
      const chip = this.link.next();
      if (chip !== undefined) {
        this.carry(this.chip, chip.pipe, chip.message);
        continue;
      }
      const terminal = this.terminalHost.takeMessage(now);
      if (terminal !== undefined) {
        this.carry(this.terminal, terminal.pipe, terminal.message);
        continue;
      }
      if (!this.takeGateEvent(now)) break;
    }
    if (this.touched) this.keep();
    return moved > 0;
  }

  private onPresence(): void {
    const appeared = this.master.up && !this.chip.present;
    this.epoch = this.master.epoch;
    this.chip.present = this.master.up;
    for (const gate of this.gates) {
      gate.onChip?.(false);
      if (this.master.up) gate.onChip?.(true);
    }
    if (appeared) this.hotPlug();
  }

  private hotPlug(): void {
    const message = { type: HCP_TYPE.EVENT, instruction: EVENT.HOT_PLUG, data: NOTHING };
    this.send(this.terminal, PIPE.ADMIN, message);
  }

  private takeGateEvent(now: Time): boolean {
    for (const gate of this.gates) {
      const event = gate.takeEvent(now);
      if (event === undefined) continue;
      const route = this.routes.of(gate.id);
      if (route?.open !== true) continue;
      const host = route.a.host === this.terminal.id ? this.terminal : this.chip;
      this.send(host, route.pipe, { type: HCP_TYPE.EVENT, ...event });
      return true;
    }
    return false;
  }

  private send(host: NetworkHost, pipe: number, message: HcpMessage): void {
    if (host === this.terminal) this.terminalHost.receive(this.now, pipe, message);
    else if (host.present) this.link.send(pipe, message);
  }

  private respond(host: NetworkHost, pipe: number, { code, data }: CommandAnswer): void {
    this.send(host, pipe, { type: HCP_TYPE.RESPONSE, instruction: code, data });
  }

  private carry(from: NetworkHost, pipe: number, message: HcpMessage): void {
    if (message.type !== HCP_TYPE.EVENT) this.touched = true;
    if (pipe === PIPE.ADMIN) {
      const session = this.administration.take(from, message);
      if (session && from === this.chip) this.hotPlug();
      return;
    }
    if (pipe === PIPE.LINK) {
      if (message.type !== HCP_TYPE.COMMAND) return;
      return this.respond(from, pipe, answerAny(message, from.linkPipe, this.registry(GATE.LINK)));
    }
    const route = this.routes.get(pipe);
    const far = route?.far(from.id);
    if (route === undefined || far === undefined) {
      if (message.type !== HCP_TYPE.COMMAND) return;
      return this.respond(from, pipe, refuse(ANSWER.NOT_CONNECTED));
    }
    if (far.host === HOST.CONTROLLER) return this.serve(from, route, message);
    this.forward(from, route, message);
  }

  /** A message to a gate of the controller's own. */
  private serve(from: NetworkHost, route: Route, message: HcpMessage): void {
    const id = route.b.gate;
    const gate = this.gate(id);
    if (message.type === HCP_TYPE.COMMAND) {
      const { open } = route;
      const answer = answerAny(message, route, gate?.registry ?? this.registry(id));
      this.respond(from, route.pipe, answer);
      if (open !== route.open) gate?.onPipe(route.open);
    } else if (message.type === HCP_TYPE.EVENT && route.open) {
      if (id === GATE.LOOPBACK) this.send(from, route.pipe, message);
      else gate?.onEvent(this.now, message);
    }
  }

  /** [TS102622 §5.3] */
  private forward(from: NetworkHost, route: Route, message: HcpMessage): void {
    const far = from === this.chip ? this.terminal : this.chip;
    const { type, instruction } = message;
    if (type === HCP_TYPE.COMMAND) {
      if (!far.present) return this.respond(from, route.pipe, refuse(ANSWER.NOT_CONNECTED));
      if (instruction === COMMAND.OPEN_PIPE) route.requested = true;
      if (instruction === COMMAND.CLOSE_PIPE) route.requested = false;
    } else if (type === HCP_TYPE.RESPONSE) {
      if (route.requested !== undefined && instruction === ANSWER.OK) route.open = route.requested;
      route.requested = undefined;
    } else if (!route.open) {
      return;
    }
    this.send(far, route.pipe, message);
  }

  /** A card RF gate has one pipe: through a second, one host could unmake another's card. */
  private takesPipe(gate: number): boolean {
    if (gate === GATE.LOOPBACK || gate === GATE.IDENTITY) return true;
    return this.gate(gate) !== undefined && this.routes.of(gate) === undefined;
  }

  private gate(id: number): Gate | undefined {
    return this.gates.find((one) => one.id === id);
  }

  private registry(gate: number): Registry | undefined {
    this.own ??= new Map([
      [GATE.LINK as number, linkRegistry()],
      [
        GATE.IDENTITY,
        identityRegistry(
          this.identity,
          Uint8Array.of(GATE.LOOPBACK, GATE.IDENTITY, ...this.gates.map((one) => one.id)),
        ),
      ],
    ]);
    return this.own.get(gate);
  }

  private onGone(route: Route): void {
    if (route.b.host !== HOST.CONTROLLER) return;
    const gate = this.gate(route.b.gate);
    gate?.onPipe(false);
    gate?.registry?.reset();
  }

  private keep(): void {
    this.touched = false;
    if (this.memory === undefined) return;
    const record = this.administration.record(this.gates);
    if (record !== undefined) this.memory.save(record);
  }

  transmit(now: Time): Bytes | undefined {
    this.poll(now);
    return this.master.transmit(now);
  }

  wakeAt(): Time | undefined {
    let at = earlier(this.master.wakeAt(), this.terminalHost.wakeAt());
    at = earlier(at, this.administration.wakeAt());
    for (const gate of this.gates) at = earlier(at, gate.wakeAt());
    return at;
  }
}

const NOTHING: Bytes = new Uint8Array(0);
