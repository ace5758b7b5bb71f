/** Published packages, where they are present. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, isWireError } from '../../../src/base/index.ts';
import { emitProfilePackage, parseProfilePackage } from '../../../src/wire/saip/index.ts';
import { expanded } from '../../support/profile-packages.ts';
import { NO_PUBLISHED_PACKAGES, PUBLISHED_PACKAGES } from '../../support/published-packages.ts';

test(
  'every published package is read, and written with the same bytes [SAIP §8.1]',
  { skip: NO_PUBLISHED_PACKAGES },
  () => {
    for (const { name, bytes } of PUBLISHED_PACKAGES) {
      const elements = parseProfilePackage(bytes);
      assert.ok(!isWireError(elements), `${name}: ${JSON.stringify(elements)}`);
      assert.equal(hex(emitProfilePackage(elements)), hex(bytes), name);
      assert.ok(
        elements.every(({ kind }) => kind !== 'unknown'),
        name,
      );
    }
  },
);

test(
  'every published package creates what it says, without a warning [SAIP §8.10]',
  { skip: NO_PUBLISHED_PACKAGES },
  () => {
    for (const { name, bytes } of PUBLISHED_PACKAGES) {
      const elements = parseProfilePackage(bytes);
      assert.ok(!isWireError(elements), name);
      const expansion = expanded(elements);
      assert.deepEqual(expansion.response(), { peStatus: [{ status: 0 }] }, name);
      const plan = expansion.plan();
      assert.deepEqual(
        plan?.applications.map(({ naa }) => naa),
        ['usim', 'csim', 'isim'],
        name,
      );
    }
  },
);
