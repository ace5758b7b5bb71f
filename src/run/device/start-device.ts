/** A boot and all that drives it: the runner, clients of its links, its power, its host. */
import type { Image } from '../../base/index.ts';
import { DeviceHost, DeviceLink } from '../clients/index.ts';
import { type Clock, LinkClients, Runner } from '../runner/index.ts';
import type { OpenStore } from '../store/index.ts';
import type { Booted } from './boot-host.ts';
import { Power } from './power.ts';

export interface StartParts {
  readonly image: Image;
  readonly store: OpenStore;
  readonly clock: Clock;
  /** Boots the device from an image: now, and whenever its power is cycled. */
  readonly boot: (image: Image) => Booted;
}

export interface StartedDevice {
  readonly runner: Runner;
  readonly clients: LinkClients;
  readonly power: Power;
  /** In wiring order. */
  readonly links: readonly DeviceLink[];
  readonly host: DeviceHost;
}

export function startDevice({ image, store, clock, boot }: StartParts): StartedDevice {
  const { host: first, start } = boot(image);
  start();
  const runner = new Runner({ host: first, store, clock });
  const clients = new LinkClients(runner);
  const power = new Power({ runner, store, clock, boot });
  const links = first.device.links.map(({ id }) => new DeviceLink(clients.open(id), runner));
  return { runner, clients, power, links, host: new DeviceHost(runner, power, links) };
}
