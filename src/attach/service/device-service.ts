/**
 * A stored device, booted and run by this process: what `bifrons up` serves and what every other
 * command uses for its duration when no process serves it.
 */
import { join } from 'node:path';
import { type Bytes, HostError, type Image, type Seed, seedBytes } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import { type Description, type LinkPlugin, maskSecrets } from '../../device/index.ts';
import { DataFolder, type RequestedDevice } from '../../keep/data-folder/index.ts';
import {
  bootHost,
  type Booted,
  isMute,
  type Power,
  type RawLinks,
  startDevice,
} from '../../run/device/index.ts';
import type { DeviceHost } from '../../run/clients/index.ts';
import { JournalWriter, type LineCipher } from '../../keep/journal/index.ts';
import {
  type Clock,
  type LinkClients,
  realClock,
  type Runner,
  virtualClock,
} from '../../run/runner/index.ts';
import { lineCipher, type SealingKey } from '../../keep/sealing/index.ts';
import { memoryStore, type OpenStore } from '../../run/store/index.ts';
import { DeviceStates } from './device-states.ts';
import { openStoreOf } from './open-store.ts';
import { cryptoProvider, type CryptoChoice } from '../node-crypto/index.ts';
import { mutenessOf, type Topology } from './rows.ts';
import { productVersion } from '../version/index.ts';

export interface ServiceOptions {
  readonly root: string;
  readonly requested: RequestedDevice;
  /** What this process does, for others that find the folder in use. */
  readonly doing: string;
  /** Entropy of every boot, for runs that must be the same again. */
  readonly seed?: Seed | undefined;
  /** The crypto provider; native unless given. */
  readonly crypto?: CryptoChoice | undefined;
  /** Links left to hosts outside, for `serveRaw`. */
  readonly raw?: RawLinks | undefined;
  /**
   * A file, not there yet, for a journal of all that reaches the device; `true` is one in the data
   * folder named after the moment.
   */
  readonly journal?: string | true | undefined;
  /** Bytes of a journal's file after which the next boot starts another one. */
  readonly journalMax?: number | undefined;
  /** Seals store, snapshots and journal. */
  readonly key?: SealingKey | undefined;
  /** Plug-in link protocols. */
  readonly plugins?: readonly LinkPlugin[] | undefined;
}

interface ServiceParts {
  readonly folder: DataFolder;
  readonly store: OpenStore;
  readonly seed: Bytes | undefined;
  readonly crypto?: CryptoChoice | undefined;
  readonly clock: Clock;
  readonly raw?: RawLinks | undefined;
  readonly journal?: JournalWriter | undefined;
  readonly key?: SealingKey | undefined;
  readonly plugins?: readonly LinkPlugin[] | undefined;
}

/** How long a command under way may hold the end of the device. */
const LAST_COMMAND_MS = 300;

export class DeviceService {
  readonly folder: DataFolder;
  readonly runner: Runner;
  readonly clients: LinkClients;
  /** The host device; the clients at one link share its channels. */
  readonly host: DeviceHost;
  /** Its memory as a whole: kept, compared, put back. */
  readonly states: DeviceStates;
  readonly #store: OpenStore;
  readonly #seed: Bytes | undefined;
  readonly #crypto: Crypto;
  readonly #raw: RawLinks | undefined;
  readonly #plugins: readonly LinkPlugin[] | undefined;
  /** The journal, if there is one. */
  readonly journal: JournalWriter | undefined;
  readonly #power: Power;
  readonly #reboots: (() => void)[] = [];
  #readers: ((link: string) => string) | undefined;

  private constructor(parts: ServiceParts) {
    this.folder = parts.folder;
    this.#store = parts.store;
    this.#seed = parts.seed;
    this.#crypto = cryptoProvider(parts.crypto);
    this.#raw = parts.raw;
    this.#plugins = parts.plugins;
    this.journal = parts.journal;
    const { folder, store, clock, key, plugins } = parts;
    const boot = (image: Image): Booted => this.#boot(image);
    const started = startDevice({ image: store.image, store, clock, boot });
    this.runner = started.runner;
    this.clients = started.clients;
    this.#power = started.power;
    this.host = started.host;
    const onRestart = (): void => {
      this.host.lost();
      this.#notifyReboot();
    };
    const { runner } = this;
    this.states = new DeviceStates({ folder, runner, power: this.#power, key, plugins, onRestart });
  }

  /** A device in memory alone, in virtual time: to look at, and for transcripts. */
  static inMemory(
    description: Description,
    options: { readonly seed?: Seed | undefined; readonly plugins?: ServiceParts['plugins'] } = {},
  ): DeviceService {
    const folder = DataFolder.nowhere(description);
    const seed = options.seed === undefined ? undefined : seedBytes(options.seed);
    const { plugins } = options;
    const clock = virtualClock();
    return new DeviceService({ folder, store: memoryStore(), seed, clock, plugins });
  }

  /** Throws `HostError` of the data folder, the store or the device. */
  static async open(options: ServiceOptions): Promise<DeviceService> {
    const seed = options.seed === undefined ? undefined : seedBytes(options.seed);
    const folder = await DataFolder.open(options.root, options.requested, options.doing);
    let store: OpenStore | undefined;
    let journal: JournalWriter | undefined;
    try {
      const { crypto, raw, key, plugins } = options;
      store = await openStoreOf(folder, key);
      await folder.settle();
      journal = beginJournal(options.journal, folder, options);
      const clock = realClock();
      const parts = { folder, store, seed, crypto, clock, raw, journal, key, plugins };
      const service = new DeviceService(parts);
      // A first boot writes its initial state; wait until it is durable.
      if (!isMute(service.runner)) await service.runner.image();
      return service;
    } catch (error) {
      journal?.abandon();
      await store?.close();
      folder.abandon();
      throw error;
    }
  }

  /** Pulls the chip out of its host: readers lose their cards. Throws `HostError` CHIP_FIXED. */
  remove(): void {
    this.host.remove();
    this.#notifyReboot();
  }

  /**
   * Puts it back; readers find their cards again by themselves. One that is mute boots. Rejects
   * with `HostError` MEMORY_DAMAGED.
   */
  async insert(): Promise<void> {
    await this.host.insert();
  }

  /** A sensor of the chip fires: it is mute until its power is cycled. */
  tamper(why: string): void {
    this.#power.tamper(why);
  }

  /**
   * Takes all power from the chip and boots it. Rejects with `HostError` LINK_DOWN, MEMORY_DAMAGED.
   */
  async powerCycle(): Promise<void> {
    await this.host.powerCycle();
    this.#notifyReboot();
  }

  #notifyReboot(): void {
    for (const listener of this.#reboots) listener();
  }

  /** Calls the listener when every card session has ended: by a reboot, or by removal. */
  onReboot(listener: () => void): void {
    this.#reboots.push(listener);
  }

  /** Closes it; a first boot that was refused after all leaves no data folder behind. */
  async abandon(): Promise<void> {
    await this.#shut();
    this.folder.abandon();
  }

  async close(): Promise<void> {
    try {
      await this.#shut();
    } finally {
      this.folder.close();
    }
  }

  async #shut(): Promise<void> {
    // A command that takes longer than this is broken off, as by a power cut.
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_COMMAND_MS)));
    await Promise.race([this.runner.image().catch(() => undefined), late]);
    clearTimeout(timer);
    this.runner.stop(
      new HostError('LINK_DOWN', 'the device is going down', 'start it again: bifrons up'),
    );
    try {
      await this.#store.close();
    } finally {
      this.journal?.close();
    }
  }

  /** Sets the names of the PC/SC readers by link. */
  describeReaders(words: (link: string) => string): void {
    this.#readers = words;
  }

  /** Secrets of the description are masked unless requested. */
  topology({ showTestKeys = false }: { readonly showTestKeys?: boolean } = {}): Topology {
    const { host } = this.runner;
    const { management, description } = host.device;
    const words = this.#readers;
    return {
      version: productVersion(),
      description: showTestKeys ? description : maskSecrets(description),
      device: description.name,
      formFactor: description.formFactor,
      host: {
        kind: description.host?.kind ?? null,
        mount: host.mount,
        functions: description.host?.functions ?? [],
        present: host.present,
      },
      policy: description.policy,
      folder: this.folder.paths.root,
      fresh: this.folder.fresh,
      mute: mutenessOf(this.runner),
      pid: process.pid,
      links: management.links().map((row) => {
        const terminal = host.terminal(row.id);
        return { ...row, client: terminal.client, powered: terminal.powered };
      }),
      containers: management.containers(),
      aliases: management.aliases(),
      pairing: management.pairingRules(),
      ruling: management.ruling(),
      deviceLocks: management.deviceLocks(),
      ...(words === undefined
        ? {}
        : { readers: Object.fromEntries(host.device.links.map(({ id }) => [id, words(id)])) }),
    };
  }

  #boot(image: Image): Booted {
    return bootHost({
      description: this.folder.description,
      image,
      seed: this.#seed,
      crypto: this.#crypto,
      manner: 'tpdu',
      raw: this.#raw,
      plugins: this.#plugins,
      recorder: this.journal,
    });
  }
}

function beginJournal(
  requested: string | true | undefined,
  { paths, description }: DataFolder,
  { key, journalMax: lengthMax }: Pick<ServiceOptions, 'key' | 'journalMax'>,
): JournalWriter | undefined {
  if (requested === undefined) return undefined;
  const made = new Date().toISOString();
  const path =
    requested === true ? join(paths.journal, `${made.replace(/[:.]/g, '-')}.jsonl`) : requested;
  const cipher = (): LineCipher => lineCipher(key);
  const release = productVersion();
  return new JournalWriter({ path, description, made, release, cipher, lengthMax });
}
