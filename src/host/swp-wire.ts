/**
 * A single wire with its NFC controller: the rich OS behind the APDU gate and readers outside have
 * sessions of their own at the same time, and the wire has power while any of them does. [M-106]
 */
import { assert, type Bytes, type LinkProtocol, type Rng, type Time } from '../base/index.ts';
import type { DeviceCore } from '../device/index.ts';
import {
  createSwpTerminal,
  type HciHost,
  type SwpTerminal,
  type TerminalEnd,
  type TerminalResult,
  transfer,
} from '../link/index.ts';
import type { HostEvent } from './contract.ts';
import type { HostWire, WirePlace } from './wire.ts';

export interface SwpWireParts {
  readonly rng: Rng;
  readonly events: HostEvent[];
}

export class SwpWire implements HostWire {
  readonly id: string;
  readonly #terminal: SwpTerminal;
  readonly #line: ReturnType<DeviceCore['line']>;
  readonly #events: HostEvent[];
  /** Links with a session, or on the way to one. */
  readonly #lit = new Set<string>();

  /** What the chip reports over the wire is added to `events`. */
  constructor(device: DeviceCore, id: string, parts: SwpWireParts) {
    const { rng, events } = parts;
    this.id = id;
    this.#events = events;
    this.#line = device.line(id);
    this.#terminal = createSwpTerminal({ rng });
  }

  /** The terminal's host in the HCI network. */
  get network(): HciHost {
    return this.#terminal.host;
  }

  /** Nothing is on a wire without power, and no end is polled. */
  move(now: Time): boolean {
    if (!this.#terminal.powered || !transfer(this.#terminal, this.#line, now)) return false;
    for (let event = this.#terminal.nextEvent(); event; event = this.#terminal.nextEvent())
      this.#events.push({ ...event, interface: this.id });
    return true;
  }

  wakeAt(): Time | undefined {
    return this.#terminal.wakeAt();
  }

  dark(now: Time): void {
    this.#lit.clear();
    if (!this.#terminal.powered) return;
    this.#terminal.signal(now, 'power-off');
    this.#line.signal(now, 'power-off');
  }

  isLit(link: string): boolean {
    return this.#lit.has(link);
  }

  /** The chip has power before the first frame. */
  light(now: Time, link: string): void {
    this.#lit.add(link);
    if (!this.#terminal.powered) this.#line.signal(now, 'power-on');
  }

  /** The chip loses its power when the last session ends. */
  fade(now: Time, link: string): void {
    this.#lit.delete(link);
    if (!this.#terminal.powered) this.#line.signal(now, 'power-off');
  }

  place(link: string, protocol: LinkProtocol): WirePlace {
    const { readerA, readerB, apduGate } = this.#terminal;
    const end = protocol === 'swp-a' ? readerA : protocol === 'swp-b' ? readerB : apduGate;
    return new SwpPlace(this, link, end);
  }
}

class SwpPlace implements WirePlace {
  readonly #wire: SwpWire;
  readonly #link: string;
  readonly #end: TerminalEnd;

  constructor(wire: SwpWire, link: string, end: TerminalEnd) {
    this.#wire = wire;
    this.#link = link;
    this.#end = end;
  }

  get powered(): boolean {
    return this.#wire.isLit(this.#link);
  }

  get ready(): boolean {
    return this.powered && this.#end.ready;
  }

  get atr(): Bytes | undefined {
    return this.powered ? this.#end.atr : undefined;
  }

  get failure(): string | undefined {
    return this.powered ? this.#end.failure : undefined;
  }

  powerOn(now: Time): void {
    this.#wire.light(now, this.#link);
    this.#end.signal(now, 'power-on');
  }

  powerOff(now: Time): void {
    if (!this.powered) return;
    this.#end.signal(now, 'power-off');
    this.#wire.fade(now, this.#link);
  }

  reset(now: Time): void {
    if (!this.powered) this.#wire.light(now, this.#link);
    this.#end.signal(now, 'reset');
  }

  send(apdu: Bytes): void {
    assert(this.powered, `link ${this.#link} has no power`);
    this.#end.send(apdu);
  }

  result(): TerminalResult | undefined {
    return this.powered ? this.#end.result() : undefined;
  }
}
