/**
 * A whole device in its host, in virtual time over a memory store: what a client at a
 * real terminal end observes. Requirement rows are shown through this, never by calling the OS.
 */
import {
  type Batch,
  type Bytes,
  bytes,
  hex,
  type Image,
  type Time,
  unhex,
} from '../../src/base/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import {
  bootDevice,
  type Description,
  type DeviceCore,
  parseDescription,
} from '../../src/device/index.ts';
import type { HciHost, LineSide, LinkPlugin } from '../../src/link/index.ts';
import { createHostDevice, type HostDevice, type TerminalManner } from '../../src/host/index.ts';

export interface HostRigOptions {
  readonly manner?: TerminalManner;
  readonly image?: Image;
  readonly seed?: Bytes;
  readonly plugins?: readonly LinkPlugin[];
  /** Puts something between a wire and the chip: it may look, hold back, or cut. */
  readonly tap?: (interfaceId: string, line: LineSide) => LineSide;
}

/** Virtual time after which a command that has not ended is given up. */
const PATIENCE: Time = 600_000_000;

export class HostRig {
  readonly host: HostDevice;
  /** The chip as it booted last. */
  device: DeviceCore;
  /** What is durable: the image as a store would hold it. */
  readonly stored: Map<string, Bytes>;
  /** The terminal's host in the HCI network of each single wire, by interface. */
  readonly networks = new Map<string, HciHost>();
  now: Time = 0;

  constructor(description: Description, options: HostRigOptions = {}) {
    const image = options.image ?? new Map();
    this.stored = new Map(image);
    const { seed = bytes(1, 2, 3, 4), plugins } = options;
    this.device = bootDevice({ description, image, seed, crypto: pureCrypto, plugins });
    const socket = this.#socket(options.tap ?? ((_id, line) => line));
    const manner = options.manner ?? 'apdu';
    const onNetwork = (id: string, host: HciHost) => this.networks.set(id, host);
    this.host = createHostDevice(socket, { manner, seed, onNetwork });
  }

  /** What the host is wired to: the chip that is there. */
  #socket(tap: NonNullable<HostRigOptions['tap']>): DeviceCore {
    const line = (id: string): LineSide => {
      let chip = this.device;
      let end = chip.line(id);
      const present = (): LineSide => {
        if (chip !== this.device) end = (chip = this.device).line(id);
        return end;
      };
      return tap(id, {
        receive: (now, run, parity) => present().receive(now, run, parity),
        transmit: (now) => present().transmit(now),
        signal: (now, signal) => present().signal(now, signal),
        wakeAt: () => present().wakeAt(),
      });
    };
    return Object.create(this.device, {
      line: { value: line },
      poll: { value: (now: Time) => this.device.poll(now) },
      wakeAt: { value: () => this.device.wakeAt() },
    }) as DeviceCore;
  }

  /**
   * All power fails, and the chip boots again from what is durable; its host goes on, with what
   * an NFC controller stores.
   */
  reboot(seed: Bytes): void {
    const { description, plugins } = this.device;
    this.host.remove(this.now);
    this.device = bootDevice({
      description,
      image: new Map(this.stored),
      seed,
      crypto: pureCrypto,
      plugins,
    });
    this.host.insert(this.now);
  }

  /** Runs until the condition holds, letting virtual time pass where all else rests. */
  until(there: () => boolean): void {
    const end = this.now + PATIENCE;
    while (!there()) {
      const did = this.host.poll(this.now);
      if (this.flush() || did) continue;
      // What comes about in the host alone moves nothing.
      if (there()) return;
      const wake = this.host.wakeAt();
      if (wake === undefined || wake > end) throw new Error('the device does not answer');
      this.now = Math.max(this.now, wake);
    }
  }

  powerOn(link: string): string {
    const terminal = this.host.terminal(link);
    terminal.powerOn(this.now);
    this.until(() => terminal.ready || terminal.failure !== undefined);
    if (terminal.failure !== undefined) throw new Error(terminal.failure);
    return hex(terminal.atr!);
  }

  powerOff(link: string): void {
    this.host.terminal(link).powerOff(this.now);
    this.host.poll(this.now);
    this.flush();
  }

  /** Makes durable what the device hands out; true if there was anything. */
  flush(): boolean {
    const batches = this.device.takeBatches();
    for (const batch of batches) this.makeDurable(batch);
    return batches.length > 0;
  }

  reset(link: string): void {
    const terminal = this.host.terminal(link);
    terminal.reset(this.now);
    this.until(() => terminal.ready);
  }

  /** One command APDU in hex over a link; the answer in hex. */
  send(link: string, apdu: string): string {
    const terminal = this.host.terminal(link);
    if (!terminal.powered) this.powerOn(link);
    terminal.send(unhex(apdu));
    let answer: string | undefined;
    this.until(() => {
      const result = terminal.result();
      if (result?.kind === 'failed') throw new Error(result.why);
      if (result) answer = hex(result.bytes);
      return answer !== undefined;
    });
    return answer!;
  }

  select(link: string, aid: string, channel = 0): string {
    return this.send(link, `0${channel}A40400${hex(bytes(aid.length / 2))}${aid}`);
  }

  /** The last routing decision in words. */
  lastDecision(): string {
    const record = this.device.trace
      .since(0)
      .filter((one) => one.what === 'decision')
      .at(-1);
    return record ? `${record.where}: ${this.device.trace.describe(record)}` : 'none';
  }

  traceLines(): readonly string[] {
    return this.device.trace
      .since(0)
      .map((one) => `${one.where}: ${this.device.trace.describe(one)}`);
  }

  /** Keeps one batch and says so; a rig whose power can fail does otherwise. */
  protected makeDurable(batch: Batch): void {
    this.keep(batch);
    this.device.durable(1);
  }

  protected keep(batch: Batch): void {
    for (const { key, value } of batch.writes) {
      if (value) this.stored.set(key, value);
      else this.stored.delete(key);
    }
  }
}

/** A rig over a preset or any JSON document, with changes merged over it at the top level. */
export function hostRig(
  document: object,
  changes: object = {},
  options: HostRigOptions = {},
): HostRig {
  return new HostRig(parseDescription({ ...structuredClone(document), ...changes }), options);
}
