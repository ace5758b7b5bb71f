/**
 * The composition root: a device description, an NVM image and this boot's entropy become a running
 * device. Here, and only here, ports are minted and identities handed out. [M-01] [M-103] [M-105]
 */
import { type LinkFacts, unhex } from '../base/index.ts';
import type { LineSide } from '../link/index.ts';
import { type AliasEntry, AliasRegistry } from '../os/alias/index.ts';
import { describeRecord, Kernel, Notices, Residents, TraceRing } from '../os/kernel/index.ts';
import { Memory, Partition } from '../os/nvm/index.ts';
import {
  insidePairing,
  outsidePairing,
  pairingRulesCodec,
  type PairingSource,
} from '../os/pairing/index.ts';
import { DeviceLocks, Ruling } from '../os/ruling/index.ts';
import type { Device, DeviceRecord, DeviceSeat, TraceView } from './contract.ts';
import { bootContainer } from './containers.ts';
import type { Description } from './description.ts';
import { checkDescription, linkFacts } from './facts.ts';
import { createManagement } from './management.ts';
import { Pump } from './pump.ts';
import { createWires } from './wires.ts';

/** Non-volatile memory of the OS itself: pairing data, aliases, ruling data. */
const OS_QUOTA = 65_536;
/** Where pairing data stands that the OS only reads. [M-56] */
const OUTSIDE = 'pairing';

/** Boots a device. Throws `HostError` DESCRIPTION_INVALID or PAIRING_*. */
export function bootDevice(seat: DeviceSeat): Device {
  const { description, seed } = seat;
  checkDescription(description);
  const links = linkFacts(description);
  const memory = new Memory(seat.image);
  const trace = new TraceRing();
  const osPartition = new Partition(memory, { id: 'os', quota: OS_QUOTA });
  const containers = description.containers.map((one) => one.id);
  const initial = { rules: description.ruling, reach: description.reach };
  const ruling = new Ruling(osPartition, initial, { links, containers });
  const locks = new DeviceLocks(osPartition, ruling);
  const outside = new Partition(memory, { id: OUTSIDE, quota: OS_QUOTA });
  const pairing = createPairing({ description, links, memory, osPartition, outside });
  const aliases = new AliasRegistry(osPartition, description.aliases.map(toEntry));
  const notices = new Notices();
  const parts = { memory, seed, trace, ruling, locks, notices };
  const all = description.containers.map((container) => bootContainer(container, parts));
  pairing.current();
  const residents = new Residents({
    all,
    policy: description.policy,
    pairing,
    aliases,
    ruling,
    locks,
    trace,
  });
  const costs = costsOf(description);
  const kernel = new Kernel({ memory, residents, links, trace, costs, notices });
  const { gapFactor = 1, plugins = [] } = seat;
  const commit = (): void => pump.persist(memory.commit());
  const nvm = osPartition;
  const wires = createWires({ description, links, kernel, gapFactor, plugins, nvm, commit });
  const pump = new Pump({ kernel, wires, trace });
  commit();
  const management = createManagement({
    description,
    links,
    residents,
    pairing,
    aliases,
    ruling,
    locks,
    partitions: new Map(all.map((one) => [one.id, one.partition])),
    trace,
    commit,
    abandon: () => pump.persist(memory.rollback()),
  });
  return {
    description,
    links,
    plugins,
    ...runningOf(pump),
    line: (interfaceId) => lineOf(wires.find((one) => one.interfaceId === interfaceId)!.end, pump),
    image: () => memory.image(),
    records: () => [
      ...recordsOf('os', osPartition),
      ...recordsOf(OUTSIDE, outside),
      ...all.flatMap((one) => recordsOf(one.id, one.partition)),
    ],
    management,
    trace: viewOf(trace),
    get mute() {
      return pump.mute;
    },
  };
}

function costsOf({ costs }: Description): ReadonlyMap<number, number> {
  return new Map(Object.entries(costs).map(([command, ms]) => [Number.parseInt(command, 16), ms]));
}

/** What a device does is its pump's. */
function runningOf(pump: Pump) {
  return {
    poll: (now) => pump.poll(now),
    takeBatches: () => pump.takeBatches(),
    durable: (count) => pump.durable(count),
    takeJobs: () => pump.takeJobs(),
    finishJob: (ticket, output, now) => pump.finishJob(ticket, output, now),
    wakeAt: () => pump.wakeAt(),
    tamper: (why) => pump.tamper(why),
  } satisfies Partial<Device>;
}

function viewOf(trace: TraceRing): TraceView {
  return {
    since: (seq) => trace.since(seq),
    describe: describeRecord,
    note: (where, what, ...operands) => trace.note(where, what, ...operands),
  };
}

function createPairing(parts: {
  readonly description: Description;
  readonly links: readonly LinkFacts[];
  readonly memory: Memory;
  readonly osPartition: Partition;
  readonly outside: Partition;
}): PairingSource {
  const { description, links, memory, osPartition, outside } = parts;
  const scope = { links, containers: description.containers.map((one) => one.id) };
  const initial = description.pairing.rules;
  if (description.pairing.where === 'os') return insidePairing(osPartition, initial, scope);
  const cell = outside.cell('pairing', pairingRulesCodec, initial);
  return outsidePairing({ read: () => memory.get(OUTSIDE_KEY), cell, initial, scope });
}

function recordsOf(owner: string, partition: Partition): readonly DeviceRecord[] {
  return partition.records().map((record) => ({ owner, ...record }));
}

/** Store key of the pairing data outside the OS. */
const OUTSIDE_KEY = `${OUTSIDE}/c/pairing`;

function toEntry(one: Description['aliases'][number]): AliasEntry {
  return { common: unhex(one.common), container: one.container, real: unhex(one.real) };
}

/** A device that went mute neither hears nor answers on any wire. */
function lineOf(end: LineSide, pump: Pump): LineSide {
  return {
    receive: (now, bytes, parity) => pump.guard(undefined, () => end.receive(now, bytes, parity)),
    transmit: (now) => pump.guard(undefined, () => end.transmit(now)),
    signal: (now, signal) => pump.guard(undefined, () => end.signal(now, signal)),
    wakeAt: () => pump.guard(undefined, () => end.wakeAt()),
  };
}
