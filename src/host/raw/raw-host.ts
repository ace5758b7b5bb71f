/** A host device that leaves some interfaces of its chip to hosts outside this process. */
import { assert, earlier, HostError, type Time } from '../../base/index.ts';
import type { Description, DeviceCore, InterfaceDescription } from '../../device/index.ts';
import {
  createHostDevice,
  createLlcWire,
  type HostDevice,
  type HostOptions,
  type LinkTerminal,
} from '../index.ts';
import { SWP_PAYLOAD_MAX } from '../../wire/index.ts';
import { FramedLine, type OutsideLine } from './framed-line.ts';
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

export function createRawHost(device: DeviceCore, options: RawHostOptions): RawHost {
  const { interfaces } = options;
  const rawLines = new Map(
    interfaces.map((id) => [id, new RawLine(outsideLine(device, id))] as const),
  );
  const inner = createHostDevice(withoutLines(device, interfaces), options);
  const rawLinks = device.links.filter((link) => interfaces.includes(link.interface));
  const rawTerminals = new Map(
    rawLinks.map((link) => [link.id, rawTerminal(link.id, rawLines.get(link.interface)!)] as const),
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
    terminals: inner.terminals.filter((terminal) => !rawTerminals.has(terminal.link)),
    terminal: (linkId) => rawTerminals.get(linkId) ?? inner.terminal(linkId),
    poll(now) {
      let did = false;
      for (let turns = 0; turns < TURNS_MAX; turns++) {
        let moved = inner.poll(now);
        let waits = false;
        for (const line of rawLines.values()) {
          if (line.move(now)) moved = true;
          if (line.waits) waits = true;
        }
        if (!moved) return did;
        did = true;
        // Requests of other links have a turn before the rest of a flood.
        if (waits) return true;
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

/**
 * What crosses a raw socket: bytes as they are on the line; of a single wire, whose frames are made
 * of bits, whole frames with their length.
 */
export function outsideLine(device: DeviceCore, interfaceId: string): OutsideLine {
  const line = device.line(interfaceId);
  const { kind } = device.description.interfaces.find(({ id }) => id === interfaceId)!;
  return kind === 'swp' ? new FramedLine(createLlcWire(line), SWP_PAYLOAD_MAX) : line;
}

/**
 * The interfaces behind names of links, or of interfaces themselves. Where a name is both, the link
 * is meant. Throws `HostError` LINK_UNKNOWN.
 */
export function interfacesOf(description: Description, names: readonly string[]): string[] {
  return [...new Set(names.map((name) => interfaceOf(description, name).id))];
}

export function interfaceOf({ interfaces }: Description, name: string): InterfaceDescription {
  const found =
    interfaces.find((one) => one.links.some(({ id }) => id === name)) ??
    interfaces.find(({ id }) => id === name);
  if (found !== undefined) return found;
  const known = interfaces.flatMap((one) => [one.id, ...one.links.map(({ id }) => id)]);
  throw new HostError(
    'LINK_UNKNOWN',
    `the device has no link or interface ${name}`,
    `use one of: ${[...new Set(known)].join(', ')}`,
  );
}

/** The device as the terminals of this process get it: some of its wires are not theirs. */
function withoutLines(device: DeviceCore, interfaces: readonly string[]): DeviceCore {
  const line: DeviceCore['line'] = (id) => (interfaces.includes(id) ? DEAD : device.line(id));
  return Object.create(device, { line: { value: line } }) as DeviceCore;
}

const DEAD: ReturnType<DeviceCore['line']> = {
  receive() {},
  transmit: () => undefined,
  signal() {},
  wakeAt: () => undefined,
};

/** Shows whether an external host holds the link; this process may not use it. */
function rawTerminal(link: string, line: RawLine): LinkTerminal {
  const refuse = (): never => assert(false, `link ${link} is at a raw socket`) as never;
  return {
    link,
    client: 'raw',
    get powered() {
      return line.powered;
    },
    ready: false,
    atr: undefined,
    failure: undefined,
    refusal: new HostError(
      'LINK_RAW',
      `link ${link} is left to a host at a raw socket`,
      'connect to that port, or start bifrons up without --raw for this link',
    ),
    powerOn: refuse,
    powerOff: refuse,
    reset: refuse,
    send: refuse,
    result: refuse,
  };
}
