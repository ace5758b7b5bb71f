import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTree } from '../architecture/project.ts';
import { readRequirements } from '../clauses/documents.ts';
import {
  INFORMATIVE_ROWS,
  KNOWN_GAPS,
  type KnownGap,
  MEASURED_GAPS,
  PLANNED_ROWS,
} from './gaps.ts';

/** Why a gap's entry is wrong: nothing while its probe fails as it should. */
async function stale(gap: KnownGap): Promise<string | undefined> {
  try {
    await gap.probe();
  } catch {
    return undefined;
  }
  return `known gap "${gap.id}" is closed: delete its entry and keep its probe as a test`;
}

for (const gap of KNOWN_GAPS) {
  test(`a known gap is still there: ${gap.id} (${gap.breaks})`, async () => {
    assert.equal(await stale(gap), undefined);
  });
}

test('a gap that starts to pass fails the run', async () => {
  const gap = { id: 'planted', breaks: 'M-01', reason: 'planted' };
  assert.match((await stale({ ...gap, probe: () => {} })) ?? '', /"planted" is closed/);
  assert.match((await stale({ ...gap, probe: async () => {} })) ?? '', /"planted" is closed/);
  const throws = () => assert.fail('as it should');
  assert.equal(await stale({ ...gap, probe: throws }), undefined);
  assert.equal(await stale({ ...gap, probe: async () => throws() }), undefined);
});

test('planned, informative and known rows are rows, each named once', () => {
  const rows = [...readRequirements().keys()];
  const named = [...PLANNED_ROWS.flatMap((entry) => entry.rows), ...INFORMATIVE_ROWS];
  assert.deepEqual(
    named.filter((row) => !rows.includes(row)),
    [],
  );
  assert.equal(new Set(named).size, named.length);
  const ids = KNOWN_GAPS.map((gap) => gap.id);
  assert.equal(new Set(ids).size, ids.length);
});

test('a measured gap names benchmarks that there are', () => {
  const sources = [...readTree(['bench'], (path) => path.endsWith('.ts')).values()];
  for (const { benchmarks } of MEASURED_GAPS) {
    const starts = [`name: '${benchmarks}`, `name: \`${benchmarks}`];
    const isThere = sources.some((text) => starts.some((start) => text.includes(start)));
    assert.ok(isThere, `no benchmark is called "${benchmarks}"`);
  }
});
