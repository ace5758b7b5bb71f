/** Changed sessions on the wires of a whole device: it still answers after any input. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Bytes, SECOND } from '../../src/base/index.ts';
import type { DeviceCore } from '../../src/device/index.ts';
import * as wire from '../../src/wire/index.ts';
import { randomCount } from '../random-counts.ts';
import type { Input } from './corpus.ts';
import { DeviceUnderFuzz } from './device-under-fuzz.ts';
import { fuzz } from './fuzzer.ts';
import { changeSession, type LineKind } from './line-session.ts';

/** Sessions for each wire. */
const RUNS = randomCount('device') * 80;
/** Turns at one moment, and runs of the card in one session, after which it has run wild. */
const TURNS_MAX = 10_000;
/** How often time passes when a session is over: requests for more time, retries, give-ups. */
const WAKES_AT_END = 6;
/** Time that passes at most while the device has a wakeAt in a session. */
const WAIT_MAX = 3 * SECOND;

interface Wire {
  readonly kind: LineKind;
  readonly interfaceId: string;
  /** What a host sends before a card in service must have answered; most send first. */
  readonly greeting?: Bytes;
}

const WIRES: readonly Wire[] = [
  { kind: 't0', interfaceId: 'iso0' },
  { kind: 't1', interfaceId: 'iso1' },
  {
    kind: 'spi',
    interfaceId: 'spi',
    greeting: wire.emitT1PrimeBlock({ nad: 0x21, pcb: 0xc4, inf: new Uint8Array(0) }),
  },
  { kind: 'swp', interfaceId: 'swp' },
];

class LinePlayer {
  readonly #bed = new DeviceUnderFuzz();
  readonly #wire: Wire;
  #line: ReturnType<DeviceCore['line']> | undefined;
  #sent: Bytes[] = [];

  constructor(one: Wire) {
    this.#wire = one;
  }

  *play(input: Input): Iterable<string> {
    const { interfaceId, greeting } = this.#wire;
    this.#line = this.#bed.device.line(interfaceId);
    this.#sent = [];
    this.#line.signal(this.#bed.now, 'power-on');
    this.#settle();
    if (greeting !== undefined) this.#receive(greeting);
    assert.ok(this.#sent.length > 0, 'the card says nothing after power came');
    for (const run of input) this.#receive(run);
    for (let left = WAKES_AT_END; left > 0 && this.#pass(Infinity); left--);
    this.#line.signal(this.#bed.now, 'power-off');
    this.#settle();
    yield* this.#features();
    yield* this.#bed.check();
  }

  close(): number {
    return this.#bed.close();
  }

  #receive(run: Bytes): void {
    const before = this.#sent.length;
    this.#line!.receive(this.#bed.now, run);
    this.#settle();
    if (this.#sent.length === before) this.#pass(WAIT_MAX);
  }

  /** Advances time to the device's wakeAt; false where it has none. */
  #pass(most: number): boolean {
    const bed = this.#bed;
    const wake = bed.device.wakeAt();
    if (wake === undefined || wake > bed.now + most) return false;
    assert.ok(wake > bed.now, 'a device whose wakeAt is now has work to do');
    bed.now = wake;
    this.#settle();
    return true;
  }

  #settle(): void {
    const { device, now } = this.#bed;
    let turns = 0;
    for (let moved = true; moved; turns++) {
      assert.ok(turns < TURNS_MAX && this.#sent.length < TURNS_MAX, 'the card runs wild');
      moved = device.poll(now);
      if (this.#bed.flush()) moved = true;
      const run = this.#line!.transmit(now);
      if (run === undefined) continue;
      moved = true;
      this.#sent.push(run);
    }
  }

  /** Which control bytes, or lengths, the card put on the line. */
  *#features(): Iterable<string> {
    const { kind } = this.#wire;
    for (const run of this.#sent) {
      if (kind === 't0' || kind === 'swp') yield `said ${Math.min(run.length, 40)} bytes`;
      else yield `said ${wire.describePcb(run[1] ?? 0)}`;
    }
  }
}

for (const one of WIRES) {
  test(`${RUNS} sessions on the wire ${one.interfaceId}: never mute, no 6F00`, (t) => {
    const player = new LinePlayer(one);
    const { signatures, found } = fuzz({
      target: `line-${one.kind}`,
      runs: RUNS,
      file: fileURLToPath(import.meta.url),
      change: changeSession(one.kind),
      run: (input) => player.play(input),
    });
    const growth = Math.round(player.close() / 1024);
    assert.ok(
      [...signatures].some((text) => text.endsWith(' response 36864')),
      'nothing got 9000',
    );
    t.diagnostic(`${signatures.size} signatures, ${found.length} found, heap ${growth} KiB`);
  });
}
