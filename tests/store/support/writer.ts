/**
 * The writing child: goes on where the stores in the folder stand, and says the number of each step
 * once it is durable, as `KIND DEVICE STEP`. `writer.js FOLDER SEED STEPS_MAX KIND…`. An error is
 * said as `error CODE`.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenStore } from '../../../src/run/store/index.ts';
import { type Bytes, HostError, unhex } from '../../../src/base/index.ts';
import { type Kind, openKind, seedOf } from './kinds.ts';
import { batchesOf, Model, stepsOf } from './model.ts';

/** Steps of a device under way at once: the store must keep their order. */
const LANES = 4;
/** One step in so many replaces everything, as a restore does, by what is there after it. */
const REPLACE_ONCE_IN = 16;

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

const [folder = '', seed = '', stepsMax = '', ...kinds] = process.argv.slice(2);

async function run(kind: Kind): Promise<void> {
  const { devices, close } = await openKind(kind, join(folder, kind));
  for (const [device, { image }] of devices) say(`${kind} ${device} ${stepsOf(image)}`);
  await Promise.all(
    [...devices].map(([device, store]) =>
      write(store, seedOf(unhex(seed), device), (step) => say(`${kind} ${device} ${step}`)),
    ),
  );
  await close();
}

async function write(store: OpenStore, own: Bytes, report: (step: number) => void): Promise<void> {
  let next = stepsOf(store.image) + 1;
  const model = new Model(own);
  const make = (step: number) =>
    step % REPLACE_ONCE_IN === 0
      ? store.replace(new Map(model.advance(step)))
      : store.commit(batchesOf(own, step));
  const lane = async (): Promise<void> => {
    while (next <= Number(stepsMax)) {
      const step = next++;
      await make(step);
      report(step);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

try {
  await Promise.all(kinds.map((kind) => run(kind as Kind)));
  say('closed');
} catch (error) {
  say(`error ${error instanceof HostError ? error.code : String(error)}`);
  // What is under way is given up, as after any failure.
  process.exit(1);
}
