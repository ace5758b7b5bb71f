/**
 * A boot, whatever memory holds: a device that runs, or one that is mute and says why. What is
 * wrong with the description is an error.
 */
import { HostError, type LinkFacts } from '../base/index.ts';
import { TraceRing } from '../os/kernel/index.ts';
import { MemoryDamage, reasonOf } from '../os/nvm/index.ts';
import { composeDevice } from './boot.ts';
import type { DamagedRecord, DeviceCore, DeviceParts } from './contract.ts';
import { checkDescription, linkFacts } from './facts.ts';
import { muteDevice } from './mute-device.ts';

/**
 * Boots a device. Throws `HostError` DESCRIPTION_INVALID, PAIRING_*, RULING_INVALID, UNSUPPORTED.
 */
export function bootDevice(parts: DeviceParts): DeviceCore {
  const { description } = parts;
  checkDescription(description);
  const links = linkFacts(description);
  const trace = new TraceRing();
  try {
    return composeDevice(parts, { links, trace });
  } catch (error) {
    const other = parts.image.size === 0 ? error : troubleAfresh(parts, links);
    const cause = other instanceof MemoryDamage ? other.cause : other;
    if (cause instanceof HostError) throw cause;
    const damage = other === undefined ? damageOf(error) : undefined;
    return muteDevice(parts, { links, trace, mute: reasonOf(error), damage });
  }
}

/** What goes wrong without any memory; if nothing does, memory is to blame. */
function troubleAfresh(parts: DeviceParts, links: readonly LinkFacts[]): unknown {
  try {
    composeDevice({ ...parts, image: new Map() }, { links, trace: new TraceRing() });
    return undefined;
  } catch (error) {
    return error;
  }
}

function damageOf(error: unknown): DamagedRecord {
  return error instanceof MemoryDamage ? error : { owner: 'os', key: undefined };
}
