/** Plays a host's side of a transcript to the card end of a device of its own, in virtual time. */
import assert from 'node:assert/strict';
import { type Bytes, concat, earlier, hex, MS, SECOND, type Time } from '../../src/base/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import { interfaceOf, type OutsideLine, outsideLine } from '../../src/host/raw/index.ts';
import { bootDevice, type DeviceCore, parseDescription, presets } from '../../src/device/index.ts';
import type { LineFile, LineStep } from './line-file.ts';

/** Virtual time after which bytes that are due will not come any more. */
const PATIENCE: Time = 60 * SECOND;

/** All that the card said, whether as expected or not, and what was not as expected. */
export interface Played {
  readonly sent: Bytes;
  readonly unmet: readonly string[];
}

export function playLine(file: LineFile, name: string): Played {
  const player = new Player(file);
  const unmet: string[] = [];
  for (const step of file.steps) {
    const reported = player.step(step);
    if (reported !== undefined) unmet.push(`${name}:${step.line}: ${reported}`);
  }
  const left = player.left();
  if (left !== '') unmet.push(`${name}: at the end the card says ${left} besides`);
  return { sent: player.sent, unmet };
}

class Player {
  readonly #device: DeviceCore;
  readonly #line: OutsideLine;
  /** Whether frames go whole, each behind its length: on a single wire. */
  readonly #framed: boolean;
  #slow: Time = 0;
  #now: Time = 0;
  /** Batches that are on their way to the store, and when they will be there. */
  #writes: { readonly count: number; readonly at: Time }[] = [];
  /** Output of the card that was not expected yet. */
  #received: Bytes = new Uint8Array(0);
  sent: Bytes = new Uint8Array(0);

  constructor(file: LineFile) {
    assert.ok(Object.hasOwn(presets, file.preset), `no preset ${file.preset}`);
    const preset = structuredClone(presets[file.preset as keyof typeof presets]);
    const { id, kind } = interfaceOf(parseDescription(preset), file.link);
    const changed = preset.interfaces.map((one) =>
      one.id === id ? { ...one, ...file.interface } : one,
    );
    const description = parseDescription({ ...preset, interfaces: changed });
    const { seed, gapFactor } = file;
    this.#device = bootDevice({
      description,
      image: new Map(),
      seed,
      crypto: pureCrypto,
      gapFactor,
    });
    this.#line = outsideLine(this.#device, id);
    this.#framed = kind === 'swp';
    this.#settle();
    this.#slow = file.slowMs * MS;
  }

  /** What was not as the step says. */
  step(step: LineStep): string | undefined {
    switch (step.kind) {
      case 'power':
        this.#line.signal(this.#now, step.on ? 'power-on' : 'power-off');
        this.#settle();
        return undefined;
      case 'host': {
        const left = this.left();
        this.#line.receive(this.#now, Uint8Array.from(this.#run(step.bytes)));
        this.#settle();
        return left === '' ? undefined : `the card says ${left} besides`;
      }
      case 'card':
        return this.#expect(this.#run(step.bytes));
      case 'pause':
        this.#pass(this.#now + step.ms * MS, () => false);
        return undefined;
    }
  }

  /** A run as it crosses a raw socket. */
  #run<T extends number | undefined>(bytes: Iterable<T>): (T | number)[] {
    const run = [...bytes];
    return this.#framed ? [0, run.length, ...run] : run;
  }

  /** What the card sent that no step took, in hexadecimal; cleared then. */
  left(): string {
    return hex(this.#take(this.#received.length));
  }

  #expect(bytes: readonly (number | undefined)[]): string | undefined {
    this.#pass(this.#now + PATIENCE, () => this.#received.length >= bytes.length);
    const got = this.#take(bytes.length);
    const same =
      got.length === bytes.length &&
      bytes.every((byte, i) => byte === undefined || byte === got[i]);
    if (same) return undefined;
    const words = bytes.map((byte) => (byte === undefined ? 'XX' : hex(Uint8Array.of(byte))));
    return `expected ${words.join('')}, got ${hex(got) || 'silence'}`;
  }

  #take(length: number): Bytes {
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  /** Lets time go by until `end`, or until what is waited for is there. */
  #pass(end: Time, there: () => boolean): void {
    while (!there()) {
      const wake = earlier(this.#device.wakeAt(), this.#writes[0]?.at);
      if (wake === undefined || wake > end) {
        if (end - this.#now < PATIENCE) this.#now = end;
        return;
      }
      this.#now = Math.max(this.#now, wake);
      this.#settle();
    }
  }

  /** Everything that happens now. */
  #settle(): void {
    for (let moved = true; moved;) {
      moved = this.#device.poll(this.#now);
      const batches = this.#device.takeBatches();
      if (batches.length > 0)
        this.#writes.push({ count: batches.length, at: this.#now + this.#slow });
      while (this.#writes[0] !== undefined && this.#writes[0].at <= this.#now) {
        this.#device.durable(this.#writes.shift()!.count);
        moved = true;
      }
      const run = this.#line.transmit(this.#now);
      if (run !== undefined) {
        this.#received = concat(this.#received, run);
        this.sent = concat(this.sent, run);
      }
      moved ||= run !== undefined;
    }
  }
}
