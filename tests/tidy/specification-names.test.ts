/** Someone who searches for a name of the specifications finds a file of that name. */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { readTree } from '../architecture/project.ts';

const TERMS = [
  'SELECT',
  'MANAGE CHANNEL',
  'GET RESPONSE',
  'GET DATA',
  'GET STATUS',
  'SET STATUS',
  'STORE DATA',
  'INSTALL [for load]',
  'INITIALIZE UPDATE',
  'EXTERNAL AUTHENTICATE',
  'GetProfilesInfo',
  'EnableProfile',
  'SetNickname',
  'GetEuiccChallenge',
] as const;

/** `GET RESPONSE` is get-response.ts, `GetRAT` is get-rat.ts. */
function fileNameOf(term: string): string {
  const words = term
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[[\]]/g, '')
    .split(' ');
  return `${words.join('-').toLowerCase()}.ts`;
}

const sources = new Map(readTree(['src'], (path) => path.endsWith('.ts')));

for (const term of TERMS) {
  test(`${term} names a file`, () => {
    const found = [...sources].filter(([path]) => basename(path) === fileNameOf(term));
    assert.ok(found.length > 0, `no src/**/${fileNameOf(term)}`);
    const named = found.some(([, text]) => text.toLowerCase().includes(term.toLowerCase()));
    assert.ok(named, `${fileNameOf(term)} does not contain its name`);
  });
}
