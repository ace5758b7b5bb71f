/** docs/specs.md says that no code stands on a specification yet, exactly where that is so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNone, readProjectFile } from '../architecture/project.ts';
import { readSpecs } from './documents.ts';
import { projectInput } from './table.ts';
import { collectTags } from './tags.ts';

const NOT_YET = 'no code yet';

/** What is wrong with the basis that a table gives, by the names that tags use. */
function wrongBases(text: string, used: ReadonlySet<string>): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', , , basis = ''] = line.split('|').map((cell) => cell.trim());
    if (!line.startsWith('| ') || name === 'name' || (basis === NOT_YET) !== used.has(name))
      return [];
    return [used.has(name) ? `${name}: code stands on it` : `${name}: say "${NOT_YET}"`];
  });
}

test('exactly the specifications without code are marked so', () => {
  const { code, tests } = collectTags(projectInput().tree);
  const used = new Set([...code, ...tests].map(({ name }) => name));
  assert.ok([...readSpecs().keys()].filter((name) => used.has(name)).length >= 20);
  assertNone(wrongBases(readProjectFile('docs/specs.md'), used), 'wrong bases in docs/specs.md');
});

test('a basis that is not so is found', () => {
  const rows = ['| name | document | edition | basis |', '| A | a | 1 | notes |'];
  const table = [...rows, `| B | b | 1 | ${NOT_YET} |`].join('\n');
  assert.deepEqual(wrongBases(table, new Set(['A'])), []);
  assert.deepEqual(wrongBases(table, new Set(['A', 'B'])), ['B: code stands on it']);
  assert.deepEqual(wrongBases(table, new Set()), [`A: say "${NOT_YET}"`]);
});
