/**
 * The composition root: a device description, an NVM image and this boot's entropy become a running
 * device. Here, and only here, ports are minted and identities handed out. [M-01] [M-103] [M-105]
 */
import { type LinkFacts, unhex } from '../base/index.ts';
import { type AliasEntry, AliasRegistry } from '../os/alias/index.ts';
import { Kernel, Notices, Residents, type TraceRing } from '../os/kernel/index.ts';
import { isOfDevice, Memory, Partition, reading } from '../os/nvm/index.ts';
import {
  insidePairing,
  outsidePairing,
  pairingRulesCodec,
  type PairingSource,
} from '../os/pairing/index.ts';
import { DeviceLocks, Ruling } from '../os/ruling/index.ts';
import type { DeviceCore, DeviceRecord, DeviceParts } from './contract.ts';
import { type BootedContainer, bootContainer } from './containers.ts';
import type { Description } from './description.ts';
import { createManagement } from './management.ts';
import { Pump } from './pump.ts';
import { RunningDevice } from './running-device.ts';
import { traceView } from './trace-view.ts';
import { guardReads, unreadRows } from './unread-rows.ts';
import { createWires } from './wires.ts';

/** Non-volatile memory of the OS itself: pairing data, aliases, ruling data. */
const OS_QUOTA = 65_536;
/** Where pairing data stands that the OS only reads. [M-56] */
const OUTSIDE = 'pairing';

/** What exists before memory is read. */
export interface BootGround {
  readonly links: readonly LinkFacts[];
  readonly trace: TraceRing;
}

/**
 * Puts a device together. Throws `MemoryDamage`, with its cause, where something of memory cannot
 * be read, and `HostError` DESCRIPTION_INVALID, PAIRING_* or UNSUPPORTED.
 */
export function composeDevice(parts: DeviceParts, ground: BootGround): DeviceCore {
  const { description } = parts;
  const { links, trace } = ground;
  const memory = new Memory(parts.image);
  const system = readSystem(parts, ground, memory);
  const { all, partitions, osPartition, notices, ...tables } = system;
  const residents = new Residents({ all, policy: description.policy, ...tables, trace });
  const costs = costsOf(description);
  const oddAnswers = oddAnswersOf(description);
  const kernel = new Kernel({ memory, residents, links, trace, costs, oddAnswers, notices });
  const { gapFactor = 1, plugins = [] } = parts;
  const commit = (): (() => boolean) => {
    pump.persist(memory.commit());
    return pump.milestone();
  };
  const nvm = osPartition;
  const wires = createWires({ description, links, kernel, gapFactor, plugins, nvm, commit });
  const pump = new Pump({ kernel, wires, trace });
  commit();
  const management = createManagement({
    description,
    links,
    residents,
    ...tables,
    partitions: new Map(all.map((one) => [one.id, one.partition])),
    titles: new Map(all.map(({ id, container }) => [id, () => container.title])),
    profiles: new Map(
      all.flatMap(({ id, container: { profiles } }) =>
        profiles === undefined ? [] : [[id, profiles] as const],
      ),
    ),
    trace,
    rulingChanged: () => kernel.rulingChanged(),
    commit,
    abandon: () => pump.persist(memory.rollback()),
    fail: (fault) => pump.fail(fault),
  });
  const owners = [...partitions];
  return new RunningDevice({
    description,
    links,
    plugins,
    gapFactor,
    management: guardReads(management, pump, () => unreadRows(description, links)),
    trace: traceView(trace),
    pump,
    memory,
    records() {
      readThrough(all);
      return owners.flatMap(([owner, one]) => recordsOf(owner, one));
    },
  });
}

/** All that stands in memory, each part with its owner's name where it does not read. */
function readSystem(parts: DeviceParts, { links, trace }: BootGround, memory: Memory) {
  const { description, seed, crypto } = parts;
  const osPartition = new Partition(memory, { id: 'os', quota: OS_QUOTA });
  const outside = new Partition(memory, { id: OUTSIDE, quota: OS_QUOTA });
  const containers = description.containers.map((one) => one.id);
  const initial = { rules: description.ruling, reach: description.reach };
  const ruling = reading(
    { owner: 'os', key: 'ruling' },
    () => new Ruling(osPartition, initial, { links, containers }),
  );
  const locks = new DeviceLocks(osPartition, ruling);
  const pairing = reading({ owner: pairingOwner(description), key: 'pairing' }, () =>
    createPairing({ description, links, osPartition, outside }),
  );
  const aliases = new AliasRegistry(osPartition, description.aliases.map(toEntry));
  const notices = new Notices();
  const shared = { memory, seed, crypto, trace, ruling, locks, notices };
  const all = description.containers.map((container) =>
    reading({ owner: container.id }, () => bootContainer(container, shared)),
  );
  if (!isOfDevice(parts.image)) readThrough(all);
  const partitions = new Map([
    ['os', osPartition],
    [OUTSIDE, outside],
    ...all.map((one) => [one.id, one.partition] as const),
  ]);
  return { osPartition, partitions, ruling, locks, pairing, aliases, notices, all };
}

/** What of memory does not read shows at boot, not at the command that needs it. */
function readThrough(all: readonly BootedContainer[]): void {
  for (const { id, container } of all) {
    reading({ owner: id }, () => {
      container.readThrough?.();
      container.entities();
      container.locked();
    });
  }
}

function costsOf({ costs }: Description): ReadonlyMap<number, number> {
  return new Map(Object.entries(costs).map(([command, ms]) => [Number.parseInt(command, 16), ms]));
}

function oddAnswersOf({ oddAnswers = [] }: Description) {
  return oddAnswers.map(({ command, sw, each }) => ({
    command: Number.parseInt(command, 16),
    sw: Number.parseInt(sw, 16),
    each,
  }));
}

function createPairing(parts: {
  readonly description: Description;
  readonly links: readonly LinkFacts[];
  readonly osPartition: Partition;
  readonly outside: Partition;
}): PairingSource {
  const { description, links, osPartition, outside } = parts;
  const scope = { links, containers: description.containers.map((one) => one.id) };
  const initial = description.pairing.rules;
  if (description.pairing.where === 'os') return insidePairing(osPartition, initial, scope);
  const cell = outside.cell('pairing', pairingRulesCodec, initial);
  const source = outsidePairing({
    read: () => outside.storedCell('pairing'),
    cell,
    initial,
    scope,
  });
  source.current();
  return source;
}

function recordsOf(owner: string, partition: Partition): readonly DeviceRecord[] {
  return partition.records().map((record) => ({ owner, ...record }));
}

/** Whose memory holds the pairing data. */
function pairingOwner({ pairing }: Description): string {
  return pairing.where === 'os' ? 'os' : OUTSIDE;
}

function toEntry(one: Description['aliases'][number]): AliasEntry {
  return { common: unhex(one.common), container: one.container, real: unhex(one.real) };
}
