/** A boot: description, memory and entropy become a chip in a host device. */
import type { Bytes, Image } from '../../base/index.ts';
import { bootDevice, type Description, type LinkPlugin } from '../../device/index.ts';
import { createHostDevice, type HostDevice, type TerminalManner } from '../../host/index.ts';
import { bootRecorded, type Entry } from '../../keep/journal/index.ts';
import { createRawHost, interfacesOf } from '../../host/raw/index.ts';

export const SEED_LENGTH = 32;

export interface Boot {
  readonly description: Description;
  readonly image: Image;
  /** Entropy of this boot; without it, the platform's. */
  readonly seed?: Bytes | undefined;
  /** Whether T=0 terminals hand 61xx and 6Cxx to their client. */
  readonly manner: TerminalManner;
  /** Links whose interfaces are left to hosts outside this process. */
  readonly raw?: RawLinks | undefined;
  /** Told all that reaches the device and leaves it, for a journal. */
  readonly tell?: ((entry: Entry) => void) | undefined;
  /** Protocols of one's own, for interfaces of kind `proprietary`. */
  readonly plugins?: readonly LinkPlugin[] | undefined;
}

export interface RawLinks {
  readonly links: readonly string[];
  /** How many times longer than allowed those hosts may pause between two bytes. */
  readonly gapFactor: number;
}

export function bootHost(boot: Boot): HostDevice {
  const seed = boot.seed ?? crypto.getRandomValues(new Uint8Array(SEED_LENGTH));
  const { description, image, manner, raw, tell, plugins } = boot;
  const seat = { description, image, seed, gapFactor: raw?.gapFactor, plugins };
  const device = tell === undefined ? bootDevice(seat) : bootRecorded(seat, tell);
  if (raw === undefined) return createHostDevice(device, { manner, seed });
  return createRawHost(device, { manner, seed, interfaces: interfacesOf(description, raw.links) });
}
