/**
 * A host of the network, alike in the chip and in the terminal: its gates and pipes, the commands
 * it answers, and sequences of commands of its own, one command at a time. [TS102622 §4, §6]
 */
import { type Bytes, earlier, EMPTY, SECOND, type Time } from '../../base/index.ts';
import { HCP_TYPE, type HcpMessage } from '../../wire/index.ts';
import { ANSWER, COMMAND, EVENT, GATE, HOST, PIPE } from './codes.ts';
import { answerAny, type CommandAnswer, type Gate, OK, type PipeState, refuse } from './gate.ts';
import type { PipedMessage } from './packets.ts';
import { Registry } from './registry.ts';

export interface HciCommand {
  readonly pipe: number;
  readonly instruction: number;
  readonly data?: Bytes | undefined;
}

/** Yields commands and is resumed with their answers. */
export type HciScript = Generator<HciCommand, void, CommandAnswer>;

interface HostPipe extends PipeState {
  readonly gate: number;
  /** The host at the far end. */
  readonly peer: number;
}

export interface PipeRow {
  readonly pipe: number;
  readonly gate: number;
  readonly peer: number;
  readonly open: boolean;
}

export interface HostOptions {
  readonly gates: readonly Gate[];
  /** Values of the identity management gate. [TS102622 §8.1] */
  readonly identity?: Partial<HostIdentity> | undefined;
  /** How many times longer than usual an answer may take; default 1. */
  readonly gapFactor?: number | undefined;
}

export interface HostIdentity {
  /** Three bytes each. */
  readonly softwareVersion: Bytes;
  readonly hardwareVersion: Bytes;
  /** Up to 20 bytes. */
  readonly vendor: Bytes;
  readonly model: number;
  readonly hciVersion: number;
}

/** How long a host waits for the answer to a command. */
const COMMAND_WAIT: Time = SECOND;

/** A command without an answer yet: its waiting time begins when all of it has left. */
interface Awaited {
  readonly command: PipedMessage;
  isTaken: boolean;
  until: Time | undefined;
}

export class HciHost {
  readonly gates: readonly Gate[];
  private readonly options: HostOptions;
  private readonly commandWait: Time;
  private readonly pipes = new Map<number, HostPipe>();
  private readonly outbox: PipedMessage[] = [];
  private readonly scripts: HciScript[] = [];
  private awaited: Awaited | undefined;
  private identity: Registry | undefined;
  private link: Registry | undefined;
  private now: Time = 0;
  /** Counts EVT_HOT_PLUG, and notifications that all pipes of a host are gone. */
  changes = 0;

  constructor(options: HostOptions) {
    this.options = options;
    this.commandWait = COMMAND_WAIT * (options.gapFactor ?? 1);
    this.gates = options.gates;
    this.clear();
  }

  /** Without pipes but the static ones, which are closed; nothing is under way. */
  clear(): void {
    this.stop();
    this.outbox.length = 0;
    for (const pipe of [...this.pipes.keys()]) this.remove(pipe);
    const peer = HOST.CONTROLLER;
    this.pipes.set(PIPE.LINK, { gate: GATE.LINK, peer, open: false });
    this.pipes.set(PIPE.ADMIN, { gate: GATE.ADMIN, peer, open: false });
  }

  /** Drops every dynamic pipe. */
  clearDynamic(): void {
    for (const { pipe } of this.table) this.remove(pipe);
  }

  /** Ends all sequences. */
  stop(): void {
    this.scripts.length = 0;
    this.awaited = undefined;
  }

  /** Begins a sequence when those before it are done. */
  run(script: HciScript, now: Time): void {
    this.now = now;
    this.scripts.push(script);
    if (this.scripts.length === 1) this.advance(undefined);
  }

  /** Messages of its own that wait to be sent. */
  get backlog(): number {
    return this.outbox.length;
  }

  get running(): boolean {
    return this.scripts.length > 0;
  }

  /** The dynamic pipes. */
  get table(): readonly PipeRow[] {
    return [...this.pipes]
      .filter(([pipe]) => pipe >= PIPE.FIRST_DYNAMIC)
      .map(([pipe, { gate, peer, open }]) => ({ pipe, gate, peer, open }));
  }

  pipeOf(gate: number): number | undefined {
    return this.table.find((one) => one.gate === gate)?.pipe;
  }

  add({ pipe, gate, peer, open }: PipeRow): void {
    this.pipes.set(pipe, { gate, peer, open });
    if (open) this.gate(gate)?.onPipe(true);
  }

  remove(pipe: number): void {
    const entry = this.pipes.get(pipe);
    if (entry === undefined || pipe < PIPE.FIRST_DYNAMIC) return;
    this.pipes.delete(pipe);
    this.gate(entry.gate)?.onPipe(false);
  }

  private gate(id: number): Gate | undefined {
    return this.gates.find((one) => one.id === id);
  }

  private registry(gate: number): Registry | undefined {
    if (gate === GATE.IDENTITY) {
      return (this.identity ??= identityRegistry(this.options.identity, this.gateList));
    }
    if (gate === GATE.LINK) return (this.link ??= linkRegistry());
    return this.gate(gate)?.registry;
  }

  private get gateList(): Bytes {
    return Uint8Array.of(GATE.LOOPBACK, GATE.IDENTITY, ...this.gates.map((gate) => gate.id));
  }

  private has(gate: number): boolean {
    return gate === GATE.LOOPBACK || gate === GATE.IDENTITY || this.gate(gate) !== undefined;
  }

  receive(now: Time, pipe: number, message: HcpMessage): void {
    this.now = now;
    const entry = this.pipes.get(pipe);
    switch (message.type) {
      case HCP_TYPE.RESPONSE:
        if (this.awaited?.command.pipe !== pipe) return;
        return this.advance({ code: message.instruction, data: message.data });
      case HCP_TYPE.COMMAND: {
        const answer = entry ? this.answer(pipe, entry, message) : refuse(ANSWER.NOT_CONNECTED);
        return this.post(pipe, HCP_TYPE.RESPONSE, answer.code, answer.data);
      }
      case HCP_TYPE.EVENT:
        if (entry?.open === true || pipe === PIPE.ADMIN) this.onEvent(pipe, entry!, message);
    }
  }

  private onEvent(pipe: number, entry: HostPipe, { instruction, data }: HcpMessage): void {
    if (entry.gate === GATE.ADMIN) {
      if (instruction === EVENT.HOT_PLUG) this.changes++;
    } else if (entry.gate === GATE.LOOPBACK) {
      if (instruction === EVENT.POST_DATA) this.post(pipe, HCP_TYPE.EVENT, instruction, data);
    } else {
      this.gate(entry.gate)?.onEvent(this.now, { instruction, data });
    }
  }

  private answer(pipe: number, entry: HostPipe, message: HcpMessage): CommandAnswer {
    if (pipe === PIPE.ADMIN) {
      const answer = this.administer(message);
      if (answer !== undefined) return answer;
    }
    const { open } = entry;
    const answer = answerAny(message, entry, this.registry(entry.gate));
    if (entry.open !== open) this.gate(entry.gate)?.onPipe(entry.open);
    return answer;
  }

  /** Notifications of the host controller. [TS102622 §6.1.3] */
  private administer({ instruction, data }: HcpMessage): CommandAnswer | undefined {
    switch (instruction) {
      case COMMAND.NOTIFY_PIPE_CREATED: {
        if (data.length !== 5) return refuse(ANSWER.PARAMETERS_UNKNOWN);
        const [peer, , , gate, pipe] = data;
        if (pipe! < PIPE.FIRST_DYNAMIC || pipe! > PIPE.LAST_DYNAMIC)
          return refuse(ANSWER.PARAMETERS_UNKNOWN);
        if (!this.has(gate!)) return refuse(ANSWER.NOK);
        // What had its number is gone, which its gate has to know.
        this.remove(pipe!);
        this.add({ pipe: pipe!, gate: gate!, peer: peer!, open: false });
        return OK;
      }
      case COMMAND.NOTIFY_PIPE_DELETED:
        if (data.length !== 1) return refuse(ANSWER.PARAMETERS_UNKNOWN);
        this.remove(data[0]!);
        return OK;
      case COMMAND.NOTIFY_ALL_PIPE_CLEARED:
        if (data.length !== 1) return refuse(ANSWER.PARAMETERS_UNKNOWN);
        this.onCleared(data[0]!);
        return OK;
      default:
        return undefined;
    }
  }

  private onCleared(host: number): void {
    for (const [pipe, entry] of [...this.pipes]) if (entry.peer === host) this.remove(pipe);
    this.changes++;
  }

  private post(pipe: number, type: HcpMessage['type'], instruction: number, data: Bytes): void {
    this.outbox.push({ pipe, message: { type, instruction, data } });
  }

  private advance(answer: CommandAnswer | undefined): void {
    this.awaited = undefined;
    let given = answer;
    while (this.scripts.length > 0) {
      const script = this.scripts[0]!;
      const step = given === undefined ? script.next() : script.next(given);
      given = undefined;
      if (this.scripts[0] !== script) return;
      if (step.done !== true) {
        const { pipe, instruction, data } = step.value;
        const message = { type: HCP_TYPE.COMMAND, instruction, data: data ?? EMPTY };
        this.awaited = { command: { pipe, message }, isTaken: false, until: undefined };
        this.outbox.push(this.awaited.command);
        return;
      }
      this.scripts.shift();
    }
  }

  /** Marks a pipe that this host has opened or closed by a command of its own. */
  mark(pipe: number, open: boolean): void {
    const entry = this.pipes.get(pipe);
    if (entry === undefined || entry.open === open) return;
    entry.open = open;
    this.gate(entry.gate)?.onPipe(open);
  }

  /** When the command under way is given up. */
  get givesUpAt(): Time | undefined {
    return this.awaited?.until;
  }

  /** Gives up a command that was not answered in time. */
  expire(now: Time): void {
    this.now = now;
    const { givesUpAt } = this;
    if (givesUpAt !== undefined && now >= givesUpAt) this.advance(refuse(ANSWER.TIMEOUT));
  }

  /** The next message to send; the one before has left. */
  takeMessage(now: Time): PipedMessage | undefined {
    if (this.awaited?.isTaken === true) this.awaited.until ??= now + this.commandWait;
    this.expire(now);
    const message = this.outbox.shift();
    if (message !== undefined) {
      if (message === this.awaited?.command) this.awaited.isTaken = true;
      return message;
    }
    for (const gate of this.gates) {
      const event = gate.takeEvent(now);
      if (event === undefined) continue;
      const pipe = this.openPipeOf(gate.id);
      if (pipe === undefined) continue;
      return { pipe, message: { type: HCP_TYPE.EVENT, ...event } };
    }
    return undefined;
  }

  private openPipeOf(gate: number): number | undefined {
    for (const [pipe, entry] of this.pipes) if (entry.gate === gate && entry.open) return pipe;
    return undefined;
  }

  wakeAt(): Time | undefined {
    if (this.outbox.length > 0) return 0;
    let at = this.givesUpAt;
    for (const gate of this.gates) at = earlier(at, gate.wakeAt());
    return at;
  }
}

const ZEROS: Bytes = new Uint8Array(3);

/** [TS102622 §8.1.1] */
export function identityRegistry(
  identity: Partial<HostIdentity> | undefined,
  gates: Bytes,
): Registry {
  const entry = (index: number, initial: Bytes) => ({ index, initial, access: 'ro' }) as const;
  return new Registry([
    entry(0x01, identity?.softwareVersion ?? ZEROS),
    entry(0x02, Uint8Array.of(identity?.hciVersion ?? 2)),
    entry(0x03, identity?.hardwareVersion ?? ZEROS),
    entry(0x04, identity?.vendor ?? EMPTY),
    entry(0x05, Uint8Array.of(identity?.model ?? 0)),
    entry(0x06, gates),
  ]);
}

/** REC_ERROR: errors that the data link met, which this one never lets through. [TS102622 §8.2] */
export function linkRegistry(): Registry {
  return new Registry([{ index: 0x01, initial: new Uint8Array(2), access: 'rw' }]);
}
