/** A device inside a program: the public in-process API. */
import { type Bytes, HostError, type Image, utf8 } from '../../base/index.ts';
import {
  type AliasRow,
  type ContainerRow,
  type Description,
  type LinkPlugin,
  type LinkRow,
  type PairingRule,
  parseDescription,
  type Ruling,
} from '../../device/index.ts';
import type { TerminalManner } from '../../host/index.ts';
import { DeviceHost, DeviceLink } from '../../run/entities/index.ts';
import { type Entry, JournalWriter } from '../../keep/journal/index.ts';
import {
  LinkClients,
  realClock,
  Runner,
  type TraceLine,
  virtualClock,
} from '../../run/runner/index.ts';
import { bootHost, Power, type PowerSeat } from '../service/index.ts';
import { noStore, type OpenStore } from '../../run/store/index.ts';
import { parseTranscript, runTranscript, type StepResult } from '../../run/transcript/index.ts';
import { productVersion } from '../version/index.ts';

export interface DeviceOptions {
  /**
   * Entropy of every boot: bytes, or text. The same description, memory, seed and input give the
   * same bytes. Without it, the platform's randomness.
   */
  readonly seed?: Bytes | string | undefined;
  /**
   * Where non-volatile memory is kept. Without it, memory lasts as long as the device, and time is
   * virtual: it passes only while somebody waits. With it, time is the computer's.
   */
  readonly store?: OpenStore | undefined;
  /** `apdu` (default): T=0 answers come whole. `tpdu`: 61xx and 6Cxx reach the caller. */
  readonly manner?: TerminalManner | undefined;
  /**
   * A file, not there yet, for the journal of this device: all that reaches it, PINs and keys
   * included, so that `replay` can run it again. Without it, nothing is kept.
   */
  readonly journal?: string | undefined;
  /** Link protocols of one's own, for the description's interfaces of kind `proprietary`. */
  readonly plugins?: readonly LinkPlugin[] | undefined;
}

/** Non-volatile memory and description, without working memory: booting it is a cold boot. */
export interface DeviceSnapshot {
  readonly description: Description;
  readonly image: Image;
}

interface DeviceParts {
  readonly image: Image;
  readonly store: OpenStore;
  readonly virtual: boolean;
  readonly manner: TerminalManner;
  readonly journal: JournalWriter | undefined;
  readonly boot: PowerSeat['boot'];
}

/** A running device. */
export class InProcessDevice {
  /** The machine the chip is built into, and who sits at its links. */
  readonly host: DeviceHost;
  readonly #runner: Runner;
  readonly #power: Power;
  readonly #links = new Map<string, DeviceLink>();
  readonly #manner: TerminalManner;
  readonly #store: OpenStore;
  readonly #journal: JournalWriter | undefined;

  constructor(parts: DeviceParts) {
    const { store, manner, journal, boot } = parts;
    this.#manner = manner;
    this.#journal = journal;
    this.#store = store;
    const clock = parts.virtual ? virtualClock() : realClock();
    const tell = journal && ((entry: Entry) => journal.tell(entry));
    const host = boot(parts.image, tell);
    this.#runner = new Runner({ host, store, clock });
    const clients = new LinkClients(this.#runner);
    for (const { id } of host.device.links) {
      this.#links.set(id, new DeviceLink(clients.open(id), this.#runner));
    }
    this.#power = new Power({ runner: this.#runner, store, clock, boot, tell });
    this.host = new DeviceHost(this.#runner, this.#power, this.links);
  }

  get description(): Description {
    return this.#runner.host.device.description;
  }

  /** Why it answers nothing, if so: a tamper event, a fault, memory that does not read. */
  get mute(): string | undefined {
    return this.#runner.host.device.mute;
  }

  /**
   * A sensor of the chip fires: it is mute, on every link, until `host.powerCycle()`. What it has
   * answered stays; the answers under way are lost.
   */
  tamper(why: string): void {
    this.#power.tamper(why);
  }

  /** In wiring order. */
  get links(): readonly DeviceLink[] {
    return [...this.#links.values()];
  }

  /** Throws `HostError` LINK_UNKNOWN. */
  link(id: string): DeviceLink {
    const link = this.#links.get(id);
    if (link !== undefined) return link;
    const known = [...this.#links.keys()].join(', ');
    throw new HostError('LINK_UNKNOWN', `the device has no link ${id}`, `use one of: ${known}`);
  }

  /** How links, containers and names stand now. */
  topology(): {
    readonly links: readonly LinkRow[];
    readonly containers: readonly ContainerRow[];
    readonly aliases: readonly AliasRow[];
    readonly pairing: readonly PairingRule[];
    readonly ruling: Ruling;
    readonly mute: string | undefined;
  } {
    const door = this.#runner.host.device.management;
    return {
      links: door.links(),
      containers: door.containers(),
      aliases: door.aliases(),
      pairing: door.pairingRules(),
      ruling: door.ruling(),
      mute: this.mute,
    };
  }

  /** Replaces the pairing rules. Rejects with `HostError` PAIRING_*. */
  setPairing(rules: readonly PairingRule[]): Promise<void> {
    return this.#runner.manage((door) => door.setPairing(rules));
  }

  /** Replaces rules and reach. Rejects with `HostError` RULING_INVALID. */
  setRuling(ruling: Ruling): Promise<void> {
    return this.#runner.manage((door) => door.setRuling(ruling));
  }

  /** Rejects with `HostError` ALIAS_INVALID. */
  addAlias(entry: {
    readonly common: string;
    readonly container: string;
    readonly real: string;
  }): Promise<void> {
    return this.#runner.manage((door) => door.addAlias(entry));
  }

  /** Rejects with `HostError` ALIAS_NEEDED, ALIAS_INVALID. */
  removeAlias(entry: { readonly common: string; readonly container: string }): Promise<void> {
    return this.#runner.manage((door) => door.removeAlias(entry));
  }

  /** Tells every trace line from now on; returns how to stop. */
  onTrace(tell: (line: TraceLine) => void): () => void {
    return this.#runner.watch(tell);
  }

  /** The trace lines still held, oldest first. */
  trace(): readonly TraceLine[] {
    return this.#runner.trace();
  }

  async snapshot(): Promise<DeviceSnapshot> {
    return { description: this.description, image: await this.#power.memory() };
  }

  /** Another device with the same memory, cold, which goes its own way from here. */
  async fork(options: Pick<DeviceOptions, 'seed'> = {}): Promise<InProcessDevice> {
    const { plugins } = this.#runner.host.device;
    return createDevice(await this.snapshot(), { ...options, plugins, manner: this.#manner });
  }

  /** Runs a transcript; true if all was as expected. Rejects with `HostError` INPUT_INVALID. */
  runTranscript(text: string, tell?: (result: StepResult) => void): Promise<boolean> {
    return runTranscript(parseTranscript(text), this.#runner, tell);
  }

  async close(): Promise<void> {
    this.#runner.stop(new HostError('LINK_DOWN', 'the device was closed', 'create another one'));
    await this.#store.close();
    this.#journal?.close();
  }
}

/**
 * Boots a device from a preset, a description (a JSON document), or a snapshot. One whose memory
 * does not read is mute. Rejects with `HostError` DESCRIPTION_INVALID, PAIRING_*.
 */
export async function createDevice(
  source: DeviceSnapshot | object,
  options: DeviceOptions = {},
): Promise<InProcessDevice> {
  const snapshot = isSnapshot(source) ? source : undefined;
  const description = snapshot?.description ?? parseDescription(source);
  const store = options.store ?? noStore();
  const manner = options.manner ?? 'apdu';
  const seed = typeof options.seed === 'string' ? utf8(options.seed) : options.seed;
  const { plugins } = options;
  const journal = beginJournal(options.journal, description);
  try {
    const device = new InProcessDevice({
      image: snapshot?.image ?? store.image,
      store,
      virtual: options.store === undefined,
      manner,
      journal,
      boot: (image, tell) => bootHost({ description, image, seed, manner, plugins, tell }),
    });
    // Boots first: an image that does not come up must not replace one that may.
    if (snapshot !== undefined && device.mute === undefined) await store.replace(snapshot.image);
    return device;
  } catch (error) {
    journal?.abandon();
    throw error;
  }
}

function beginJournal(
  path: string | undefined,
  description: Description,
): JournalWriter | undefined {
  if (path === undefined) return undefined;
  const made = new Date().toISOString();
  return new JournalWriter({ path, description, made, release: productVersion() });
}

function isSnapshot(source: object): source is DeviceSnapshot {
  return 'image' in source && 'description' in source && hasEntries(source.image);
}

function hasEntries(image: unknown): boolean {
  return typeof (image as Partial<Image> | null | undefined)?.entries === 'function';
}
