/** The index of the decision records against the records. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT, readProjectFile } from '../architecture/project.ts';

const FOLDER = 'docs/decisions';

test('the index of decisions has each record once, by its title', () => {
  const rows = [
    ...readProjectFile(`${FOLDER}/README.md`).matchAll(/^\| (.+) \| \[(.+)\]\(\2\) \|$/gm),
  ];
  const listed = rows.map(([, title, file]) => `${file}: ${title}`);
  const records = readdirSync(join(PROJECT_ROOT, FOLDER)).filter((file) => file !== 'README.md');
  const titles = records.map((file) => {
    const [first = ''] = readProjectFile(`${FOLDER}/${file}`).split('\n');
    return `${file}: ${first.replace(/^# /, '')}`;
  });
  assert.ok(records.length > 20, 'read too few records');
  assert.deepEqual(listed, titles.sort());
});
