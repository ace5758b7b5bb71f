/** What a server says at its start of the address that it gives to clients. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../attach/node-crypto/index.ts';
import { createTestPki } from '../../host/pki/index.ts';
import { SYSTEM_RANDOM } from '../system-random.ts';
import { nameProblem } from './server-start.ts';

test('a TLS certificate for another name than the address is a problem in words', () => {
  const [branch] = createTestPki(
    { crypto: nodeCrypto, rng: SYSTEM_RANDOM },
    { eid: '89049032123451234512345678901235', server: 'dp.example', smds: 'localhost' },
  );
  assert.ok(branch);
  const key = { ...branch.dpTls, oid: undefined };
  assert.equal(nameProblem(key, 'dp.example'), undefined);
  assert.equal(nameProblem(key, 'dp.example:8443'), undefined);
  assert.match(nameProblem(key, 'localhost:8443') ?? '', /is for dp\.example, .* for localhost:/);
  assert.equal(nameProblem({ ...branch.dsTls, oid: undefined }, 'localhost:8445'), undefined);
});
