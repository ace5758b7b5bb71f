/**
 * The writing child: goes on where the store in the folder stands, and says the number of each step
 * once it is durable. `writer.js FOLDER SEED [STEPS_MAX]`. An error is said as `error CODE`.
 */
import { writeSync } from 'node:fs';
import { lmdbStore } from '../../../src/attach/store/index.ts';
import { HostError, unhex } from '../../../src/base/index.ts';
import { batchesOf, stepsOf } from './model.ts';

/** Steps under way at once: the store must keep their order. */
const LANES = 4;

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

const [folder = '', seed = '', stepsMax = '1000000'] = process.argv.slice(2);
try {
  const store = await lmdbStore.open(folder);
  let next = stepsOf(store.image) + 1;
  say(`open ${next - 1}`);
  const lane = async (): Promise<void> => {
    while (next <= Number(stepsMax)) {
      const step = next++;
      await store.commit(batchesOf(unhex(seed), step));
      say(`${step}`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await store.close();
  say('closed');
} catch (error) {
  say(`error ${error instanceof HostError ? error.code : String(error)}`);
  // What is under way is given up, as after any failure.
  process.exit(1);
}
