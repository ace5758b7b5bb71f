/**
 * The routing agent against a model of its own, on every small configuration.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equal, hex } from '../../../src/base/index.ts';
import { type Decision, routeSelect } from '../../../src/os/routing/index.ts';
import { exhaust } from './choices.ts';
import {
  describeQuestion,
  EVERY_AID,
  FORMS,
  makeQuestion,
  type Question,
  type Space,
} from './configurations.ts';
import { type Expected, expectSelect } from './model.ts';
import { RANDOM_SEED, randomCount } from '../../random-counts.ts';
import { Random } from '../random.ts';

function agrees(decision: Decision, expected: Expected): boolean {
  if ('sw' in expected) {
    return decision.sw === expected.sw && decision.container === undefined;
  }
  const { container, handle, name, sw } = decision;
  if (sw !== undefined || container !== expected.container || handle !== expected.handle) {
    return false;
  }
  return name !== undefined && expected.names.some((one) => equal(one, name));
}

function words(expected: Expected): string {
  if ('sw' in expected) return expected.sw.toString(16);
  const { container, handle, names } = expected;
  return `${container}/${handle} as ${names.map(hex).join(' or ')}`;
}

function judge(question: Question, settle: () => void): void {
  const { tables, origin, request } = question;
  const expected = expectSelect(tables, origin, request);
  const decision = routeSelect(tables, origin, request);
  if (agrees(decision, expected)) return;
  settle();
  const { container, handle, sw, rule } = decision;
  const got = sw?.toString(16) ?? `${container}/${handle}`;
  assert.fail(`${describeQuestion(question)}\nexpected ${words(expected)}\ngot ${got} (${rule})`);
}

/** Compares agent and model over a whole space; gives how many cases stood for all of it. */
function compare(space: Space): number {
  let cases = 0;
  for (const form of FORMS) {
    cases += exhaust((choices) =>
      judge(makeQuestion(choices, space, form), () => choices.settle()),
    );
  }
  return cases;
}

/** The least number of cases, so that a space that shrinks by mistake is noticed. */
const SPACES: readonly (Omit<Space, 'policy'> & { words: string; least: [number, number] })[] = [
  {
    words: 'two containers, two alias entries',
    ...{ containers: 2, paired: ['A'], aliasesMax: 2 },
    least: [100_000, 1_500_000],
  },
  {
    words: 'two containers, any of four AIDs in each',
    ...{ containers: 2, paired: ['B'], aliasesMax: 0, everyAid: true },
    least: [50_000, 2_500_000],
  },
  {
    words: 'three containers, one alias entry',
    ...{ containers: 3, paired: ['A'], aliasesMax: 1 },
    least: [140_000, 9_000_000],
  },
  {
    words: 'three containers, the paired one at any place in the order',
    ...{ containers: 3, paired: ['B', 'C'], aliasesMax: 0 },
    least: [20_000, 1_000_000],
  },
  {
    words: 'three containers, two alias entries, every entity free',
    ...{ containers: 3, paired: ['B'], aliasesMax: 2, free: true },
    least: [40_000, 5_000_000],
  },
];

for (const { words: name, least, ...space } of SPACES) {
  test(`${name}: agent and model agree everywhere [M-05] [M-08] [M-09] [M-30] [M-31]`, () => {
    for (const [index, policy] of (['always', 'only-if-aliased'] as const).entries()) {
      const cases = compare({ ...space, policy });
      assert.ok(cases >= least[index]!, `${policy}: only ${cases} cases`);
    }
  });
}

test('in larger configurations, drawn at random, agent and model agree [M-05] [M-08] [M-09]', () => {
  const random = new Random(RANDOM_SEED);
  const space = { containers: 3, paired: ['A', 'B', 'C'], aliasesMax: 4, everyAid: true } as const;
  for (let run = 0; run < randomCount('model') * 200; run++) {
    const policy = random.of(['always', 'only-if-aliased'] as const);
    const form = { ...random.of(FORMS), among: EVERY_AID };
    judge(makeQuestion(random, { ...space, policy }, form), () => undefined);
  }
});

test('a model with another rule disagrees', () => {
  const form = FORMS.find((one) => one.aid.length === 2 && one.occurrence === 'first')!;
  let differ = 0;
  const space = { policy: 'only-if-aliased', containers: 2, paired: ['A'], aliasesMax: 0 } as const;
  exhaust((choices) => {
    const { tables, origin, request } = makeQuestion(choices, space, form);
    const other = expectSelect({ ...tables, policy: 'always' }, origin, request);
    if (!agrees(routeSelect(tables, origin, request), other)) differ++;
  });
  assert.ok(differ > 0);
});
