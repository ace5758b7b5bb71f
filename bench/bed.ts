/** A whole device in its host, with memory that is durable at once, in virtual time. */
import { type Bytes, hex, type Image, type Time, unhex } from '../src/base/index.ts';
import { pureCrypto } from '../src/crypto/index.ts';
import { bootDevice, type DeviceCore, parseDescription, presets } from '../src/device/index.ts';
import { createHostDevice, type HostDevice, type LinkTerminal } from '../src/host/index.ts';

export const DESCRIPTION = parseDescription(presets.patent);
export const SEED = unhex('00112233445566778899AABBCCDDEEFF');
/** Virtual time after which a command that has not ended counts as lost. */
const PATIENCE: Time = 600_000_000;

export function boot(image: Image): DeviceCore {
  return bootDevice({ description: DESCRIPTION, image, seed: SEED, crypto: pureCrypto });
}

/** The image a first boot leaves, as a store would hold it. */
export function storedImage(): Image {
  return new Map(boot(new Map()).image());
}

export class Bed {
  readonly device: DeviceCore;
  readonly terminal: LinkTerminal;
  readonly #host: HostDevice;
  #now: Time = 0;

  constructor(link: string, device: DeviceCore = boot(new Map())) {
    this.device = device;
    this.#host = createHostDevice(device, { manner: 'apdu', seed: SEED });
    this.terminal = this.#host.terminal(link);
    this.powerOn();
  }

  /** A card session, from power or field on. */
  powerOn(): void {
    this.terminal.powerOn(this.#now);
    this.#runUntil(() => this.terminal.ready);
  }

  powerOff(): void {
    this.terminal.powerOff(this.#now);
  }

  /** One command through both ends and back. */
  transmit(apdu: Bytes): Bytes {
    this.terminal.send(apdu);
    let answer: Bytes | undefined;
    this.#runUntil(() => {
      const result = this.terminal.result();
      if (result?.kind === 'failed') throw new Error(result.why);
      answer = result?.bytes;
      return answer !== undefined;
    });
    return answer!;
  }

  /** The same, and 9000 or an error. */
  expectOk(apdu: Bytes): void {
    const answer = this.transmit(apdu);
    if (answer.at(-2) !== 0x90) throw new Error(`${hex(apdu)}: ${hex(answer)}`);
  }

  #runUntil(over: () => boolean): void {
    const begin = this.#now;
    for (;;) {
      this.#host.poll(this.#now);
      const batches = this.device.takeBatches();
      if (batches.length > 0) {
        this.device.durable(batches.length);
        continue;
      }
      if (over()) return;
      const next = this.#host.wakeAt();
      if (next === undefined || next - begin > PATIENCE) throw new Error('the link fell silent');
      this.#now = Math.max(next, this.#now);
    }
  }
}
