import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeStatus, LEGACY_SW, SW } from './status.ts';

test('each status word that is sent has words, those of class A0 too [TS102221 §10.2.1]', () => {
  for (const [name, sw] of Object.entries({ ...SW, ...LEGACY_SW }))
    assert.notEqual(describeStatus(sw), 'unknown status', name);
  assert.equal(describeStatus(0x6984), 'referenced data invalidated');
  assert.equal(describeStatus(0x63c2), '2 tries left');
  assert.equal(describeStatus(0x9f0f), '15 bytes by GET RESPONSE');
  assert.equal(describeStatus(0x6fff), 'unknown status');
});
