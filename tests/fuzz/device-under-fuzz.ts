/** A whole device that fuzz tests drive, in virtual time over memory that is durable at once. */
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bytes, type Image, type Time, TRACE_RECORDS_MAX } from '../../src/base/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import {
  bootDevice,
  type Description,
  type DeviceCore,
  parseDescription,
  presets,
} from '../../src/device/index.ts';
import { SW } from '../../src/wire/index.ts';

const PATENT = parseDescription(structuredClone(presets.patent));
/** Inputs after which a new device begins, so that a locked card does not hide what is behind. */
const INPUTS_PER_DEVICE = 100;
/** How much the heap may have grown after any number of inputs, rubbish collected. */
const HEAP_GROWTH_MAX = 24 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** Hands out one device after another and watches over each. */
export class DeviceUnderFuzz {
  device: DeviceCore;
  now: Time = 0;
  readonly #description: Description;
  readonly #onNew: (device: DeviceCore) => void;
  readonly #heap: number;
  readonly #image: Image;
  #inputs = 0;
  #seen = 0;

  /** `onNew` is called with each device, the first included. */
  constructor(onNew: (device: DeviceCore) => void = () => {}, description = PATENT) {
    this.#onNew = onNew;
    this.#description = description;
    this.device = this.#boot(new Map());
    this.flush();
    this.#image = this.device.image();
    this.#heap = heap();
    onNew(this.device);
  }

  #boot(image: Image): DeviceCore {
    return bootDevice({
      description: this.#description,
      image,
      seed: bytes(1, 2, 3, 4),
      crypto: pureCrypto,
    });
  }

  /** Says that what the device wrote is durable; true if there was anything. */
  flush(): boolean {
    const { length } = this.device.takeBatches();
    if (length > 0) this.device.durable(length);
    return length > 0;
  }

  /** After each input: what must hold, and what the trace showed. */
  *check(): Iterable<string> {
    const { device } = this;
    assert.equal(device.mute, undefined, 'the device went mute');
    const records = device.trace.since(this.#seen);
    assert.ok(device.trace.since(0).length <= TRACE_RECORDS_MAX, 'the trace outgrew its ring');
    this.#seen = records.at(-1)?.seq ?? this.#seen;
    for (const { where, what, operands } of records) {
      const words = what === 'response' ? [operands[1]] : operands.slice(0, 2);
      assert.ok(what !== 'response' || operands[1] !== SW.NO_DIAGNOSIS, 'an answer 6F00');
      yield [where, what, ...words.filter((one) => !(one instanceof Uint8Array))].join(' ');
    }
    if (++this.#inputs % INPUTS_PER_DEVICE === 0) this.#renew();
  }

  /** Every device: NVM within its quota, counted the same after a boot from what it left. */
  #renew(): void {
    const left = this.device.management.containers();
    const again = this.#boot(new Map(this.device.image())).management.containers();
    for (const [i, { id, quota, free }] of left.entries()) {
      assert.ok(free >= 0 && free <= quota, `${id}: ${free} of ${quota} bytes free`);
      assert.equal(quota, this.#description.containers[i]!.quota ?? quota);
      assert.equal(again[i]!.free, free, `${id}: free bytes before and after a boot`);
    }
    this.device = this.#boot(new Map(this.#image));
    this.flush();
    this.now = 0;
    this.#seen = 0;
    this.#onNew(this.device);
  }

  /** At the end of all inputs. */
  close(): number {
    const growth = heap() - this.#heap;
    assert.ok(growth <= HEAP_GROWTH_MAX, `the heap grew by ${growth} bytes`);
    return growth;
  }
}
