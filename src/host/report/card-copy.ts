/**
 * A copy of a device in virtual time over a memory of its own: what a client observes at the
 * terminal end of a link. The device that the description is of is never touched.
 */
import type { Bytes, Image, Time } from '../../base/index.ts';
import { bootDevice, type DeviceCore, type DeviceParts } from '../../device/index.ts';
import { createHostDevice, type HostDevice, type LinkTerminal } from '../index.ts';

export type CopyParts = Pick<DeviceParts, 'description' | 'image' | 'seed' | 'crypto' | 'plugins'>;

/** Virtual time after which a command that has not ended is given up. */
const PATIENCE: Time = 600_000_000;

export class CardCopy {
  readonly #parts: CopyParts;
  readonly #stored: Map<string, Bytes>;
  #device: DeviceCore;
  #host: HostDevice;
  #now: Time = 0;

  constructor(parts: CopyParts) {
    this.#parts = parts;
    this.#stored = new Map(parts.image);
    this.#device = this.#boot();
    this.#host = this.#insert();
    this.#flush();
  }

  get management(): DeviceCore['management'] {
    return this.#device.management;
  }

  /** What is durable. */
  get image(): Image {
    return new Map(this.#stored);
  }

  /** One command APDU over a link; the answer. */
  transmit(link: string, apdu: Bytes): Bytes {
    const terminal = this.#powered(link);
    terminal.send(apdu);
    let answer: Bytes | undefined;
    this.#until(() => {
      const result = terminal.result();
      if (result?.kind === 'failed') throw new Error(result.why);
      answer = result?.bytes.slice();
      return answer !== undefined;
    });
    return answer!;
  }

  /** The answer to reset. */
  answerToReset(link: string): Bytes | undefined {
    return this.#powered(link).atr;
  }

  reset(link: string): void {
    const terminal = this.#powered(link);
    terminal.reset(this.#now);
    this.#until(() => terminal.ready);
  }

  /** All power fails; the device boots again from what is durable. */
  restart(): void {
    this.#device = this.#boot();
    this.#host = this.#insert();
  }

  #boot(): DeviceCore {
    return bootDevice({ ...this.#parts, image: new Map(this.#stored) });
  }

  #insert(): HostDevice {
    return createHostDevice(this.#device, { manner: 'apdu', seed: this.#parts.seed });
  }

  #powered(link: string): LinkTerminal {
    const terminal = this.#host.terminal(link);
    if (terminal.powered) return terminal;
    terminal.powerOn(this.#now);
    this.#until(() => terminal.ready || terminal.failure !== undefined);
    if (terminal.failure !== undefined) throw new Error(terminal.failure);
    return terminal;
  }

  #until(there: () => boolean): void {
    const end = this.#now + PATIENCE;
    while (!there()) {
      const did = this.#host.poll(this.#now);
      if (this.#flush() || did) continue;
      if (there()) return;
      const wake = this.#host.wakeAt();
      if (wake === undefined || wake > end) throw new Error('the device does not answer');
      this.#now = wake > this.#now ? wake : this.#now;
    }
  }

  #flush(): boolean {
    const batches = this.#device.takeBatches();
    for (const { writes } of batches) {
      for (const { key, value } of writes) {
        if (value === undefined) this.#stored.delete(key);
        else this.#stored.set(key, value);
      }
      this.#device.durable(1);
    }
    return batches.length > 0;
  }
}
