/** A writing process killed again and again: nothing acknowledged is lost, nothing is torn. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lmdbStore } from '../../src/attach/store/index.ts';
import { bigEndian, hex, readBigEndian } from '../../src/base/index.ts';
import { randomStream } from '../../src/crypto/index.ts';
import { randomCount, RANDOM_SEED } from '../random-counts.ts';
import { Model, stepsOf } from './support/model.ts';

const WRITER = fileURLToPath(new URL('./support/writer.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'bifrons-kills-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** Longest time a writer lives after its first word; every eighth dies while it still opens. */
const LIFE_MS_MAX = 60;
const OPENING_MS_MAX = 120;

test('a writer killed at seeded moments: the store is a whole prefix that holds all it said', async () => {
  const seed = bigEndian(RANDOM_SEED, 6);
  const random = randomStream(seed, 'moments');
  const folder = join(root, 'store');
  const model = new Model(seed);
  let least = 0;
  let acknowledged = 0;
  const rounds = randomCount('kill');
  for (let round = 0; round < rounds; round++) {
    const part = readBigEndian(random.bytes(2)) / 65_536;
    const opening = round % 8 === 7;
    const delayMs = part * (opening ? OPENING_MS_MAX : LIFE_MS_MAX);
    const said = await runUntilKilled([folder, hex(seed)], { opening, delayMs });
    acknowledged += Math.max(0, said - least);
    least = Math.max(least, said);
    const store = await lmdbStore.open(folder);
    const steps = stepsOf(store.image);
    const where = `round ${round}: said ${least}, found ${steps}`;
    assert.ok(steps >= least, where);
    assert.deepEqual(plain(store.image), plain(model.advance(steps)), where);
    least = steps;
    // Every other round finds a store that was closed cleanly, the others one that was not.
    if (round % 2 === 0) await store.close();
    else await abandon(store);
  }
  assert.ok(acknowledged > rounds, `only ${acknowledged} steps were acknowledged`);
});

/** Closing is what puts the seal; a store that is replaced by itself is as it was. */
async function abandon(store: Awaited<ReturnType<typeof lmdbStore.open>>): Promise<void> {
  await store.close();
  rmSync(join(root, 'store', 'seal.json'), { force: true });
}

function plain(image: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries([...image].map(([key, value]) => [key, hex(value)]).sort());
}

/** The last step the writer said was durable before SIGKILL. */
function runUntilKilled(
  args: readonly string[],
  moment: { readonly opening: boolean; readonly delayMs: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const kill = (): void => void setTimeout(() => child.kill('SIGKILL'), moment.delayMs);
    if (moment.opening) kill();
    let said = 0;
    let begun = moment.opening;
    let failed = '';
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!begun) kill();
      begun = true;
      if (line.startsWith('error')) failed = line;
      const step = Number(line.replace('open ', ''));
      if (Number.isInteger(step)) said = Math.max(said, step);
    });
    child.on('error', reject);
    child.on('close', () => (failed === '' ? resolve(said) : reject(new Error(failed))));
  });
}
