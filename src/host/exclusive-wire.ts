/** A wire that carries one protocol at a time: contacts, SPI bus, a plug-in's wire. [M-106] */
import { assert, type Bytes, type LinkProtocol, type Time } from '../base/index.ts';
import type { Device } from '../device/index.ts';
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
  readonly #line: ReturnType<Device['line']>;

  constructor(device: Device, id: string, terminal: TerminalEnd | ContactsTerminal) {
    this.id = id;
    this.#line = device.line(id);
    this.terminal = terminal;
  }

  move(now: Time): boolean {
    return transfer(this.terminal, this.#line, now);
  }

  wakeAt(): Time | undefined {
    return this.terminal.wakeAt();
  }

  place(link: string, protocol: LinkProtocol): WirePlace {
    return placeOn(this, link, protocol);
  }

  /** A card session for a link; whoever had the wire loses it. */
  light(now: Time, link: string, protocol: LinkProtocol): void {
    this.dark(now);
    this.holder = link;
    // An ISO terminal asks the card for the protocol that the link stands for.
    if ('wanted' in this.terminal && (protocol === 't0' || protocol === 't1'))
      this.terminal.wanted = protocol;
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

function placeOn(wire: ExclusiveWire, link: string, protocol: LinkProtocol): WirePlace {
  const holds = (): boolean => wire.holder === link;
  return {
    get powered() {
      return holds();
    },
    get ready() {
      return holds() && wire.terminal.ready;
    },
    get atr(): Bytes | undefined {
      return holds() ? wire.terminal.atr : undefined;
    },
    get failure(): string | undefined {
      return holds() ? wire.terminal.failure : undefined;
    },
    powerOn: (now) => wire.light(now, link, protocol),
    powerOff(now) {
      if (holds()) wire.dark(now);
    },
    reset(now) {
      if (holds()) wire.signal(now, 'reset');
      else wire.light(now, link, protocol);
    },
    send(apdu) {
      assert(holds(), `link ${link} has no power`);
      wire.terminal.send(apdu);
    },
    result(): TerminalResult | undefined {
      return holds() ? wire.terminal.result() : undefined;
    },
  };
}
