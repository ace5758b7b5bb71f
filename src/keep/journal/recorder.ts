/**
 * A device whose every input, and every byte out, is told as it happens. What it tells is enough to
 * run the same device again: description, memory, seed and inputs fix all it does. Vow 7.
 */
import { createHash } from 'node:crypto';
import { type Batch, HostError } from '../../base/index.ts';
import { bootDevice, type Device, type DeviceSeat, type Management } from '../../device/index.ts';
import type { Entry, ManagementOperation } from './entry.ts';

type Line = ReturnType<Device['line']>;

/** Boots a device and tells the boot and all that follows. */
export function bootRecorded(seat: DeviceSeat, tell: (entry: Entry) => void): Device {
  const { image, seed, gapFactor } = seat;
  const device = bootDevice(seat);
  tell({ kind: 'boot', seed, gapFactor, image });
  return recordDevice(device, tell);
}

type Tell = (entry: Entry) => void;

function recordDevice(device: Device, tell: Tell): Device {
  const lines = new Map<string, Line>();
  const heed = muteness(device, tell);
  const recorded: Partial<Device> = {
    line(wire) {
      let line = lines.get(wire);
      const told = { tell, heed };
      if (line === undefined) lines.set(wire, (line = recordLine(device.line(wire), wire, told)));
      return line;
    },
    poll(at) {
      const did = device.poll(at);
      if (did) tell({ kind: 'run', at });
      heed();
      return did;
    },
    takeBatches() {
      const batches = device.takeBatches();
      if (batches.length > 0)
        tell({ kind: 'keep', batches: batches.length, digest: digestOf(batches) });
      return batches;
    },
    durable(batches) {
      tell({ kind: 'durable', batches });
      device.durable(batches);
    },
    tamper(at, why) {
      tell({ kind: 'tamper', at, why });
      device.tamper(at, why);
      heed();
    },
    management: recordManagement(device.management, { tell, heed }),
  };
  heed();
  return Object.assign(Object.create(device) as Device, recorded);
}

interface Told {
  readonly tell: Tell;
  /** After whatever may meet a fault. */
  readonly heed: () => void;
}

/** Tells, once, that the device has gone mute. */
function muteness(device: Device, tell: Tell): () => void {
  let told = false;
  return () => {
    const { mute } = device;
    if (told || mute === undefined) return;
    told = true;
    tell({ kind: 'mute', why: mute });
  };
}

function recordLine(line: Line, wire: string, { tell, heed }: Told): Line {
  return {
    receive(at, bytes, parity) {
      tell({ kind: 'in', at, wire, bytes: bytes.slice(), parity: parity?.slice() });
      line.receive(at, bytes, parity);
      heed();
    },
    transmit(at) {
      const before = line.wakeAt();
      const bytes = line.transmit(at);
      // An end that was asked in vain may have moved its timers, and then it matters when.
      const moved = (before !== undefined && before <= at) || line.wakeAt() !== before;
      if (bytes !== undefined || moved) tell({ kind: 'out', at, wire, bytes: bytes?.slice() });
      heed();
      return bytes;
    },
    signal(at, signal) {
      tell({ kind: 'signal', at, wire, signal });
      line.signal(at, signal);
      heed();
    },
    wakeAt: () => line.wakeAt(),
  };
}

function recordManagement(door: Management, { tell, heed }: Told): Management {
  const told = <T>(operation: ManagementOperation, act: (argument: T) => void) => {
    return (argument: T): void => {
      let error: string | undefined;
      try {
        act(argument);
      } catch (thrown) {
        error = thrown instanceof HostError ? thrown.code : 'fault';
        throw thrown;
      } finally {
        tell({ kind: 'manage', operation, argument, error });
        heed();
      }
    };
  };
  return {
    ...door,
    setPairing: told('setPairing', (rules) => door.setPairing(rules)),
    setRuling: told('setRuling', (ruling) => door.setRuling(ruling)),
    addAlias: told('addAlias', (entry) => door.addAlias(entry)),
    removeAlias: told('removeAlias', (entry) => door.removeAlias(entry)),
  };
}

/** SHA-256 over the writes in order, its first 16 bytes in hexadecimal. */
export function digestOf(batches: readonly Batch[]): string {
  const hash = createHash('sha256');
  for (const { writes } of batches) {
    hash.update(`batch ${writes.length}\n`);
    for (const { key, value } of writes) {
      hash.update(`${key.length} ${key} ${value === undefined ? 'gone' : value.length}\n`);
      if (value !== undefined) hash.update(value);
    }
  }
  return hash.digest('hex').slice(0, 32);
}
