/** A boot: description, memory and entropy become a chip in a host device. */
import type { Bytes, Image } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import {
  bootDevice,
  type Description,
  type DeviceCore,
  type DeviceParts,
  type LinkPlugin,
} from '../../device/index.ts';
import { createHostDevice, type HostDevice, type TerminalManner } from '../../host/index.ts';
import { createRawHost, interfacesOf } from '../../host/raw/index.ts';
import { platform } from '../platform/index.ts';

const SEED_LENGTH = 32;

export interface Boot {
  readonly description: Description;
  readonly image: Image;
  /** Entropy of this boot; without it, the platform's. */
  readonly seed?: Bytes | undefined;
  readonly crypto: Crypto;
  /** Whether T=0 terminals hand 61xx and 6Cxx to their client. */
  readonly manner: TerminalManner;
  /** Links whose interfaces are left to hosts outside this process. */
  readonly raw?: RawLinks | undefined;
  readonly recorder?: Recorder | undefined;
  /** Plug-in protocols, for interfaces of kind `proprietary`. */
  readonly plugins?: readonly LinkPlugin[] | undefined;
}

export interface RawLinks {
  readonly links: readonly string[];
  /** How many times longer than allowed those hosts may pause between two bytes. */
  readonly gapFactor: number;
}

/** Records what reaches a device and what leaves it, boot after boot; a journal does. */
export interface Recorder {
  /** Boots a device. Its record begins at `start`: a boot that is given up is not recorded. */
  boot(parts: DeviceParts): { readonly device: DeviceCore; readonly start: () => void };
  /** Ends the record. */
  close(): void;
}

export interface Booted {
  readonly host: HostDevice;
  /** The device takes its place: where there is a recorder, its record begins. */
  readonly start: () => void;
}

export function bootHost(boot: Boot): Booted {
  const seed = boot.seed ?? platform.crypto.getRandomValues(new Uint8Array(SEED_LENGTH));
  const { description, image, crypto, manner, raw, recorder, plugins } = boot;
  const parts = { description, image, seed, crypto, gapFactor: raw?.gapFactor, plugins };
  const { device, start } = recorder?.boot(parts) ?? { device: bootDevice(parts), start() {} };
  if (raw === undefined) return { host: createHostDevice(device, { manner, seed }), start };
  const interfaces = interfacesOf(description, raw.links);
  return { host: createRawHost(device, { manner, seed, interfaces }), start };
}
