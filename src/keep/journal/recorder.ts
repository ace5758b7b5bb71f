/**
 * A device whose every input and output is recorded as it happens. The record is enough to run the
 * same device again: description, memory, seed and inputs fix all that it does.
 */
import { hash } from 'node:crypto';
import { type Batch, EMPTY, HostError } from '../../base/index.ts';
import {
  bootDevice,
  type DeviceCore,
  type DeviceParts,
  type Management,
} from '../../device/index.ts';
import type { Entry, ManagementOperation } from './entry.ts';

type Line = ReturnType<DeviceCore['line']>;

/** Boots a device; records the boot and all that follows. */
export function bootRecorded(parts: DeviceParts, record: RecordEntry): DeviceCore {
  const { image, seed, gapFactor } = parts;
  const device = bootDevice(parts);
  record({ kind: 'boot', seed, gapFactor, image });
  return recordDevice(device, record);
}

type RecordEntry = (entry: Entry) => void;

function recordDevice(device: DeviceCore, record: RecordEntry): DeviceCore {
  const lines = new Map<string, Line>();
  const checkMute = muteness(device, record);
  const recorded: Partial<DeviceCore> = {
    line(wire) {
      let line = lines.get(wire);
      if (line === undefined) {
        line = recordLine(device.line(wire), wire, { record, checkMute });
        lines.set(wire, line);
      }
      return line;
    },
    poll(at) {
      const did = device.poll(at);
      if (did) record({ kind: 'run', at });
      checkMute();
      return did;
    },
    takeBatches() {
      const batches = device.takeBatches();
      if (batches.length > 0)
        record({ kind: 'keep', batches: batches.length, digest: digestOf(batches) });
      return batches;
    },
    durable(batches) {
      record({ kind: 'durable', batches });
      device.durable(batches);
    },
    tamper(at, why) {
      record({ kind: 'tamper', at, why });
      device.tamper(at, why);
      checkMute();
    },
    management: recordManagement(device.management, { record, checkMute }),
  };
  checkMute();
  return Object.assign(Object.create(device) as DeviceCore, recorded);
}

interface Recording {
  readonly record: RecordEntry;
  /** Called after every call that may end in a fault. */
  readonly checkMute: () => void;
}

/** Records once that the device has gone mute. */
function muteness(device: DeviceCore, record: RecordEntry): () => void {
  let isRecorded = false;
  return () => {
    const { mute } = device;
    if (isRecorded || mute === undefined) return;
    isRecorded = true;
    record({ kind: 'mute', why: mute });
  };
}

function recordLine(line: Line, wire: string, { record, checkMute }: Recording): Line {
  return {
    receive(at, bytes, parity) {
      record({ kind: 'in', at, wire, bytes: bytes.slice(), parity: parity?.slice() });
      line.receive(at, bytes, parity);
      checkMute();
    },
    transmit(at) {
      const before = line.wakeAt();
      const bytes = line.transmit(at);
      // Polling an end may move its timers even when it has no output, so the poll is recorded.
      const moved = (before !== undefined && before <= at) || line.wakeAt() !== before;
      if (bytes !== undefined || moved) record({ kind: 'out', at, wire, bytes: bytes?.slice() });
      checkMute();
      return bytes;
    },
    signal(at, signal) {
      record({ kind: 'signal', at, wire, signal });
      line.signal(at, signal);
      checkMute();
    },
    wakeAt: () => line.wakeAt(),
  };
}

function recordManagement(management: Management, { record, checkMute }: Recording): Management {
  const recorded = <T, R>(operation: ManagementOperation, act: (argument: T) => R) => {
    return (argument: T): R => {
      let error: string | undefined;
      try {
        return act(argument);
      } catch (thrown) {
        error = thrown instanceof HostError ? thrown.code : 'fault';
        throw thrown;
      } finally {
        record({ kind: 'manage', operation, argument, error });
        checkMute();
      }
    };
  };
  return {
    ...management,
    setPairing: recorded('setPairing', (rules) => management.setPairing(rules)),
    setRuling: recorded('setRuling', (ruling) => management.setRuling(ruling)),
    addAlias: recorded('addAlias', (entry) => management.addAlias(entry)),
    removeAlias: recorded('removeAlias', (entry) => management.removeAlias(entry)),
    changeProfile: recorded('changeProfile', (change) => management.changeProfile(change)),
  };
}

/** SHA-256 over the writes in order, its first 16 bytes in hexadecimal. */
export function digestOf(batches: readonly Batch[]): string {
  const pieces: (string | Uint8Array)[] = [];
  let length = 0;
  const add = (head: string, value: Uint8Array): void => {
    pieces.push(head, value);
    length += Buffer.byteLength(head) + value.length;
  };
  for (const { writes } of batches) {
    let head = `batch ${writes.length}\n`;
    for (const { key, value } of writes) {
      head += `${key.length} ${key} ${value === undefined ? 'gone' : value.length}\n`;
      if (value === undefined) continue;
      add(head, value);
      head = '';
    }
    add(head, EMPTY);
  }
  // One buffer for all: a digest is taken at each command that writes.
  const all = Buffer.allocUnsafe(length);
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') at += all.write(piece, at);
    else {
      all.set(piece, at);
      at += piece.length;
    }
  }
  return hash('sha256', all).slice(0, 32);
}
