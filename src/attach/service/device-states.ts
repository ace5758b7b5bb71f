/**
 * A device's memory as a whole: kept as snapshots, compared, put back, given to another device.
 */
import type { Image } from '../../base/index.ts';
import type { LinkPlugin } from '../../device/index.ts';
import {
  type DataFolder,
  listSnapshots,
  loadSnapshot,
  saveSnapshot,
} from '../../keep/data-folder/index.ts';
import type { Power } from '../../run/device/index.ts';
import type { Runner } from '../../run/runner/index.ts';
import type { SealingKey } from '../../keep/sealing/index.ts';
import { compareStates, type DeviceState, type StateChange } from '../../keep/state-diff/index.ts';
import { storeSize } from '../../keep/store/index.ts';
import { forkFolder } from './fork-folder.ts';
import type { StateReport } from './rows.ts';
import { checkSameDevice, unread } from './snapshot-checks.ts';

export interface StatesParts {
  readonly folder: DataFolder;
  readonly runner: Runner;
  readonly power: Power;
  /** Seals snapshots, and other devices made of them. */
  readonly key: SealingKey | undefined;
  readonly plugins: readonly LinkPlugin[] | undefined;
  /** Called when the device has booted from other memory: every card session has ended. */
  readonly onRestart: () => void;
}

export class DeviceStates {
  readonly #parts: StatesParts;

  constructor(parts: StatesParts) {
    this.#parts = parts;
  }

  async report(): Promise<StateReport> {
    const { paths, description } = this.#parts.folder;
    const image = await this.#parts.power.memory();
    return {
      folder: paths.root,
      device: description.name,
      store: { bytes: await storeSize(paths.store), records: image.size },
      snapshots: listSnapshots(paths.snapshots),
    };
  }

  /** Rejects with `HostError` INPUT_INVALID, PERMISSION, STORE_WRITE. */
  async snapshot(name: string): Promise<void> {
    const { folder, key } = this.#parts;
    const made = new Date().toISOString();
    const state = await this.#present();
    await saveSnapshot(folder.paths.snapshots, { name, made, ...state }, key);
  }

  /** What differs, by meaning, between a snapshot and another one, or the present memory. */
  async compare(from: string, to?: string): Promise<readonly StateChange[]> {
    const { plugins } = this.#parts;
    const after = to === undefined ? await this.#present() : this.#load(to);
    return compareStates({ ...this.#load(from), plugins }, { ...after, plugins });
  }

  /**
   * Puts a snapshot back and boots cold. Memory that did not read is kept as a snapshot, whose name
   * is returned. Rejects with `HostError` of the snapshot, PRESET_MISMATCH, MEMORY_DAMAGED.
   */
  async restore(name: string): Promise<string | undefined> {
    const snapshot = this.#load(name);
    checkSameDevice(snapshot, this.#parts.folder.description);
    try {
      return await this.#restart(snapshot.image);
    } catch (error) {
      throw unread(error, name);
    }
  }

  /** Back to the state before the first boot; memory that did not read is kept as above. */
  async reset(): Promise<string | undefined> {
    return this.#restart(new Map());
  }

  /** A new data folder with this device's memory, or a snapshot's, sealed as this one is. */
  async fork(name: string, from?: string): Promise<{ folder: string; key?: string }> {
    const { key } = this.#parts;
    const source = from === undefined ? await this.#present() : this.#load(from);
    const folder = await forkFolder(name, source, key);
    return key === undefined ? { folder } : { folder, key: key.name };
  }

  async #present(): Promise<DeviceState> {
    const { folder, power } = this.#parts;
    return { description: folder.description, image: await power.memory() };
  }

  #load(name: string): ReturnType<typeof loadSnapshot> {
    const { folder, key } = this.#parts;
    return loadSnapshot(folder.paths.snapshots, name, key);
  }

  async #restart(image: Image): Promise<string | undefined> {
    const { power, onRestart } = this.#parts;
    await power.memory();
    let aside: string | undefined;
    const before = async (): Promise<void> => void (aside = await this.#keepDamaged());
    await power.restart(image, { before });
    onRestart();
    return aside;
  }

  /** Where memory is what keeps the device mute, it is not thrown away. */
  async #keepDamaged(): Promise<string | undefined> {
    if (this.#parts.runner.host.device.damage === undefined) return undefined;
    const name = `damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`;
    await this.snapshot(name);
    return name;
  }
}
