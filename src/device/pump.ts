/**
 * The pump: polls the card ends, queues commands, calls the kernel one at a time, and lets an
 * answer out only after its batches are durable. A contactless command overtakes queued wired ones.
 */
import {
  type Batch,
  bigEndian,
  type Bytes,
  earlier,
  HostError,
  operandText,
  type Time,
  type TraceKind,
} from '../base/index.ts';
import type { CardEnd, LineSide } from '../link/index.ts';
import type { HeaderAnswer, Notice } from '../os/abi/index.ts';
import type { Kernel, Port, TraceRing } from '../os/kernel/index.ts';
import { MemoryDamage, reasonOf } from '../os/nvm/index.ts';
import type { LinkEvent } from './contract.ts';
import { CardLine, type LineOwner } from './card-line.ts';
import { FAULT, MUTE_KINDS } from './mute.ts';

export interface Wire {
  readonly interfaceId: string;
  /** Links in contactless mode: their commands overtake queued ones. */
  readonly urgent: ReadonlySet<string>;
  readonly end: CardEnd<Port>;
  /** Notifies the terminal; false where no terminal receives it. */
  readonly notify?: ((notice: Notice) => boolean) | undefined;
}

/** Who waits for an answer: a link's port on a wire. */
interface Asker {
  readonly wire: Wire;
  readonly port: Port;
}

interface Queued extends Asker {
  readonly apdu: Bytes;
  readonly lsi: number;
}

/** What leaves once its batches are durable: an answer, or what is known by a T=0 header. */
interface Held extends Asker {
  readonly answer: Bytes | HeaderAnswer;
  readonly readyAt: Time;
  /** What it answers: a command, or the header of one. */
  readonly command: Bytes;
  readonly lsi: number;
}

export class Pump implements LineOwner {
  readonly #kernel: Kernel;
  readonly #wires: readonly Wire[];
  /** The device's sides of the wires, in their order. */
  readonly #lines: readonly CardLine[];
  /**
   * By wire: whether its card end may have an event, and whether it may have an alarm. A command
   * looks at no end of another wire without power.
   */
  readonly #stirred: boolean[];
  readonly #awake: boolean[];
  readonly #trace: TraceRing;
  #queue: Queued[] = [];
  #outbox: readonly Batch[] = NONE;
  /** How many batches there have been, and how many of them are durable. */
  #written = 0;
  #kept = 0;
  /** Answers that wait for durability, in order. */
  #held: Held[] = [];
  #capture: ((event: LinkEvent) => void) | undefined;
  #mute: string | undefined;
  #damage: MemoryDamage | undefined;

  constructor(parts: {
    readonly kernel: Kernel;
    readonly wires: readonly Wire[];
    readonly trace: TraceRing;
  }) {
    this.#kernel = parts.kernel;
    this.#wires = parts.wires;
    this.#lines = parts.wires.map(({ end }, place) => new CardLine(end, this, place));
    this.#stirred = parts.wires.map(() => true);
    this.#awake = parts.wires.map(() => true);
    this.#trace = parts.trace;
  }

  get mute(): string | undefined {
    return this.#mute;
  }

  /** The record that kept it from going on, where it was that. */
  get damage(): MemoryDamage | undefined {
    return this.#damage;
  }

  line(interfaceId: string): LineSide {
    return this.#lines[this.#wires.findIndex((one) => one.interfaceId === interfaceId)]!;
  }

  /** What passes the links' ends from now on goes to the listener too. */
  capture(listener: ((event: LinkEvent) => void) | undefined): void {
    this.#capture = listener;
  }

  poll(now: Time): boolean {
    if (this.#mute !== undefined) return false;
    let did = false;
    try {
      while (this.#step(now)) did = true;
      return did;
    } catch (error) {
      this.fail(error);
      return true;
    }
  }

  /** Looks at what is there, mute or not; where that meets a fault, `instead` is what is seen. */
  look<T>(instead: () => T, act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (error instanceof HostError) throw error;
      this.fail(error);
      return instead();
    }
  }

  /** A fault was met: the device goes mute, if it is not. */
  fail(error: unknown): void {
    if (this.#mute !== undefined) return;
    if (error instanceof MemoryDamage) this.#damage = error;
    this.#goMute(this.#damage === undefined ? 'fault' : 'damage', reasonOf(error));
  }

  /** A sensor fired: no container does anything any more until the next boot. */
  tamper(now: Time, why: string): void {
    if (this.#mute !== undefined) return;
    this.#trace.now = now;
    this.#goMute('tamper', why);
  }

  /** Adds batches from outside a command: management. */
  persist(batches: readonly Batch[]): void {
    if (batches.length === 0) return;
    this.#outbox = this.#outbox.length === 0 ? batches : [...this.#outbox, ...batches];
    this.#written += batches.length;
  }

  /** Returns whether all batches so far are durable. */
  milestone(): () => boolean {
    const all = this.#written;
    return () => this.#kept >= all;
  }

  takeBatches(): readonly Batch[] {
    const batches = this.#outbox;
    this.#outbox = NONE;
    return batches;
  }

  durable(count: number): void {
    this.#kept = Math.min(this.#written, this.#kept + count);
  }

  wakeAt(): Time | undefined {
    if (this.#mute !== undefined) return undefined;
    let at: Time | undefined;
    for (let place = 0; place < this.#awake.length; place++)
      if (this.#awake[place]) at = earlier(at, this.#wires[place]!.end.wakeAt());
    return at;
  }

  stir(place: number): void {
    this.#stirred[place] = true;
    this.#awake[place] = true;
  }

  #step(now: Time): boolean {
    let did = false;
    for (let at = 0; at < this.#stirred.length; at++) {
      if (!this.#stirred[at]) continue;
      while (this.#event(at, now)) did = true;
      this.#stirred[at] = false;
    }
    if (this.#kept < this.#written) return did;
    const held = this.#held.shift();
    if (held) {
      this.#release(held);
      return true;
    }
    for (const notice of this.#kernel.takeNotices()) {
      this.#notify(notice);
      did = true;
    }
    const next = this.#dequeue();
    if (!next) return did;
    const { wire, port, apdu: command, lsi } = next;
    const { answer, batches, readyAt } = port.command(command, lsi, now);
    this.persist(batches);
    this.#let({ wire, port, answer, readyAt, command, lsi });
    return true;
  }

  #event(place: number, now: Time): boolean {
    const wire = this.#wires[place]!;
    const event = wire.end.next();
    if (!event) return false;
    switch (event.kind) {
      case 'reset':
        this.#awake[place] = true;
        this.#capture?.({
          kind: 'reset',
          interface: wire.interfaceId,
          link: event.port?.link,
        });
        this.#forget(wire, event.port);
        this.persist(
          event.port
            ? this.#kernel.linkReset(event.port.link, now)
            : this.#kernel.interfaceReset(wire.interfaceId, now),
        );
        break;
      case 'down':
        this.#awake[place] = false;
        this.#forget(wire);
        this.persist(this.#kernel.interfaceDown(wire.interfaceId, now));
        break;
      case 'abort':
        this.#forget(wire, event.port);
        break;
      case 'header':
        this.#takeHeader({ wire, port: event.port }, event, now);
        break;
      case 'command':
        this.#queue.push({ wire, port: event.port, apdu: event.apdu, lsi: event.lsi });
        break;
    }
    return true;
  }

  #dequeue(): Queued | undefined {
    if (this.#queue.length < 2) return this.#queue.pop();
    const urgent = this.#queue.findIndex((one) => one.wire.urgent.has(one.port.link));
    return this.#queue.splice(Math.max(urgent, 0), 1)[0];
  }

  #takeHeader(asker: Asker, event: { header: Bytes; lsi: number }, now: Time): void {
    const { wire, port } = asker;
    const { known, batches } = port.header(event.header, event.lsi, now);
    this.persist(batches);
    const { header: command, lsi } = event;
    const held = { wire, port, answer: known, readyAt: now, command, lsi };
    if (batches.length === 0) this.#release(held);
    else this.#let(held);
  }

  #let(held: Held): void {
    if (this.#kept === this.#written) this.#release(held);
    else this.#held.push(held);
  }

  #release({ wire: { end }, port, answer, readyAt, command, lsi }: Held): void {
    if (answer instanceof Uint8Array) end.respond(answer, readyAt, port);
    else end.proceed(answer);
    if (this.#capture === undefined || typeof answer === 'string') return;
    const bytes = answer instanceof Uint8Array ? answer : bigEndian(answer, 2);
    this.#capture({ kind: 'exchange', link: port.link, lsi, command, answer: bytes });
  }

  /** Over every wire whose terminal receives notices. */
  #notify(notice: Notice): void {
    const { kind } = notice;
    const sent = kind === 'transaction' ? [notice.aid, notice.parameters] : [undefined, undefined];
    for (const { interfaceId, notify } of this.#wires) {
      if (notify === undefined) continue;
      const isLost = !notify(notice);
      this.#trace.note(interfaceId, NOTICE, kind, ...sent, isLost);
    }
  }

  /** What was under way on a wire, or one link of it, that is gone: batches stay, answers go. */
  #forget(wire: Wire, port?: Port): void {
    const isGone = (one: Asker): boolean =>
      one.wire === wire && (port === undefined || one.port === port);
    this.#queue = this.#queue.filter((one) => !isGone(one));
    this.#held = this.#held.filter((one) => !isGone(one));
  }

  /**
   * What a command under way wrote is undone, so that memory shows what the store has or is being
   * given; a try it has taken stays taken.
   */
  #goMute(what: 'fault' | 'damage' | 'tamper', why: string): void {
    this.#mute = why;
    this.#trace.note('device', MUTE_KINDS[what], why);
    this.#queue = [];
    this.#held = [];
    try {
      this.persist(this.#kernel.abandon());
    } catch (error) {
      this.#trace.note('device', FAULT, `while undoing: ${String(error)}`);
    }
  }
}

const NONE: readonly never[] = [];

export const NOTICE: TraceKind = {
  name: 'notice',
  words: ([kind, aid, parameters, isLost]) => {
    const what = aid === undefined ? '' : ` of ${operandText(aid)} ${operandText(parameters)}`;
    return `event ${operandText(kind)}${what}${isLost ? ': lost, no terminal takes it' : ''}`;
  },
};
