/** Runs a journal's device again, and compares every byte and every write with the first run. */
import { equal, Fault, hex, HostError } from '../../base/index.ts';
import { type Crypto, pureCrypto } from '../../crypto/index.ts';
import {
  bootDevice,
  type Description,
  type DeviceCore,
  type DeviceParts,
  type Management,
  MANAGEMENT_READS,
} from '../../device/index.ts';
import type { Entry } from './entry.ts';
import { digestOf } from './recorder.ts';

/** Where the second run is not the first. */
export interface Difference {
  /** The entry's place in the journal, from 0. */
  readonly entry: number;
  /** Commands that had reached the operating system since the last boot. */
  readonly commands: number;
  /** Virtual microseconds, where the entry has a time. */
  readonly at: number | undefined;
  /** The wire's interface, `memory`, or `management`. */
  readonly where: string;
  /** What the journal holds. */
  readonly expected: string;
  /** What came in the second run. */
  readonly got: string;
}

/** How far a replay came, and what was different. */
export interface ReplayResult {
  /** The device as it is after the last entry that was run. */
  readonly device: DeviceCore;
  /** Commands that reached the operating system, over all boots. */
  readonly commands: number;
  /** Boots that were run. */
  readonly boots: number;
  /** Entries that were run. */
  readonly entries: number;
  /** The first; `undefined` where every byte and write was equal. */
  readonly difference: Difference | undefined;
}

/** How far a replay goes, and who watches. */
export interface ReplayOptions {
  /** Runs the entries before this one only. */
  readonly before?: number | undefined;
  /** Differs after every entry that ran commands: its place, and how many commands there were. */
  readonly ran?: ((entry: number, commands: number) => void) | undefined;
}

/** What a replay needs; `readJournal` gives it. */
export interface Recording {
  /** That of the recorded device. */
  readonly description: Description;
  /** In the order they were written. */
  readonly entries: readonly Entry[];
  /** An entry that is not as it was written, by its place, where there is one. */
  readonly changed?: number | undefined;
  /** Those the device was booted with: plug-in links are code, which no journal holds. */
  readonly plugins?: DeviceParts['plugins'];
  /** Any crypto provider gives the bytes of the first run; the pure one unless given. */
  readonly crypto?: Crypto | undefined;
}

/**
 * Stops at the first difference of the device; a changed line without one comes last. Throws
 * `HostError` JOURNAL_INVALID for a journal without a boot.
 */
export function replay(recording: Recording, options: ReplayOptions = {}): ReplayResult {
  const { description, entries, changed, plugins, crypto = pureCrypto } = recording;
  const end = Math.min(options.before ?? entries.length, entries.length);
  let run: Run | undefined;
  let commands = 0;
  let boots = 0;
  let altered: Difference | undefined;
  let at = 0;
  for (; at < end; at++) {
    const entry = entries[at]!;
    if (at === changed) altered = alteredAt(entry, at, commands);
    if (entry.kind === 'boot') {
      const { image, seed, gapFactor } = entry;
      run = new Run(bootDevice({ description, image, seed, crypto, gapFactor, plugins }));
      boots++;
      continue;
    }
    if (run === undefined) break;
    const differs = run.take(entry);
    const ran = entry.kind === 'run' ? run.takeCommands() : 0;
    commands += ran;
    if (ran > 0) options.ran?.(at, commands);
    if (differs === undefined) continue;
    const time = 'at' in entry ? entry.at : undefined;
    const difference = { entry: at, commands, at: time, ...differs };
    return { device: run.device, commands, boots, entries: at + 1, difference };
  }
  if (run === undefined) {
    const next = 'a journal begins with a boot: record again with bifrons up --journal';
    throw new HostError('JOURNAL_INVALID', 'the journal has no boot before its first input', next);
  }
  return { device: run.device, commands, boots, entries: at, difference: altered };
}

/** A line that was changed is a difference, even where the device does the same all the same. */
function alteredAt(entry: Entry, place: number, commands: number): Difference {
  return {
    entry: place,
    commands,
    at: 'at' in entry ? entry.at : undefined,
    where: 'journal',
    expected: 'the line as it was written',
    got: 'a line that its check does not fit',
  };
}

type Differs = Pick<Difference, 'where' | 'expected' | 'got'>;

/** One boot's life, entry by entry. */
class Run {
  readonly device: DeviceCore;
  readonly #links: ReadonlySet<string>;
  #traced = 0;

  constructor(device: DeviceCore) {
    this.device = device;
    this.#links = new Set(device.links.map((link) => link.id));
  }

  /** How many commands reached the operating system since the last call. */
  takeCommands(): number {
    let count = 0;
    for (const { seq, what, where } of this.device.trace.since(this.#traced)) {
      this.#traced = seq;
      if (what === 'command' && this.#links.has(where)) count++;
    }
    return count;
  }

  /** Does what the entry says; what was otherwise than in the first run. */
  take(entry: Exclude<Entry, { kind: 'boot' }>): Differs | undefined {
    try {
      return this.#take(entry);
    } catch (error) {
      // No entry that was recorded does that: it names a wire that is not there, or the like.
      const got = error instanceof Error ? error.message : String(error);
      return { where: 'device', expected: `an entry "${entry.kind}" that can be run`, got };
    }
  }

  #take(entry: Exclude<Entry, { kind: 'boot' }>): Differs | undefined {
    const { device } = this;
    switch (entry.kind) {
      case 'in':
        device.line(entry.wire).receive(entry.at, entry.bytes, entry.parity);
        return undefined;
      case 'signal':
        device.line(entry.wire).signal(entry.at, entry.signal);
        return undefined;
      case 'out': {
        const got = device.line(entry.wire).transmit(entry.at);
        if (isSame(entry.bytes, got)) return undefined;
        return { where: entry.wire, expected: shown(entry.bytes), got: shown(got) };
      }
      case 'run':
        return compare('device', 'to be busy', device.poll(entry.at) ? 'to be busy' : 'rest');
      case 'keep':
        return this.#keep(entry.digest, entry.batches);
      case 'durable':
        device.durable(entry.batches);
        return undefined;
      case 'tamper':
        device.tamper(entry.at, entry.why);
        return undefined;
      case 'mute':
        return compare('device', 'mute', isMute(device) ? 'mute' : 'not mute');
      case 'manage':
        return compare('management', entry.error ?? 'done', manage(device.management, entry));
    }
  }

  #keep(digest: string, count: number): Differs | undefined {
    const batches = this.device.takeBatches();
    if (digestOf(batches) === digest) return undefined;
    const keys = batches.flatMap(({ writes }) => writes.map(({ key }) => key)).join(', ');
    return {
      where: 'memory',
      expected: `${count} batches with digest ${digest}`,
      got: `${batches.length} with ${digestOf(batches)}, which write ${keys || 'nothing'}`,
    };
  }
}

function manage(management: Management, entry: Extract<Entry, { kind: 'manage' }>): string {
  try {
    (management[entry.operation] as (argument: unknown) => void)(entry.argument);
    return 'done';
  } catch (error) {
    if (error instanceof HostError) return error.code;
    if (error instanceof Fault || error instanceof TypeError) return 'fault';
    throw error;
  }
}

/** What the manufacturer only looked at is no input, and may have met the fault all the same. */
function isMute(device: DeviceCore): boolean {
  const looks = MANAGEMENT_READS.map((what) => () => void device.management[what]());
  for (const look of [...looks, () => void device.records()]) {
    if (device.mute !== undefined) return true;
    try {
      look();
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
    }
  }
  return device.mute !== undefined;
}

function compare(where: string, expected: string, got: string): Differs | undefined {
  return expected === got ? undefined : { where, expected, got };
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === undefined || other === undefined ? one === other : equal(one, other);
}

function shown(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'nothing' : hex(bytes);
}
