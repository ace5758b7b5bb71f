/**
 * How often random tests run, in one table, and from which seed. `npm test` runs these counts from
 * a fixed seed; `npm run soak` multiplies them and brings fresh seeds through the environment.
 */

/** Runs by what one run costs. */
export const RANDOM_COUNTS = {
  /** A pure function on bytes: microseconds. */
  codec: 1_000,
  /** A CAP file and its text, both ways: milliseconds. */
  capText: 300,
  /** A state machine against its model: tens of microseconds. */
  model: 500,
  /** Key, signature and verification on a curve, in pure code: tens of milliseconds. */
  curve: 60,
  /** A card end and a terminal end that exchange a few APDUs. */
  exchange: 200,
  /** A whole device that boots and runs a script. */
  device: 50,
  /** A sequence of 1 to 12 commands that two forks of a device answer. */
  interference: 20_000,
  /** One management command on a card, compared with a model of its registry. */
  content: 20_000,
  /** One command at files and PINs, compared with a model of them. */
  uicc: 20_000,
  /** A changed profile package that an eUICC loads, and files of it that are read. */
  package: 2_000,
  /** A bound profile package that an eUICC loads, after a session with its keys. */
  download: 40,
  /** A changed CAP file that a machine loads, installs and runs. */
  mutant: 20_000,
  /** One stored value of a device spoiled; the device boots from it and lives. */
  memory: 8,
  /** A process that is killed, and what it left looked at. */
  kill: 50,
  /** A store that is spoiled, and looked at in a process of its own. */
  damage: 40,
} as const;

export type RandomKind = keyof typeof RANDOM_COUNTS;

/** The environment of the process, as far as random tests read it. */
const { BIFRONS_RANDOM_SEED, BIFRONS_RANDOM_MULTIPLIER } = process.env;

/** Where every random test starts: a fixed number, or the one given to replay a failure. */
export const RANDOM_SEED = wholeNumber(BIFRONS_RANDOM_SEED, 'BIFRONS_RANDOM_SEED') ?? 20_241_123;

const MULTIPLIER = wholeNumber(BIFRONS_RANDOM_MULTIPLIER, 'BIFRONS_RANDOM_MULTIPLIER') ?? 1;

/** How often a loop without a property runs. */
export function randomCount(kind: RandomKind): number {
  return RANDOM_COUNTS[kind] * MULTIPLIER;
}

/** The parameters of a fast-check property: `fc.assert(property, randomRuns('codec'))`. */
export function randomRuns(kind: RandomKind): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: randomCount(kind), seed: RANDOM_SEED };
}

/** The command that runs the same random tests again; `file` is the compiled test. */
export function replayCommand(file: string): string {
  const folder = /\bgroups\/(.*)\.js$/.exec(file)?.[1];
  const source = /((?:src|tests)\/.*\.test)\.[jt]s$/.exec(file)?.[1] ?? file;
  const only = folder ?? `${source}.ts`;
  const counts = MULTIPLIER === 1 ? '' : ` BIFRONS_RANDOM_MULTIPLIER=${MULTIPLIER}`;
  return `BIFRONS_RANDOM_SEED=${RANDOM_SEED}${counts} npm test -- --only ${only}`;
}

function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new RangeError(`${name}: expected a whole number, got ${text}`);
  return Number(text);
}
