/** A wire that carries one protocol at a time: contacts, SPI bus, a plug-in's wire. [M-106] */
import { assert, type Bytes, type LinkProtocol, type Time } from '../base/index.ts';
import type { DeviceCore } from '../device/index.ts';
import {
  type ContactsTerminal,
  type TerminalEnd,
  type TerminalResult,
  transfer,
} from '../link/index.ts';
import type { HostWire, WirePlace } from './wire.ts';

export class ExclusiveWire implements HostWire {
  readonly id: string;
  readonly terminal: TerminalEnd | ContactsTerminal;
  /** The link that has the wire now. */
  holder: string | undefined;
  readonly #line: ReturnType<DeviceCore['line']>;

  constructor(device: DeviceCore, id: string, terminal: TerminalEnd | ContactsTerminal) {
    this.id = id;
    this.#line = device.line(id);
    this.terminal = terminal;
  }

  /** Nothing is on a wire without power, and no end is polled. */
  move(now: Time): boolean {
    return this.holder !== undefined && transfer(this.terminal, this.#line, now);
  }

  wakeAt(): Time | undefined {
    return this.holder === undefined ? undefined : this.terminal.wakeAt();
  }

  place(link: string, protocol: LinkProtocol): WirePlace {
    return new ExclusivePlace(this, link, protocol);
  }

  /** A card session for a link; the link that had the wire loses it. */
  light(now: Time, link: string, protocol: LinkProtocol): void {
    this.dark(now);
    this.holder = link;
    // An ISO terminal requests the protocol that the link stands for.
    if ('requested' in this.terminal && (protocol === 't0' || protocol === 't1'))
      this.terminal.requested = protocol;
    this.signal(now, 'power-on');
  }

  dark(now: Time): void {
    if (this.holder === undefined) return;
    this.holder = undefined;
    this.signal(now, 'power-off');
  }

  signal(now: Time, signal: 'power-on' | 'power-off' | 'reset'): void {
    this.#line.signal(now, signal);
    this.terminal.signal(now, signal);
  }
}

class ExclusivePlace implements WirePlace {
  readonly #wire: ExclusiveWire;
  readonly #link: string;
  readonly #protocol: LinkProtocol;

  constructor(wire: ExclusiveWire, link: string, protocol: LinkProtocol) {
    this.#wire = wire;
    this.#link = link;
    this.#protocol = protocol;
  }

  get powered(): boolean {
    return this.#wire.holder === this.#link;
  }

  get ready(): boolean {
    return this.powered && this.#wire.terminal.ready;
  }

  get atr(): Bytes | undefined {
    return this.powered ? this.#wire.terminal.atr : undefined;
  }

  get failure(): string | undefined {
    return this.powered ? this.#wire.terminal.failure : undefined;
  }

  powerOn(now: Time): void {
    this.#wire.light(now, this.#link, this.#protocol);
  }

  powerOff(now: Time): void {
    if (this.powered) this.#wire.dark(now);
  }

  reset(now: Time): void {
    if (this.powered) this.#wire.signal(now, 'reset');
    else this.powerOn(now);
  }

  send(apdu: Bytes): void {
    assert(this.powered, `link ${this.#link} has no power`);
    this.#wire.terminal.send(apdu);
  }

  result(): TerminalResult | undefined {
    return this.powered ? this.#wire.terminal.result() : undefined;
  }
}
