import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { descriptionJsonSchema } from '../../src/device/index.ts';
import { descriptionPage } from './description-page.ts';

const page = descriptionPage(descriptionJsonSchema());

test('docs/reference/description.md is what the schema says; npm run reference writes it', () => {
  const path = new URL('../../../docs/reference/description.md', import.meta.url);
  assert.equal(readFileSync(fileURLToPath(path), 'utf8'), page);
});

test('each row of a field has a sentence', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  assert.ok(rows.length > 100, `${rows.length} rows`);
  for (const row of rows) assert.match(row, /\| [^|]+ \|$/, row);
});
