/** Cuts a scenario's power at every batch, and once more at every batch of what comes after. */
import assert from 'node:assert/strict';
import { type Bytes, bytes, type Image } from '../../../src/base/index.ts';
import type { Description } from '../../../src/device/index.ts';
import { type Facts, linesOf, readFacts } from './facts.ts';
import { RECOVERY, type Scenario } from './scenarios.ts';
import { type Cut, type Fate, type Operation, type Taken, TornRig } from './torn-rig.ts';

/** One place where the power failed, and what was there afterwards. */
export interface Row {
  readonly during: string;
  /** The keys that the batch under way holds. */
  readonly writes: readonly string[];
  /** The instruction or function of ES10 that wrote it; of a command only. */
  readonly by: string | undefined;
  readonly lost: string;
  readonly kept: string;
  /** Further cuts during the recovery, all of which came out well. */
  readonly recoveryCuts: number;
}

export interface Torn {
  readonly scenario: string;
  readonly rows: readonly Row[];
}

const SEEDS = { before: bytes(1), torn: bytes(2), recovery: bytes(3), again: bytes(4) } as const;
const FATES: readonly Fate[] = ['lost', 'kept'];

interface Life {
  readonly image: Image;
  readonly taken: readonly Taken[];
  readonly answers: readonly (string | undefined)[];
  readonly finished: boolean;
}

interface Plan {
  readonly description: Description;
  readonly image: Image;
  readonly seed: Bytes;
  readonly operations: readonly Operation[];
  readonly restores?: boolean | undefined;
}

export function tear(scenario: Scenario): Torn {
  const { description, before, operations, batches } = scenario;
  const image = live({
    description,
    image: new Map(),
    seed: SEEDS.before,
    operations: before,
  }).image;
  const { restores } = scenario;
  const plan: Plan = { description, image, seed: SEEDS.torn, operations, restores };
  const whole = live(plan);
  assert.ok(whole.finished);
  assert.equal(whole.taken.length, batches, `${scenario.name}: batches written`);
  const steps = milestones(plan, whole);
  const rows = whole.taken.map(({ operation, batch, by }, after) => {
    const outcomes = FATES.map((fate) => cutOnce({ plan, whole, steps }, { after, fate }));
    return {
      by,
      during: operation < 0 ? 'boot' : operations[operation]!.name,
      writes: batch.writes.map((one) => one.key),
      lost: outcomes[0]!.words,
      kept: outcomes[1]!.words,
      recoveryCuts: outcomes[0]!.recoveryCuts + outcomes[1]!.recoveryCuts,
    };
  });
  return { scenario: scenario.name, rows };
}

function live(plan: Plan, cut?: Cut): Life {
  const { description, image, seed, operations } = plan;
  const rig = new TornRig(description, { image, seed, cut });
  const finished = rig.live(operations);
  return { image: rig.stored, taken: rig.taken, answers: rig.answers, finished };
}

/** The image after the first `count` batches. */
function prefix(image: Image, taken: readonly Taken[], count: number): Image {
  const out = new Map(image);
  for (const { batch } of taken.slice(0, count)) {
    for (const { key, value } of batch.writes) {
      if (value) out.set(key, value);
      else out.delete(key);
    }
  }
  return out;
}

/** What is stored before the first operation and after each. */
function milestones(plan: Plan, whole: Life): readonly Facts[] {
  return [-1, ...plan.operations.keys()].map((last) => {
    const count = whole.taken.filter((one) => one.operation <= last).length;
    return readFacts(plan.description, prefix(plan.image, whole.taken, count));
  });
}

interface Whole {
  readonly plan: Plan;
  readonly whole: Life;
  readonly steps: readonly Facts[];
}

function cutOnce({ plan, whole, steps }: Whole, cut: Cut) {
  const torn = live(plan, cut);
  const where = `${cut.fate} at batch ${cut.after}`;
  assert.ok(!torn.finished, where);
  const durable = cut.after + (cut.fate === 'kept' ? 1 : 0);
  assertImage(torn.image, prefix(plan.image, whole.taken, durable), where);
  const during = whole.taken[cut.after]!.operation;
  assert.ok(torn.answers.length <= Math.max(during, 0), `${where}: an answer came too early`);
  assert.deepEqual(torn.answers, whole.answers.slice(0, torn.answers.length), where);
  const facts = readFacts(plan.description, torn.image);
  const [old, next] = steps.slice(Math.max(during, 0)) as [Facts, Facts];
  if (!plan.restores) assertNoCounterBack(facts, { old, next }, where);
  const words = outcome(facts, old, next, where);
  const shown = plan.restores ? [] : sequences(torn.answers);
  const recoveryCuts = recovered({ ...plan, image: torn.image }, facts, shown);
  return { words, recoveryCuts };
}

function assertImage(image: Image, expected: Image, where: string): void {
  assert.deepEqual(linesOf(image), linesOf(expected), `${where}: not a prefix of the batches`);
}

/**
 * Of attempts, as the operation itself leaves them: success ends a row of failed ones. What counts
 * tries that are left gives none back.
 */
function assertNoCounterBack(
  facts: Facts,
  { old, next }: { readonly old: Facts; readonly next: Facts },
  where: string,
): void {
  for (const [key, value] of old.counters) {
    const [now, after] = [facts.counters.get(key) ?? 0, next.counters.get(key) ?? 0];
    const isAhead = / tries /.test(key)
      ? now <= Math.max(value, after)
      : now >= (/attempts\//.test(key) ? Math.min(value, after) : value);
    assert.ok(isAhead, `${where}: counter ${key} went back`);
  }
}

/** Old or new, never between, but for counters, which may be ahead of an answer never given. */
function outcome(facts: Facts, old: Facts, next: Facts, where: string): string {
  const same = (one: Facts) =>
    [...one.counters].every(([key, value]) => facts.counters.get(key) === value) &&
    one.counters.size === facts.counters.size;
  const { state, pipes } = facts;
  if (state === next.state && same(next) && pipes === next.pipes) return 'as after it';
  if (state === old.state) {
    const more = [
      same(old) ? [] : 'counter taken',
      pipes === old.pipes ? [] : 'pipes on their way',
    ];
    return ['as before it', ...more.flat()].join(', ');
  }
  return assert.fail(`${where}: neither old nor new\n${facts.state}`);
}

interface Sequence {
  readonly keyVersion: string;
  readonly count: number;
}

/** The sequence counters that INITIALIZE UPDATE has shown to somebody, by key version. */
function sequences(answers: readonly (string | undefined)[]): readonly Sequence[] {
  return answers.flatMap((one) => {
    const found = /^.{20}(..)0370.{32}(.{6})9000$/.exec(one ?? '');
    return found ? [{ keyVersion: found[1]!, count: Number.parseInt(found[2]!, 16) }] : [];
  });
}

interface Recovered {
  readonly life: Life;
  /** What was shown in the lives between the scenario and this one. */
  readonly since: readonly Sequence[];
}

/** What a batch kept leaves is what the next one lost leaves: recovering once is enough. */
const recoveries = new Map<Description, Map<string, readonly Recovered[]>>();

/** The number of cuts of the recovery; 0 where another cut has left the same. */
function recovered(torn: Plan, found: Facts, shown: readonly Sequence[]): number {
  const ofDevice = recoveries.get(torn.description) ?? new Map<string, readonly Recovered[]>();
  recoveries.set(torn.description, ofDevice);
  const key = linesOf(torn.image).join('\n');
  const known = ofDevice.get(key);
  const isRunning = known ?? recover(torn, found);
  ofDevice.set(key, isRunning);
  for (const { life, since } of isRunning) assertRecovered(life, [...shown, ...since]);
  return known === undefined ? isRunning.length - 1 : 0;
}

/** Boots from what is there, does the first things, and does so again from every cut of that. */
function recover(torn: Plan, found: Facts): readonly Recovered[] {
  const plan: Plan = { ...torn, seed: SEEDS.recovery, operations: RECOVERY };
  const whole = live(plan);
  const steps = milestones(plan, whole);
  assert.equal(steps[0]!.state, found.state, 'a boot changes nothing');
  const isRunning: Recovered[] = [{ life: whole, since: [] }];
  for (const after of whole.taken.keys()) {
    for (const fate of FATES) {
      const second = live(plan, { after, fate });
      const where = `recovery, ${fate} at batch ${after}`;
      assert.ok(!second.finished, where);
      const durable = after + (fate === 'kept' ? 1 : 0);
      assertImage(second.image, prefix(plan.image, whole.taken, durable), where);
      const during = whole.taken[after]!.operation;
      const facts = readFacts(plan.description, second.image);
      // What a first boot writes comes before the first operation.
      const [old, next] = steps.slice(Math.max(during, 0)) as [Facts, Facts];
      assertNoCounterBack(facts, { old, next }, where);
      outcome(facts, old, next, where);
      const life = live({ ...plan, image: second.image, seed: SEEDS.again });
      isRunning.push({ life, since: sequences(second.answers) });
    }
  }
  return isRunning;
}

function assertRecovered(life: Life, shown: readonly Sequence[]): void {
  assert.ok(life.finished);
  assert.equal(life.answers.length, RECOVERY.length);
  for (const one of life.answers) assert.ok(!/6F00/.test(one!.slice(-4)), one);
  const [, profiles] = life.answers;
  // 69xx: a lock of the whole device was one of the things done.
  assert.match(profiles!, /^(BF2D.*9000|69..)$/);
  for (const one of sequences(life.answers)) {
    for (const { keyVersion, count } of shown) {
      if (keyVersion === one.keyVersion) {
        assert.ok(one.count > count, `sequence ${one.count} after ${count}`);
      }
    }
  }
}
