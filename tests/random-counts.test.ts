import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { RANDOM_COUNTS, randomCount, randomRuns, replayCommand } from './random-counts.ts';

const module = (name: string) => new URL(`./${name}.js`, import.meta.url).href;

/** Runs code in a fresh process, where the environment decides seed and counts. */
function inProcess(code: string, env: Record<string, string>): { status: number; printed: string } {
  const args = ['--import', module('random-setup'), '--input-type=module', '-e', code];
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  const done = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return { status: done.status ?? -1, printed: done.stdout + done.stderr };
}

test('counts are those of the table', { skip: process.env['BIFRONS_RANDOM_MULTIPLIER'] }, () => {
  for (const kind of Object.keys(RANDOM_COUNTS) as (keyof typeof RANDOM_COUNTS)[]) {
    assert.equal(randomCount(kind), RANDOM_COUNTS[kind]);
    assert.equal(randomRuns(kind).numRuns, RANDOM_COUNTS[kind]);
  }
});

test('seed and multiplier come from the environment', () => {
  const code = `
    const { randomRuns } = await import('${module('random-counts')}');
    console.log(JSON.stringify(randomRuns('device')));`;
  const env = { BIFRONS_RANDOM_SEED: '7', BIFRONS_RANDOM_MULTIPLIER: '3' };
  assert.deepEqual(JSON.parse(inProcess(code, env).printed), {
    numRuns: 3 * RANDOM_COUNTS.device,
    seed: 7,
  });
  const wrong = inProcess(code, { BIFRONS_RANDOM_SEED: 'x' });
  assert.notEqual(wrong.status, 0);
  assert.match(wrong.printed, /BIFRONS_RANDOM_SEED: expected a whole number, got x/);
});

test('a failing property prints the one command that replays it', () => {
  const code = `
    import fc from '${import.meta.resolve('fast-check')}';
    process.argv[1] = '/somewhere/dist/src/wire/tlv.test.js';
    fc.assert(fc.property(fc.nat(), (n) => n < 100));`;
  const { status, printed } = inProcess(code, { BIFRONS_RANDOM_SEED: '11' });
  assert.notEqual(status, 0);
  assert.match(printed, /seed: 11/);
  assert.match(
    printed,
    /replay: BIFRONS_RANDOM_SEED=11 npm test -- --only src\/wire\/tlv\.test\.ts/,
  );
});

test('the same seed gives the same values', () => {
  const draw = () => fc.sample(fc.nat(), { ...randomRuns('device'), numRuns: 20 });
  assert.deepEqual(draw(), draw());
});

test('a compiled path is reported as its source', () => {
  const command = replayCommand('/x/dist/tests/sim/a.test.js');
  assert.match(command, /^BIFRONS_RANDOM_SEED=\d+ .*npm test -- --only tests\/sim\/a\.test\.ts$/);
});
