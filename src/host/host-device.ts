/**
 * A host device: each interface of the chip wired to a real terminal end, and a client
 * on each link. What a client sends takes the whole way through both ends. [M-14] [M-106]
 */
import { assert, type Bytes, earlier, HostError, type Time } from '../base/index.ts';
import { randomStream } from '../crypto/index.ts';
import type { DeviceCore, HostDescription, InterfaceDescription } from '../device/index.ts';
import { createContactsTerminal, createSpiTerminal, type HciHost } from '../link/index.ts';
import type { HostDevice, HostEvent, LinkTerminal, TerminalManner } from './contract.ts';
import { ExclusiveWire } from './exclusive-wire.ts';
import { HostTerminal, type Presence } from './link-terminal.ts';
import { SwpWire, type SwpWireParts } from './swp-wire.ts';
import type { HostWire } from './wire.ts';

/** Turns of the pump at one moment of time after which something must be wrong. */
const TURNS_MAX = 100_000;
const NO_EVENTS: readonly HostEvent[] = [];

export interface HostOptions {
  /** How T=0 terminals treat 61xx and 6Cxx. */
  readonly manner: TerminalManner;
  /** Entropy of the host: for the names that an NFC controller makes up. */
  readonly seed: Bytes;
  /** Called with the terminal's host on each single wire: for HCI beside the terminals. */
  readonly onNetwork?: ((interfaceId: string, host: HciHost) => void) | undefined;
}

export function createHostDevice(device: DeviceCore, options: HostOptions): HostDevice {
  return new WiredHost(device, options);
}

class WiredHost implements HostDevice {
  readonly device: DeviceCore;
  readonly mount: HostDescription['mount'];
  readonly terminals: readonly LinkTerminal[];
  readonly #wires: readonly HostWire[];
  /** What the chip has reported over any wire. */
  readonly #events: HostEvent[] = [];
  readonly #presence: Presence = { present: true };

  constructor(device: DeviceCore, options: HostOptions) {
    const { interfaces, host } = device.description;
    this.device = device;
    this.mount = host?.mount ?? 'removable';
    const parts = { ...options, events: this.#events };
    this.#wires = interfaces.map((one) => createWire(device, one, parts));
    this.terminals = device.links.map((link) => {
      const wire = this.#wires.find((one) => one.id === link.interface)!;
      const place = wire.place(link.id, link.protocol);
      return new HostTerminal(link, place, {
        client: host?.clients[link.id],
        presence: this.#presence,
      });
    });
  }

  get present(): boolean {
    return this.#presence.present;
  }

  terminal(linkId: string): LinkTerminal {
    const terminal = this.terminals.find((one) => one.link === linkId);
    if (terminal) return terminal;
    throw new HostError(
      'LINK_UNKNOWN',
      `the device has no link "${linkId}"`,
      `links here: ${this.terminals.map((one) => one.link).join(', ')}`,
    );
  }

  takeEvents(): readonly HostEvent[] {
    // Called in each round of a runner, and nearly always there are none.
    if (this.#events.length === 0) return NO_EVENTS;
    return this.#events.splice(0);
  }

  remove(now: Time): void {
    if (this.mount !== 'removable') throw fixed(this.mount, this.device.description.host?.kind);
    this.#presence.present = false;
    for (const wire of this.#wires) wire.dark(now);
  }

  insert(): void {
    this.#presence.present = true;
  }

  poll(now: Time): boolean {
    let did = false;
    for (let turns = 0; turns < TURNS_MAX; turns++) {
      let moved = this.device.poll(now);
      for (const wire of this.#wires) if (wire.move(now)) moved = true;
      if (!moved) return did;
      did = true;
    }
    return assert(false, 'the device and its terminals never come to rest') as never;
  }

  wakeAt(): Time | undefined {
    let at = this.device.wakeAt();
    for (const wire of this.#wires) at = earlier(at, wire.wakeAt());
    return at;
  }
}

function createWire(
  device: DeviceCore,
  one: InterfaceDescription,
  { manner, seed, onNetwork, events }: HostOptions & Pick<SwpWireParts, 'events'>,
): HostWire {
  const { id, kind } = one;
  const { gapFactor } = device;
  switch (kind) {
    case 'iso':
      return new ExclusiveWire(device, id, createContactsTerminal({ manner, gapFactor }));
    case 'spi':
      return new ExclusiveWire(device, id, createSpiTerminal({}));
    case 'swp': {
      const rng = randomStream(seed, `nfc controller ${id}`);
      const wire = new SwpWire(device, id, { rng, events });
      onNetwork?.(id, wire.network);
      return wire;
    }
    case 'proprietary': {
      // The device booted, so the plug-in is there.
      const plugin = device.plugins.find(({ name }) => name === one.plugin)!;
      return new ExclusiveWire(device, id, plugin.terminal({ settings: one.settings }));
    }
  }
}

/** [M-101] [M-102] */
function fixed(mount: string, kind: string | undefined): HostError {
  const how = mount === 'integrated' ? 'part of' : 'soldered into';
  return new HostError(
    'CHIP_FIXED',
    `the chip is ${how} its host, a ${kind}`,
    'bifrons host power-cycle takes its power all the same; a removable chip comes with the ' +
      'presets slot-machine, tv and computer',
  );
}
