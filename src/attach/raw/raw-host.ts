/** A host device that leaves some interfaces of its chip to hosts outside this process. */
import { assert, earlier, HostError, type Time } from '../../base/index.ts';
import type { Description, Device } from '../../device/index.ts';
import {
  createHostDevice,
  type HostDevice,
  type HostOptions,
  type LinkSeat,
} from '../../host/index.ts';
import { RawLine } from './raw-line.ts';

export interface RawHostOptions extends HostOptions {
  /** Interfaces that get no terminal end. */
  readonly interfaces: readonly string[];
}

export interface RawHost extends HostDevice {
  /** By interface. */
  readonly rawLines: ReadonlyMap<string, RawLine>;
}

/** Turns at one moment of time after which something must be wrong. */
const TURNS_MAX = 100_000;

export function createRawHost(device: Device, options: RawHostOptions): RawHost {
  const { interfaces } = options;
  const rawLines = new Map(interfaces.map((id) => [id, new RawLine(device.line(id))] as const));
  const inner = createHostDevice(withoutLines(device, interfaces), options);
  const rawLinks = device.links.filter((link) => interfaces.includes(link.interface));
  const rawSeats = new Map(
    rawLinks.map((link) => [link.id, rawSeat(link.id, rawLines.get(link.interface)!)] as const),
  );
  return {
    device,
    mount: inner.mount,
    get present() {
      return inner.present;
    },
    remove(now) {
      inner.remove(now);
      for (const line of rawLines.values()) line.unplug();
    },
    insert: (now) => inner.insert(now),
    takeEvents: () => inner.takeEvents(),
    rawLines,
    seats: inner.seats.filter((seat) => !rawSeats.has(seat.link)),
    seat: (linkId) => rawSeats.get(linkId) ?? inner.seat(linkId),
    poll(now) {
      let did = false;
      for (let turns = 0; turns < TURNS_MAX; turns++) {
        let moved = inner.poll(now);
        for (const line of rawLines.values()) if (line.move(now)) moved = true;
        if (!moved) return did;
        did = true;
      }
      return assert(false, 'the device and its raw lines never come to rest') as never;
    },
    wakeAt() {
      let at: Time | undefined = inner.wakeAt();
      for (const line of rawLines.values()) at = earlier(at, line.wakeAt());
      return at;
    },
  };
}

/** Wires on which one block or character follows another without more; SWP's are framed by bits. */
const RAW_KINDS: ReadonlySet<string> = new Set(['iso', 'spi', 'proprietary']);

/** The interfaces that carry the links; throws `HostError` LINK_UNKNOWN, UNSUPPORTED. */
export function interfacesOf(description: Description, links: readonly string[]): string[] {
  const found = links.map((link) => {
    const carrier = description.interfaces.find((one) => one.links.some(({ id }) => id === link));
    if (carrier !== undefined && RAW_KINDS.has(carrier.kind)) return carrier.id;
    if (carrier !== undefined) {
      throw new HostError(
        'UNSUPPORTED',
        `link ${link}: an interface of kind "${carrier.kind}" has no raw port`,
        'leave --raw out for this link',
      );
    }
    const known = description.interfaces.flatMap((one) => one.links.map(({ id }) => id));
    throw new HostError(
      'LINK_UNKNOWN',
      `the device has no link ${link}`,
      `use one of: ${known.join(', ')}`,
    );
  });
  return [...new Set(found)];
}

/** The device as the terminals of this process see it: some of its wires are dead to them. */
function withoutLines(device: Device, interfaces: readonly string[]): Device {
  const line: Device['line'] = (id) => (interfaces.includes(id) ? DEAD : device.line(id));
  return Object.create(device, { line: { value: line } }) as Device;
}

const DEAD: ReturnType<Device['line']> = {
  receive() {},
  transmit: () => undefined,
  signal() {},
  wakeAt: () => undefined,
};

/** Shows whether a host outside holds the link; nobody in this process may use it. */
function rawSeat(link: string, line: RawLine): LinkSeat {
  const refuse = (): never => assert(false, `link ${link} is at a raw port`) as never;
  return {
    link,
    entity: 'raw',
    get powered() {
      return line.powered;
    },
    ready: false,
    atr: undefined,
    failure: undefined,
    refusal: new HostError(
      'LINK_RAW',
      `link ${link} is left to a host at a raw port`,
      'connect to that port, or start bifrons up without --raw for this link',
    ),
    powerOn: refuse,
    powerOff: refuse,
    reset: refuse,
    send: refuse,
    result: refuse,
  };
}
