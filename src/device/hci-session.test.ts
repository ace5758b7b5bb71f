/** What the chip keeps of its HCI session is in the device's memory. [TS102622 §8.4] [M-76] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, type Bytes, earlier, type Time, unhex } from '../base/index.ts';
import { pureCrypto } from '../crypto/index.ts';
import { createSwpTerminal, type SwpTerminal, transfer } from '../link/index.ts';
import { bootDevice, type DeviceCore, parseDescription, presets } from './index.ts';

const description = parseDescription(structuredClone(presets.patent));
/** The controller makes nothing up: the preset names its cards. */
const rng = { bytes: (length: number) => new Uint8Array(length) };

/** A boot of the device whose memory is `image`, and all that it writes put there. */
class Booted {
  now: Time = 0;
  readonly device: DeviceCore;
  private readonly image: Map<string, Bytes>;
  private readonly terminal: SwpTerminal;

  constructor(image: Map<string, Bytes>, terminal: SwpTerminal) {
    this.image = image;
    this.terminal = terminal;
    this.device = bootDevice({
      description,
      image: new Map(image),
      seed: bytes(1),
      crypto: pureCrypto,
    });
  }

  powerOn(): void {
    this.device.line('swp').signal(this.now, 'power-on');
    this.terminal.apduGate.signal(this.now, 'power-on');
    this.run();
    assert.equal(this.terminal.apduGate.failure, undefined);
  }

  powerOff(): void {
    this.terminal.apduGate.signal(this.now, 'power-off');
    this.device.line('swp').signal(this.now, 'power-off');
    this.settle();
  }

  select(): string {
    this.terminal.apduGate.send(unhex('00A40400'));
    this.run();
    const result = this.terminal.apduGate.result();
    assert.ok(result?.kind === 'answer');
    return Buffer.from(result.bytes.subarray(-2)).toString('hex');
  }

  private run(): void {
    const { apduGate } = this.terminal;
    for (let steps = 0; steps < 10_000; steps++) {
      this.settle();
      if (apduGate.ready || apduGate.failure !== undefined) return;
      const wake = earlier(this.device.wakeAt(), this.terminal.wakeAt());
      this.now = Math.max(this.now, wake ?? this.now);
    }
  }

  private settle(): void {
    for (let moved = true; moved;) {
      moved = this.device.poll(this.now);
      const batches = this.device.takeBatches();
      for (const { writes } of batches) {
        for (const { key, value } of writes) {
          if (value === undefined) this.image.delete(key);
          else this.image.set(key, value);
        }
      }
      this.device.durable(batches.length);
      if (transfer(this.terminal, this.device.line('swp'), this.now)) moved = true;
    }
  }
}

test('pipes outlast a boot of the device where its memory does, and are rebuilt where not', () => {
  for (const kept of [true, false]) {
    const image = new Map<string, Bytes>();
    const terminal = createSwpTerminal({ rng });
    const first = new Booted(image, terminal);
    first.powerOn();
    assert.equal(first.select(), '9000');
    const { pipes } = terminal.controller;
    assert.equal(pipes.length, 4);
    first.powerOff();
    if (!kept) image.clear();
    const second = new Booted(image, terminal);
    second.now = first.now;
    second.powerOn();
    assert.equal(second.select(), '9000');
    const same = terminal.controller.pipes.every((pipe) => pipes.includes(pipe));
    assert.equal(same, kept);
    assert.equal(terminal.controller.pipes.length, 4);
  }
});
