/** Durable commands of many devices that share one store, each through its link and runner. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Runner, virtualClock } from '../src/run/runner/index.ts';
import { openSharedStore } from '../src/keep/store/index.ts';
import type { OpenStore } from '../src/run/store/index.ts';
import { type Bytes, concat, unhex } from '../src/base/index.ts';
import { createHostDevice } from '../src/host/index.ts';
import { boot, SEED } from './bed.ts';
import type { Bench } from './frame.ts';

const SELECT_ROOT = unhex('00A4040008A00000015100000000');
const ICCID = unhex('980001010000000000F1');
/** How long each try lasts, and how often it is tried. */
const TRY_MS = 1_000;
const TRIES = 3;

/** SetNickname of the first profile with a name that changes: each one writes. [SGP22 §5.7.21] */
export function setNickname(count: number): Bytes {
  const name = unhex((0x30303030 + (count % 0x0a)).toString(16));
  const inside = concat(unhex('5A0A'), ICCID, unhex('9004'), name);
  const message = concat(unhex('BF29'), Uint8Array.of(inside.length), inside);
  return concat(unhex('80E29100'), Uint8Array.of(message.length), message, unhex('00'));
}

class Writer {
  readonly #runner: Runner;
  count = 0;

  constructor(store: OpenStore) {
    const host = createHostDevice(boot(store.image), { manner: 'apdu', seed: SEED });
    this.#runner = new Runner({ host, store, clock: virtualClock() });
  }

  async select(): Promise<void> {
    await this.#runner.transmit('t1', SELECT_ROOT);
  }

  /** Sends command after command, each when the last was answered, until stopped. */
  async run(over: () => boolean): Promise<void> {
    while (!over()) {
      const answer = await this.#runner.transmit('t1', setNickname(this.count++));
      if (answer.at(-2) !== 0x90) throw new Error('a nickname was refused');
    }
  }
}

async function durablePerSecond(devices: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bifrons-bench-'));
  const store = await openSharedStore(join(folder, 'store'));
  try {
    const writers = Array.from({ length: devices }, (_, at) => new Writer(store.device(`d${at}`)));
    await Promise.all(writers.map((writer) => writer.select()));
    let best = 0;
    for (let trial = 0; trial < TRIES; trial++) {
      const before = total(writers);
      const begin = performance.now();
      await Promise.all(writers.map((one) => one.run(() => performance.now() - begin > TRY_MS)));
      best = Math.max(best, ((total(writers) - before) * 1_000) / (performance.now() - begin));
    }
    return best;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

function total(writers: readonly Writer[]): number {
  return writers.reduce((sum, writer) => sum + writer.count, 0);
}

function durable(devices: number, target?: number): Bench {
  return {
    name: `durable commands, ${devices} ${devices === 1 ? 'device' : 'devices'} sharing a store`,
    unit: 'commands/s',
    better: 'more',
    ...(target === undefined ? {} : { target }),
    measure: () => durablePerSecond(devices),
  };
}

export const storeBenches: readonly Bench[] = [durable(1), durable(16), durable(256, 20_000)];
