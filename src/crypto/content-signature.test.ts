import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ecdsaHash } from './content-signature.ts';
import type { HashName } from './provider.ts';
import type { CurveName } from './named-curves.ts';
import { pureCrypto } from './pure.ts';

test('the hash of ECDSA goes with the length of the curve [GPCS §B.4.3]', () => {
  const rows: readonly (readonly [CurveName, HashName])[] = [
    ['p256', 'sha256'],
    ['brainpoolP256t1', 'sha256'],
    ['brainpoolP320r1', 'sha256'],
    ['p384', 'sha384'],
    ['brainpoolP384r1', 'sha384'],
    ['brainpoolP512r1', 'sha512'],
    ['p521', 'sha512'],
  ];
  for (const [curve, hash] of rows) assert.equal(ecdsaHash(pureCrypto.curve(curve)), hash, curve);
});
