import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOST_ERROR_CODES } from '../../src/base/index.ts';
import { assertNone, readProjectFile } from '../architecture/project.ts';
import { apiPage, publicExports } from './api-page.ts';
import { errorsPage } from './errors-page.ts';

const exports = publicExports();

test('docs/reference/api.md is what the declarations say; npm run reference writes it', () => {
  assert.equal(readProjectFile('docs/reference/api.md'), apiPage(exports));
});

test('docs/reference/errors.md is what the table says; npm run reference writes it', () => {
  assert.equal(readProjectFile('docs/reference/errors.md'), errorsPage());
});

test('each public name and each member has a sentence, and each error code in one is a code', () => {
  assert.ok(exports.length > 110, `${exports.length} names`);
  assertNone(
    exports.filter(({ sentence }) => sentence === '').map(({ entry, name }) => `${entry} ${name}`),
    'public names without a sentence',
  );
  assertNone(
    exports.flatMap(({ name, silent }) => silent.map((member) => `${name}.${member}`)),
    'members of public types without a sentence',
  );
  const codes = exports.flatMap(({ name, sentence, declaration }) =>
    [
      ...`${sentence}\n${declaration}`.matchAll(/HostError`\s+(?:\*\s+)?([A-Z]+(?:_[A-Z]+)+)\b/g),
    ].map(([, code = '']) => ({ name, code })),
  );
  assert.ok(codes.length > 20, `${codes.length} codes`);
  assertNone(
    codes
      .filter(({ code }) => !(code in HOST_ERROR_CODES))
      .map(({ name, code }) => `${name}: ${code}`),
    'unknown codes in the sentences of public names',
  );
});
