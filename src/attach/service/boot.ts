/** A boot: description, memory and entropy become a chip in a host device. */
import type { Bytes, Image } from '../../base/index.ts';
import { bootDevice, type Description } from '../../device/index.ts';
import { createHostDevice, type HostDevice, type TerminalManner } from '../../host/index.ts';

export const SEED_LENGTH = 32;

export interface Boot {
  readonly description: Description;
  readonly image: Image;
  /** Entropy of this boot; without it, the platform's. */
  readonly seed?: Bytes | undefined;
  /** Whether T=0 terminals hand 61xx and 6Cxx to their client. */
  readonly manner: TerminalManner;
}

export function bootHost(boot: Boot): HostDevice {
  const seed = boot.seed ?? crypto.getRandomValues(new Uint8Array(SEED_LENGTH));
  const device = bootDevice({ description: boot.description, image: boot.image, seed });
  return createHostDevice(device, { manner: boot.manner });
}
