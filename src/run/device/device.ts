/// <reference lib="esnext.disposable" preserve="true" />
/** A device inside a program: the public in-process API. */
import { HostError, type Image, type Seed, seedBytes } from '../../base/index.ts';
import { type Crypto, pureCrypto } from '../../crypto/index.ts';
import {
  type AliasRow,
  type ContainerRow,
  type Description,
  type DescriptionInput,
  type LinkPlugin,
  type LinkRow,
  type PairingRule,
  parseDescription,
  type Ruling,
} from '../../device/index.ts';
import type { TerminalManner } from '../../host/index.ts';
import type { DeviceHost, DeviceLink } from '../clients/index.ts';
import { realClock, type Runner, type TraceLine, virtualClock } from '../runner/index.ts';
import { noStore, type OpenStore } from '../store/index.ts';
import { parseTranscript, runTranscript, type StepResult } from '../transcript/index.ts';
import { bootHost, type Recorder } from './boot-host.ts';
import type { Power } from './power.ts';
import { startDevice, type StartParts } from './start-device.ts';

/** Options of `createDevice`. */
export interface DeviceOptions {
  /**
   * Entropy of every boot: bytes, or a text such as `1` with the meaning that `@seed 1` has in a
   * transcript and `--seed 1` at the command line. The same description, memory, seed and input
   * give the same bytes. Without it, the platform's randomness.
   */
  readonly seed?: Seed | undefined;
  /** The crypto provider; the pure one unless given. It decides the speed, not the bytes. */
  readonly crypto?: Crypto | undefined;
  /**
   * Where non-volatile memory is kept. Without it, memory lasts as long as the device, and time is
   * virtual: it passes only while a client waits. With it, time is the computer's.
   */
  readonly store?: OpenStore | undefined;
  /** `apdu` (default): T=0 answers come whole. `tpdu`: 61xx and 6Cxx reach the caller. */
  readonly manner?: TerminalManner | undefined;
  /** Records all that reaches the device, PINs and keys included. */
  readonly recorder?: Recorder | undefined;
  /** Plug-in link protocols, for the description's interfaces of kind `proprietary`. */
  readonly plugins?: readonly LinkPlugin[] | undefined;
}

/** Non-volatile memory and description, without working memory: booting it is a cold boot. */
export interface DeviceSnapshot {
  /** The description the device was booted from. */
  readonly description: Description;
  /** Non-volatile memory. */
  readonly image: Image;
}

interface RunningParts extends StartParts {
  readonly crypto: Crypto;
  readonly manner: TerminalManner;
  readonly recorder: Recorder | undefined;
}

/** A running device, as `createDevice` gives it. */
export class Device {
  /** The machine the chip is built into, and the clients of its links. */
  readonly host: DeviceHost;
  /** In wiring order. */
  readonly links: readonly DeviceLink[];
  readonly #runner: Runner;
  readonly #power: Power;
  readonly #crypto: Crypto;
  readonly #manner: TerminalManner;
  readonly #store: OpenStore;
  readonly #recorder: Recorder | undefined;

  constructor(parts: RunningParts) {
    const { runner, power, links, host } = startDevice(parts);
    this.#runner = runner;
    this.#power = power;
    this.links = links;
    this.host = host;
    this.#crypto = parts.crypto;
    this.#manner = parts.manner;
    this.#store = parts.store;
    this.#recorder = parts.recorder;
  }

  /** Whole, with all defaults; keys included. */
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

  /** Throws `HostError` LINK_UNKNOWN. */
  link(id: string): DeviceLink {
    const link = this.links.find((one) => one.id === id);
    if (link !== undefined) return link;
    const known = this.links.map((one) => one.id).join(', ');
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
    const management = this.#runner.host.device.management;
    return {
      links: management.links(),
      containers: management.containers(),
      aliases: management.aliases(),
      pairing: management.pairingRules(),
      ruling: management.ruling(),
      mute: this.mute,
    };
  }

  /** Replaces the pairing rules. Rejects with `HostError` PAIRING_*. */
  setPairing(rules: readonly PairingRule[]): Promise<void> {
    return this.#runner.manage((management) => management.setPairing(rules));
  }

  /** Replaces rules and reach. Rejects with `HostError` RULING_INVALID. */
  setRuling(ruling: Ruling): Promise<void> {
    return this.#runner.manage((management) => management.setRuling(ruling));
  }

  /** Rejects with `HostError` ALIAS_INVALID. */
  addAlias(entry: {
    readonly common: string;
    readonly container: string;
    readonly real: string;
  }): Promise<void> {
    return this.#runner.manage((management) => management.addAlias(entry));
  }

  /** Rejects with `HostError` ALIAS_NEEDED, ALIAS_INVALID. */
  removeAlias(entry: { readonly common: string; readonly container: string }): Promise<void> {
    return this.#runner.manage((management) => management.removeAlias(entry));
  }

  /** Calls the listener for every trace line from now on; returns how to stop. */
  onTrace(listener: (line: TraceLine) => void): () => void {
    return this.#runner.watch(listener);
  }

  /** The trace lines still held, oldest first. */
  trace(): readonly TraceLine[] {
    return this.#runner.trace();
  }

  /** The memory as it is now, for `createDevice`. */
  async snapshot(): Promise<DeviceSnapshot> {
    return { description: this.description, image: await this.#power.memory() };
  }

  /** Another device with the same memory, cold, which goes its own way from here. */
  async fork(options: Pick<DeviceOptions, 'seed'> = {}): Promise<Device> {
    const { plugins } = this.#runner.host.device;
    const own = { plugins, crypto: this.#crypto, manner: this.#manner };
    return createDevice(await this.snapshot(), { ...options, ...own });
  }

  /** Runs a transcript; true if all was as expected. Rejects with `HostError` INPUT_INVALID. */
  runTranscript(text: string, report?: (result: StepResult) => void): Promise<boolean> {
    return runTranscript(parseTranscript(text), this.#runner, report);
  }

  /** Closes it at the end of the block that `await using device = …` stands in. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Waits for what is under way; afterwards every command rejects. */
  async close(): Promise<void> {
    this.#runner.stop(new HostError('LINK_DOWN', 'the device was closed', 'create another one'));
    await this.#store.close();
    this.#recorder?.close();
  }
}

/**
 * Boots a device from a preset, a description (a JSON document), or a snapshot. One whose memory
 * does not read is mute. Rejects with `HostError` DESCRIPTION_INVALID, PAIRING_*.
 */
export async function createDevice(
  source: DeviceSnapshot | DescriptionInput,
  options: DeviceOptions = {},
): Promise<Device> {
  const snapshot = isSnapshot(source) ? source : undefined;
  const description = descriptionOf(source);
  const store = options.store ?? noStore();
  const manner = options.manner ?? 'apdu';
  const seed = options.seed === undefined ? undefined : seedBytes(options.seed);
  const { plugins, recorder, crypto = pureCrypto } = options;
  const device = new Device({
    image: snapshot?.image ?? store.image,
    store,
    clock: options.store === undefined ? virtualClock() : realClock(),
    crypto,
    manner,
    recorder,
    boot: (image) => bootHost({ description, image, seed, crypto, manner, plugins, recorder }),
  });
  // Boots first: an image that does not come up must not replace one that may.
  if (snapshot !== undefined && device.mute === undefined) await store.replace(snapshot.image);
  return device;
}

/** Throws `HostError` DESCRIPTION_INVALID. */
export function descriptionOf(source: DeviceSnapshot | DescriptionInput): Description {
  return isSnapshot(source) ? source.description : parseDescription(source);
}

function isSnapshot(source: object): source is DeviceSnapshot {
  return 'image' in source && 'description' in source && hasEntries(source.image);
}

function hasEntries(image: unknown): boolean {
  return typeof (image as Partial<Image> | null | undefined)?.entries === 'function';
}
