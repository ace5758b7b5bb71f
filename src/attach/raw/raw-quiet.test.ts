/**
 * A raw socket on a device where nothing else moves: time passes by the timers it has set alone.
 */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Timers } from '../../run/runner/index.ts';
import { type RawRig, rawRig } from './raw-client.testing.ts';

const SELECT = '00A4040008A000000151000000';
/** The default of `bifrons up`. */
const TIME_SCALE = 10;

let rig: RawRig;
afterEach(() => rig?.close());

/** Timers of a computer whose time a test lets pass. */
class QuietComputer implements Timers {
  ms = 0;
  #timers: { readonly at: number; readonly ring: () => void }[] = [];

  nowMs(): number {
    return this.ms;
  }

  set(ring: () => void, delayMs: number): unknown {
    const timer = { at: this.ms + delayMs, ring };
    this.#timers.push(timer);
    return timer;
  }

  clear(timer: unknown): void {
    this.#timers = this.#timers.filter((one) => one !== timer);
  }

  pass(ms: number): void {
    const end = this.ms + ms;
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.clear(next);
      this.ms = next.at;
      next.ring();
    }
    this.ms = end;
  }
}

for (const [name, link, atrLength, begun, fresh, answer] of [
  ['a T=0 header', 't0', 18, '00A404', SELECT.slice(0, 10), 'A4'],
  ['one byte of a T=0 header', 't0', 18, '00', SELECT.slice(0, 10), 'A4'],
  ['a PPS request', 't0', 18, 'FF10', SELECT.slice(0, 10), 'A4'],
  ['the whole of a PPS request but its check', 't0', 18, 'FF1096', 'FF109679', 'FF109679'],
  ['the data of a T=0 command', 't0', 18, SELECT.slice(0, 20), '00A4040008', 'A4'],
] as const) {
  test(`${name}, broken off, is discarded after its waiting time [M-70]`, async () => {
    const computer = new QuietComputer();
    rig = await rawRig('field', [link], TIME_SCALE, computer);
    const client = await rig.plug(link);
    await client.read(atrLength);
    client.write(begun);
    if (begun.length > 10) await client.read(1);
    await pause(100);
    computer.pass(15_000);
    await client.exchange(fresh, answer);
  });
}

test('a T=1 block, broken off, is answered by an error after its waiting time [M-71]', async () => {
  const computer = new QuietComputer();
  rig = await rawRig('patent', ['t1'], TIME_SCALE, computer);
  const client = await rig.plug('t1');
  await client.read(18);
  client.write('000004');
  await pause(100);
  computer.pass(15_000);
  assert.equal(await client.read(4), '00820082');
  await client.exchange('00C101FE3E', '00E101FE1E');
});
