/** What the enforcer of access rules does when an ARA-M does not answer as it should. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, hex, unhex } from '../../base/index.ts';
import type { AccessDecision } from '../../wire/index.ts';
import { AccessControl } from './access-control.ts';

const APP = unhex('A0000005595052424501');

/** The decision of a system that allows access where there is no ARA-M. */
function decided(answers: readonly string[]): AccessDecision {
  const identity = { certificates: [unhex('3003020101')], withoutRules: 'allow' } as const;
  const conversation = new AccessControl().decide(APP, identity);
  const left = [...answers, '9000'];
  let step = conversation.next();
  while (step.done !== true) {
    const answer: Bytes = unhex(left.shift() ?? assert.fail(`no answer to ${hex(step.value)}`));
    step = conversation.next(answer);
  }
  assert.deepEqual(left, [], 'the channel is closed at the end');
  return step.value;
}

const SELECTED = '9000';
const DENIED = [
  ['6985'],
  ['6999'],
  ['6D00'],
  [SELECTED, '6985'],
  [SELECTED, 'DF200801020304050607089000', '6A88'],
];

test('only an element that has no ARA-M is one without rules [SEAC §4.2]', () => {
  assert.deepEqual(decided(['019000', '6A82']), { apdu: true, nfc: true });
  for (const answers of DENIED)
    assert.deepEqual(decided(['019000', ...answers]), { apdu: false, nfc: false }, `${answers}`);
});
