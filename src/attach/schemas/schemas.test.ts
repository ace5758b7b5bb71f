import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { publishedSchemas } from './index.ts';

/** From the compiled test, in `OUT/src/attach/schemas`. */
const folder = fileURLToPath(new URL('../../../../schemas', import.meta.url));

test('the published schemas are those of the code: npm run schemas writes them', () => {
  const published = publishedSchemas();
  assert.deepEqual(readdirSync(folder).sort(), [...published.keys()].sort());
  for (const [file, schema] of published) {
    assert.deepEqual(JSON.parse(readFileSync(join(folder, file), 'utf8')), schema, file);
  }
});
