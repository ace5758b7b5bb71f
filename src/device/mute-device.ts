/**
 * A device that did not come up: it gives no answer to reset, does nothing, and leaves its memory
 * as it is. So does a chip whose non-volatile memory is corrupted.
 */
import type { LinkFacts } from '../base/index.ts';
import type { LineSide } from '../link/index.ts';
import type { TraceRing } from '../os/kernel/index.ts';
import { storedRecords } from '../os/nvm/index.ts';
import type { DamagedRecord, DeviceCore, DeviceParts, Management } from './contract.ts';
import { DAMAGE, FAULT, muteError } from './mute.ts';
import { traceView } from './trace-view.ts';
import { unreadRows } from './unread-rows.ts';

export interface MuteParts {
  readonly links: readonly LinkFacts[];
  readonly trace: TraceRing;
  readonly mute: string;
  readonly damage: DamagedRecord | undefined;
}

export function muteDevice(
  parts: DeviceParts,
  { links, trace, mute, damage }: MuteParts,
): DeviceCore {
  const { description, image, plugins = [], gapFactor = 1 } = parts;
  trace.note('device', damage === undefined ? FAULT : DAMAGE, mute);
  return {
    description,
    links,
    plugins,
    gapFactor,
    line: () => SILENT,
    poll: () => false,
    takeBatches: () => [],
    durable() {},
    wakeAt: () => undefined,
    image: () => image,
    records: () => storedRecords(image),
    management: closedDoor(unreadRows(description, links), { mute, damage }),
    trace: traceView(trace),
    capture() {},
    tamper() {},
    mute,
    damage,
  };
}

const SILENT: LineSide = {
  receive() {},
  transmit: () => undefined,
  signal() {},
  wakeAt: () => undefined,
};

/** Read-only management without memory. */
function closedDoor(
  rows: ReturnType<typeof unreadRows>,
  why: Pick<DeviceCore, 'mute' | 'damage'>,
): Management {
  const refuse = (): never => {
    throw muteError(why);
  };
  return {
    links: () => rows.links,
    containers: () => rows.containers,
    pairingRules: () => rows.pairingRules,
    ruling: () => rows.ruling,
    deviceLocks: () => rows.deviceLocks,
    aliases: () => rows.aliases,
    profiles: () => rows.profiles,
    setPairing: refuse,
    setRuling: refuse,
    addAlias: refuse,
    removeAlias: refuse,
    profileFiles: refuse,
    changeProfile: refuse,
  };
}
