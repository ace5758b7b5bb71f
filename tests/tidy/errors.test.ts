import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProjectFile } from '../architecture/project.ts';
import { HOST_ERROR_CODES } from '../../src/base/index.ts';

test('docs/errors.md holds every error code with its meaning, and no other', () => {
  const rows = readProjectFile('docs/errors.md')
    .split('\n')
    .map((line) => /^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$/.exec(line))
    .filter((found) => found !== null);
  const documented = Object.fromEntries(rows.map(([, code, meaning]) => [code, meaning]));
  assert.deepEqual(documented, { ...HOST_ERROR_CODES });
  assert.equal(rows.length, Object.keys(documented).length, 'a code stands there twice');
});
