/**
 * A host device: each interface of the chip wired to a real terminal end, and an external entity
 * seated at each link. What an entity sends takes the whole way through both ends. [M-14] [M-106]
 */
import {
  assert,
  type Bytes,
  earlier,
  HostError,
  type LinkFacts,
  type LinkProtocol,
  type Time,
} from '../base/index.ts';
import type { Device } from '../device/index.ts';
import {
  type ContactsTerminal,
  createContactsTerminal,
  createSpiTerminal,
  type TerminalEnd,
  type TerminalResult,
  transfer,
} from '../link/index.ts';
import type { HostDevice, LinkSeat, TerminalManner } from './contract.ts';

/** Who sits at a link when nobody says otherwise. */
const ENTITY: Readonly<Record<LinkProtocol, string>> = {
  t0: 'modem',
  t1: 'modem',
  spi: 'tee',
  'apdu-gate': 'rich-os',
  'swp-a': 'nfc-reader',
  'swp-b': 'nfc-reader',
  proprietary: 'computer',
};

/** Turns of the pump at one moment of time after which something must be wrong. */
const TURNS_MAX = 100_000;

export interface HostOptions {
  /** How T=0 terminals treat 61xx and 6Cxx. */
  readonly manner: TerminalManner;
}

export function createHostDevice(device: Device, options: HostOptions): HostDevice {
  const wires = device.description.interfaces.map(
    (one) => new InterfaceWire(device, one, options.manner),
  );
  const seats = device.links.map((link) =>
    seatOf(
      wires.find((one) => one.id === link.interface)!,
      link,
    ),
  );
  return {
    device,
    seats,
    seat(linkId) {
      const seat = seats.find((one) => one.link === linkId);
      if (seat) return seat;
      throw new HostError(
        'LINK_UNKNOWN',
        `the device has no link "${linkId}"`,
        `links here: ${seats.map((one) => one.link).join(', ')}`,
      );
    },
    poll(now) {
      let did = false;
      for (let turns = 0; turns < TURNS_MAX; turns++) {
        let moved = device.poll(now);
        for (const wire of wires) if (wire.move(now)) moved = true;
        if (!moved) return did;
        did = true;
      }
      return assert(false, 'the device and its terminals never come to rest') as never;
    },
    wakeAt() {
      let at = device.wakeAt();
      for (const wire of wires) at = earlier(at, wire.terminal.wakeAt());
      return at;
    },
  };
}

/** One interface: the device's end of the wire and a terminal end, powered together. */
class InterfaceWire {
  readonly id: string;
  readonly terminal: TerminalEnd | ContactsTerminal;
  /** The link that has the interface now; an interface runs one protocol at a time. */
  holder: string | undefined;
  readonly #line: ReturnType<Device['line']>;

  constructor(
    device: Device,
    one: Device['description']['interfaces'][number],
    manner: TerminalManner,
  ) {
    this.id = one.id;
    this.#line = device.line(one.id);
    this.terminal = one.kind === 'iso' ? createContactsTerminal({ manner }) : createSpiTerminal({});
  }

  move(now: Time): boolean {
    return transfer(this.terminal, this.#line, now);
  }

  signal(now: Time, signal: 'power-on' | 'power-off' | 'reset'): void {
    this.#line.signal(now, signal);
    this.terminal.signal(now, signal);
  }

  /** Tells an ISO terminal which protocol the link stands for. */
  want(protocol: LinkProtocol): void {
    if ('wanted' in this.terminal && (protocol === 't0' || protocol === 't1'))
      this.terminal.wanted = protocol;
  }
}

function seatOf(wire: InterfaceWire, link: LinkFacts): LinkSeat {
  const holds = (): boolean => wire.holder === link.id;
  return {
    link: link.id,
    entity: ENTITY[link.protocol],
    powerOn(now) {
      if (wire.holder !== undefined) wire.signal(now, 'power-off');
      wire.holder = link.id;
      wire.want(link.protocol);
      wire.signal(now, 'power-on');
    },
    powerOff(now) {
      if (!holds()) return;
      wire.holder = undefined;
      wire.signal(now, 'power-off');
    },
    reset(now) {
      if (holds()) wire.signal(now, 'reset');
      else this.powerOn(now);
    },
    get ready() {
      return holds() && wire.terminal.ready;
    },
    get powered() {
      return holds();
    },
    get atr(): Bytes | undefined {
      return holds() ? wire.terminal.atr : undefined;
    },
    get failure(): string | undefined {
      return holds() ? wire.terminal.failure : undefined;
    },
    send(apdu) {
      assert(holds(), `link ${link.id} has no power`);
      wire.terminal.send(apdu);
    },
    result(): TerminalResult | undefined {
      return holds() ? wire.terminal.result() : undefined;
    },
  };
}
