import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertNone, PROJECT_ROOT, readProjectFile } from '../architecture/project.ts';
import { readRequirements, readSpecs } from './documents.ts';
import {
  type ClauseInput,
  CONFORMANCE_PATH,
  projectInput,
  renderConformance,
  tagMistakes,
  testsOfSgp22,
} from './table.ts';
import { unshown } from './sgp22-functions.ts';
import { readTags, readTestTags } from './tags.ts';

test('every tag names a known row or specification, and every row is answered for', () => {
  assertNone(tagMistakes(projectInput()), 'wrong tags or rows');
});

test('docs/conformance.md is fresh', () => {
  const written = existsSync(join(PROJECT_ROOT, CONFORMANCE_PATH));
  assert.ok(written, `${CONFORMANCE_PATH} is missing: npm run conformance`);
  const lines = (text: string) => text.split('\n');
  const old = new Set(lines(readProjectFile(CONFORMANCE_PATH)));
  const now = lines(renderConformance(projectInput()));
  const changed = now.filter((line) => !old.has(line));
  const gone = [...old].filter((line) => !now.includes(line));
  const listed = [...changed.map((line) => `+ ${line}`), ...gone.map((line) => `- ${line}`)];
  assertNone(listed, 'stale lines: npm run conformance');
});

test('each function of SGP.22 is shown, or its gap is stated', () => {
  const input = projectInput();
  assertNone(
    unshown(testsOfSgp22(input), (path) => input.tree.has(path)),
    'not shown',
  );
  assert.ok(
    unshown(
      () => [],
      () => false,
    ).some((one) => one.startsWith('§5.3.1')),
  );
});

test('a case of the report shows its clause', () => {
  const tree = new Map([['src/a.ts', '// [GPCS §6]']]);
  const reported = [{ name: 'GPCS', clause: '§6', path: 'tests/r.test.ts' }];
  const text = renderConformance({ ...base, tree, reported });
  assert.ok(text.includes('| GPCS §6 | `src/a.ts` | `tests/r.test.ts` | tested |'));
});

test('both documents are read whole', () => {
  const rows = readRequirements();
  assert.equal(rows.size, 90);
  assert.match(rows.get('M-51') ?? '', /ISD-R/);
  const specs = readSpecs();
  assert.ok(specs.has('GPCS') && specs.has('X.690') && specs.size >= 25);
  assert.ok(!specs.has('name') && !specs.has('---'));
});

test('tags are read as they are written', () => {
  const named = (text: string) =>
    readTags('a.ts', text).map((tag) => `${tag.name} ${tag.clause}`.trim());
  assert.deepEqual(named('/** [GPCS §11.4.2] [M-51] */'), ['GPCS §11.4.2', 'M-51']);
  assert.deepEqual(named('// [ISO7816-3\n  // §11.3]'), ['ISO7816-3 §11.3']);
  assert.deepEqual(named(' * see [X.690\n * §8.1]\n'), ['X.690 §8.1']);
  assert.deepEqual(named('# aliased [M-51] [M-52]'), ['M-51', 'M-52']);
  assert.deepEqual(named('[M-51, M-52]'), ['M-51', 'M-52']);
  assert.deepEqual(named('[GPCS Annex E]'), ['GPCS Annex E']);
  assert.deepEqual(named('list[i + k] = table[M - 51]; [a, b]; [link](docs/a.md)'), []);
});

test('in a test a row counts in a name or in data, not in a comment', () => {
  const rows = (text: string) => readTestTags('a.test.ts', text).map((tag) => tag.name);
  assert.deepEqual(rows("test('x [M-51]', () => {});"), ['M-51']);
  assert.deepEqual(rows('test(`x ${a} [M-52]`, () => {});'), ['M-52']);
  assert.deepEqual(rows('// [M-51]'), []);
  assert.deepEqual(rows('// [GPCS §11]'), ['GPCS']);
});

const base: ClauseInput = {
  tree: new Map(),
  requirements: new Map([['M-01', 'one']]),
  specs: new Map([['GPCS', 'cards']]),
  planned: [],
  informative: [],
  gaps: [],
  measured: [],
  reported: [],
};
const withTest = new Map([['src/a.test.ts', "test('x [M-01]', () => {});"]]);
const gap = { id: 'x-y', breaks: 'M-01', reason: 'not yet', probe: () => {} };
const mistakes = (change: Partial<ClauseInput>) => tagMistakes({ ...base, ...change });

test('a row without code and tests is found', () => {
  assert.match(mistakes({}).join(), /M-01: no test carries it/);
  assert.deepEqual(mistakes({ tree: withTest }), []);
  assert.deepEqual(mistakes({ gaps: [gap] }), []);
  assert.deepEqual(mistakes({ informative: ['M-01'] }), []);
  assert.deepEqual(mistakes({ planned: [{ rows: ['M-01'], waitsFor: 'x' }] }), []);
  const comment = new Map([['src/a.ts', '// [M-01]']]);
  assert.match(mistakes({ tree: comment }).join(), /M-01: no test/);
});

test('a planned row with a test, and a part that no test shows, are found', () => {
  const planned = [{ rows: ['M-01'], waitsFor: 'x' }];
  assert.match(mistakes({ planned, tree: withTest }).join(), /planned, yet tested/);
  const part = [{ rows: ['M-01'], waitsFor: 'x', exists: 'y' }];
  assert.match(mistakes({ planned: part }).join(), /said to exist in part/);
  assert.deepEqual(mistakes({ planned: part, tree: withTest }), []);
});

test('unknown names are found', () => {
  const tree = new Map([...withTest, ['src/b.ts', '// [GPX §1] [M-99] [GPCS §1]']]);
  const found = mistakes({ tree });
  assert.equal(found.length, 2, found.join('\n'));
  assert.match(found.join(), /"GPX" is not in docs\/specs\.md.*"M-99" is not in docs\/requirem/);
});

test('the table names the tests of each line', () => {
  const tree = new Map([
    ['src/a.ts', '// [GPCS §5.7.15] [GPCS §5.7.9] [M-01]'],
    ['src/a.test.ts', "test('x [M-01]', () => {}); // [GPCS §5.7.9]"],
    ['src/b.ts', '// [GPCS §6]'],
    ['tests/support/c.ts', '// [GPCS §6] [GPCS §7]'],
  ]);
  const lines = renderConformance({ ...base, tree }).split('\n');
  assert.deepEqual(
    lines.filter((line) => /^\| [MG]/.test(line)),
    [
      '| M-01 | `src/a.ts` | `src/a.test.ts` | tested |',
      '| GPCS §5.7.9 | `src/a.ts` | `src/a.test.ts` | tested |',
      '| GPCS §5.7.15 | `src/a.ts` | `src/a.test.ts` | test beside |',
      '| GPCS §6 | `src/b.ts` |  | code only |',
    ],
  );
});
