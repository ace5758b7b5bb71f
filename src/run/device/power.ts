/** What happens to a running chip from outside its wires, and how it boots again. */
import { HostError, type Image, operandText, type TraceKind } from '../../base/index.ts';
import { muteError } from '../../device/index.ts';
import type { Clock, Runner } from '../runner/index.ts';
import { noRoom, type OpenStore } from '../store/index.ts';
import type { Booted } from './boot-host.ts';

export interface PowerParts {
  readonly runner: Runner;
  readonly store: OpenStore;
  readonly clock: Clock;
  /** Boots the device from an image, beside the one that runs. */
  readonly boot: (image: Image) => Booted;
}

export interface RestartOptions {
  /** Puts the chip back into its host. */
  readonly putIn?: boolean;
  /** Done when it is certain that the image comes up. */
  readonly before?: () => Promise<void>;
  /** The image is what the store holds, and is not written again. */
  readonly isStored?: boolean;
}

export class Power {
  readonly #parts: PowerParts;

  constructor(parts: PowerParts) {
    this.#parts = parts;
  }

  /** A sensor of the chip fires: it is mute until it boots again. */
  tamper(why: string): void {
    const { runner, clock } = this.#parts;
    runner.host.device.tamper(clock.now(), why);
    runner.poke();
  }

  /**
   * Takes all power from the chip at once, in the middle of whatever is under way, and boots it
   * from its memory. Rejects with `HostError` LINK_DOWN while it is out of its host and STORE_WRITE
   * where its store, which had no room, still has none.
   */
  async cycle(): Promise<void> {
    const { runner } = this.#parts;
    if (!runner.host.present) {
      const next = 'put it back: bifrons host insert';
      throw new HostError('LINK_DOWN', 'the chip is out of its slot', next);
    }
    const { mute } = runner.host.device;
    await this.#restartFromMemory();
    runner.host.device.trace.note('host', POWER_CYCLE, mute);
    runner.poke();
  }

  /** Puts the chip back into its host; one that is mute had no power meanwhile, and boots. */
  async insert(): Promise<void> {
    const { runner } = this.#parts;
    if (isMute(runner) || lacksRoom(runner)) await this.#restartFromMemory({ putIn: true });
    else runner.insert();
  }

  /** All of NVM between two commands, or as a mute device has it. */
  async memory(): Promise<Image> {
    const { runner } = this.#parts;
    if (lacksRoom(runner)) return this.#reopened();
    return isMute(runner) ? this.#asItIs() : runner.image();
  }

  /**
   * Boots from another image and makes it the stored one; the chip stays in or out of its host
   * unless it is put in. Rejects with `HostError` MEMORY_DAMAGED for an image that does not come
   * up, and nothing is changed then; STORE_WRITE, and the device has ended.
   */
  async restart(image: Image, options: RestartOptions = {}): Promise<void> {
    const { runner, store, clock, boot } = this.#parts;
    const { putIn = false, before, isStored = false } = options;
    checkRunning(runner);
    const { host, start } = boot(image);
    if (host.device.mute !== undefined) throw muteError(host.device);
    if (before !== undefined) {
      await before();
      checkRunning(runner);
    }
    const isOut = !runner.host.present && !putIn;
    // From here on nothing may reach the store but the image. Without `before` that is the moment
    // of the call, so that an image taken for it lacks nothing that was answered.
    runner.stop(BOOTING);
    try {
      if (!isStored) await store.replace(image);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const stop = error instanceof HostError ? error : noRoom(`cannot put memory back: ${why}`);
      runner.stop(stop);
      throw stop;
    }
    start();
    if (isOut) host.remove(clock.now());
    runner.reboot(host);
    await runner.image();
  }

  /** Where nothing has to be waited for, what is answered until the restart is in its image. */
  async #restartFromMemory(options: RestartOptions = {}): Promise<void> {
    const { runner } = this.#parts;
    if (lacksRoom(runner))
      await this.restart(await this.#reopened(), { ...options, isStored: true });
    else await this.restart(this.#asItIs(), options);
  }

  /** What is stored, where a write was refused: the chip has more, which it never answered for. */
  async #reopened(): Promise<Image> {
    const { runner, store } = this.#parts;
    return (await store.reopen?.()) ?? runner.host.device.image();
  }

  #asItIs(): Image {
    const { runner } = this.#parts;
    checkRunning(runner);
    return runner.host.device.image();
  }
}

const BOOTING = new HostError(
  'LINK_DOWN',
  'the device is being booted again',
  'send again: the next command starts a fresh card session',
);

/** A device that was closed does not boot again. */
function checkRunning(runner: Runner): void {
  const { stopped } = runner;
  if (stopped !== undefined && !isMute(runner) && !lacksRoom(runner)) throw stopped;
}

/** Whether its store has refused a write. */
function lacksRoom({ stopped }: Runner): boolean {
  return stopped?.code === 'STORE_WRITE';
}

/** Whether the device answers nothing until it boots again, and a boot is all it needs. */
export function isMute({ stopped, host }: Runner): boolean {
  if (stopped === undefined) return host.device.mute !== undefined;
  return stopped.code === 'DEVICE_MUTE' || stopped.code === 'MEMORY_DAMAGED';
}

export const POWER_CYCLE: TraceKind = {
  name: 'power-cycle',
  words: ([mute]) =>
    mute === undefined
      ? 'power was taken away and given back'
      : `power was taken away and given back; the chip was mute: ${operandText(mute)}`,
};
