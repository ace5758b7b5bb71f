/**
 * `npm run soak -- --minutes N`: the random tests again and again with fresh seeds and large
 * counts, until the time is over. Each failure is reported with the one command that replays it.
 *   --multiplier N  counts of tests/random-counts.ts times N (10)
 *   --seed N        the first round's seed instead of a fresh one
 *   --only PATTERN  test files whose path contains PATTERN
 *   --jobs N        test files that run at the same time (1)
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { compile, filesUnder } from './build.mjs';
import { ensureNodePackages } from './packages.mjs';
import { ROOT, say, stop } from './project.mjs';

const SEED_MAX = 1_000_000_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    multiplier: { type: 'string', default: '10' },
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: '1' },
    dist: { type: 'string', default: 'dist' },
  },
});
const minutes = positive('--minutes', values.minutes);
const multiplier = Math.ceil(positive('--multiplier', values.multiplier));
const jobs = Math.ceil(positive('--jobs', values.jobs));

ensureNodePackages();
if (!compile(values.dist)) stop('not run: the build has type errors, see above');
const files = randomTests(values.only);
if (files.length === 0) stop('no random test matches');

const begin = Date.now();
const end = begin + minutes * 60_000;
const failures = [];
const seeds = [];
/** By file: how often it ran, and for how long. */
const ran = new Map(files.map((file) => [file, { runs: 0, ms: 0 }]));
const rounds = inRounds();
await Promise.all(Array.from({ length: jobs }, work));
clearLine();
for (const [file, { runs, ms }] of ran) {
  say(`${String(runs).padStart(4)} runs ${(ms / 1_000).toFixed(0).padStart(6)} s  ${file}`);
}
const spent = ((Date.now() - begin) / 60_000).toFixed(1);
const total = [...ran.values()].reduce((sum, { runs }) => sum + runs, 0);
say(`soak: ${total} runs of ${files.length} files, ${spent} min, counts times ${multiplier}`);
say(`seeds: ${seeds.join(' ')}`);
for (const line of failures) say(line);
say(`${failures.length} failures`);
process.exitCode = failures.length > 0 ? 1 : 0;

/** Every file once for each seed, until the time is over. */
function* inRounds() {
  for (let seed = Number(values.seed ?? randomInt(SEED_MAX)); ; seed = randomInt(SEED_MAX)) {
    seeds.push(seed);
    for (const file of files) {
      if (Date.now() >= end) return;
      yield { seed, file };
    }
  }
}

async function work() {
  for (const { seed, file } of rounds) {
    progress({ seed, file });
    const from = Date.now();
    const output = await runOnce(file, seed);
    const row = ran.get(file);
    row.runs++;
    row.ms += Date.now() - from;
    if (output !== undefined) reportFailure(file, seed, output);
  }
}

/** Tests whose input is drawn from a seed; they say so by what they import. */
function randomTests(pattern) {
  return filesUnder(join(ROOT, 'src'))
    .concat(filesUnder(join(ROOT, 'tests')))
    .filter((path) => path.endsWith('.test.ts') && path.includes(pattern))
    .filter((path) => /from '(fast-check|.*random-counts\.ts)'/.test(readFileSync(path, 'utf8')))
    .map((path) => relative(ROOT, path))
    .filter((path) => path !== 'tests/random-counts.test.ts');
}

/** Runs one file; gives its output where it failed. */
function runOnce(file, seed) {
  const compiled = join(values.dist, file.replace(/\.ts$/, '.js'));
  const setup = join(ROOT, values.dist, 'tests', 'random-setup.js');
  const args = ['--import', setup, '--test', '--test-reporter=spec', compiled];
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      BIFRONS_RANDOM_SEED: String(seed),
      BIFRONS_RANDOM_MULTIPLIER: String(multiplier),
    };
    const runner = spawn(process.execPath, args, { cwd: ROOT, env });
    let output = '';
    for (const stream of [runner.stdout, runner.stderr]) {
      stream.on('data', (chunk) => (output += chunk));
    }
    runner.on('close', (code) => resolve(code === 0 ? undefined : output));
  });
}

function reportFailure(file, seed, output) {
  clearLine();
  say(output);
  const counts = multiplier === 1 ? '' : ` BIFRONS_RANDOM_MULTIPLIER=${multiplier}`;
  const line = `failed: BIFRONS_RANDOM_SEED=${seed}${counts} npm test -- --only ${file}`;
  failures.push(line);
  say(line);
}

/** A line that is rewritten on a terminal; elsewhere one line for each round. */
function progress({ seed, file }) {
  const spent = ((Date.now() - begin) / 60_000).toFixed(1);
  const round = `round ${seeds.length}  seed ${seed}`;
  if (process.stderr.isTTY) {
    const line = `${round}  ${spent}/${minutes} min  ${failures.length} failed  ${file}`;
    process.stderr.write(`\r\u001b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  } else if (file === files[0]) say(`${spent} min  ${round}`);
}

function clearLine() {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}

function positive(name, text) {
  const value = Number(text);
  if (!(value > 0)) stop(`${name}: expected a number above 0, got ${text}`, 2);
  return value;
}
