/**
 * The loop that all fuzz tests run: draw an input, change it, give it to the target, and go on from
 * whatever made the target show something it had not shown before.
 */
import assert from 'node:assert/strict';
import { Random } from '../sim/random.ts';
import { RANDOM_SEED, replayCommand } from '../random-counts.ts';
import { growCorpus, type Input, readCorpus, renderInput } from './corpus.ts';

/** Inputs kept to go on from; the oldest that was found, never one of the file, makes room. */
const POOL_MAX = 2_000;

export interface FuzzPlan {
  /** Name of the corpus file, and of the target in a failure. */
  readonly target: string;
  readonly runs: number;
  /** Distinguishes targets that share a corpus file. */
  readonly stream?: string;
  /** What to begin from instead of the corpus file, which then does not grow either. */
  readonly seeds?: readonly Input[];
  /** The compiled test file, for the command that replays it. */
  readonly file: string;
  /** A new input from one drawn; `other` is another one. */
  change(input: Input, other: Input, random: Random): Input;
  /**
   * Gives the input to the target, and throws where a check fails; what it showed is returned as
   * signatures: short texts, few of them for many inputs.
   */
  run(input: Input): Iterable<string>;
}

export interface Findings {
  readonly signatures: ReadonlySet<string>;
  /** Inputs that showed something new. */
  readonly found: readonly Input[];
}

/** A stream of its own for each target, so that one does not shift the others. */
function streamOf(target: string): number {
  let value = 7;
  for (const char of target) value = (Math.imul(value, 31) + char.charCodeAt(0)) >>> 0;
  return value % 10_000;
}

export function fuzz(plan: FuzzPlan): Findings {
  const seeds = plan.seeds ?? readCorpus(plan.target);
  assert.ok(seeds.length > 0, `the corpus of ${plan.target} is empty`);
  const random = new Random(RANDOM_SEED, streamOf(`${plan.target}${plan.stream ?? ''}`));
  const signatures = new Set<string>();
  const pool: Input[] = [...seeds];
  const found: Input[] = [];
  const play = (input: Input, count: number): void => {
    const before = signatures.size;
    try {
      for (const signature of plan.run(input)) signatures.add(signature);
    } catch (error) {
      assert.fail(failure(plan, { input, count, error }));
    }
    if (count < 0 || signatures.size === before) return;
    found.push(input);
    if (pool.length === POOL_MAX) pool.splice(seeds.length, 1);
    pool.push(input);
  };
  for (const seed of seeds) play(seed, -1);
  for (let count = 0; count < plan.runs; count++) {
    play(plan.change(random.of(pool), random.of(pool), random), count);
  }
  if (plan.seeds === undefined) growCorpus(plan.target, found);
  return { signatures, found };
}

function failure(
  plan: FuzzPlan,
  what: { readonly input: Input; readonly count: number; readonly error: unknown },
): string {
  const { input, count, error } = what;
  const sent = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    `${plan.target} ${plan.stream ?? ''}: ${sent}`,
    `input:  ${renderInput(input)}`,
    `number: ${count < 0 ? 'of the corpus' : count}, seed ${RANDOM_SEED}`,
    `replay: ${replayCommand(plan.file)}`,
  ].join('\n');
}
