/** Profiles of the class test: their keys are of tests alone. [SGP22 §2.4.5.3] [SGP22 §5.5.5] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOf } from '../../../src/base/index.ts';
import * as es10 from '../../../src/wire/es10/index.ts';
import { emitProfilePackage } from '../../../src/wire/saip/index.ts';
import { TestServer } from '../../support/download-server.ts';
import { testProfile } from '../../support/profile-packages.ts';
import { RspCard } from '../../support/rsp-card.ts';
import { testBranch } from '../../support/trust.ts';

const BRANCH = testBranch('p256');
const TEST_USIM = '000102030405060708090A0B0C0D0E0F';
const OPERATOR = '465B5CE8B199B49FAA5F0A2EE238A6BC';
const OPC = 'CD63CB71954A9F4E48A5994E37A02BAF';
const ZERO = '00'.repeat(14);

/** `ok`, or the reason why a profile with this key is not installed. */
function outcome(changes: object, kind: es10.ProfileClass = 'test'): string {
  const card = new RspCard();
  const source = emitProfilePackage(testProfile(changes));
  const options = { metadata: { class: kind } };
  const { finalResult } = card.download(new TestServer(BRANCH), options, source);
  if (!('reason' in finalResult)) return 'ok';
  assert.deepEqual(card.profiles(), [], 'nothing is left of it');
  assert.match(card.notes('bound-profile-package')[0]!, /keys of tests alone/);
  return nameOf(es10.INSTALL_ERROR, finalResult.reason)!;
}

const REFUSED = 'testProfileInstallFailedDueToInvalidNaaKey';
const tuak = (k: string) => ({ algorithm: 'tuak', k, opc: OPC.repeat(2) });
const KEYS: readonly (readonly [what: string, changes: object, outcome: string])[] = [
  ['the key of the test USIM', { k: TEST_USIM }, 'ok'],
  ['zero', { k: `${ZERO}0000` }, 'ok'],
  ['zero but for the last two bytes', { k: `${ZERO}FFFF` }, 'ok'],
  ['zero but for the last three', { k: `${ZERO.slice(2)}010000` }, REFUSED],
  ['that of an operator', { k: OPERATOR }, REFUSED],
  ['one of 32 bytes, zero but for the last two', tuak(`${ZERO}${'00'.repeat(16)}4711`), 'ok'],
  ['one of 32 bytes of an operator', tuak(OPERATOR.repeat(2)), REFUSED],
];

for (const [what, changes, expected] of KEYS) {
  test(`a test profile whose key is ${what}: ${expected}`, () => {
    assert.equal(outcome(changes), expected);
    assert.equal(outcome(changes, 'operational'), 'ok');
  });
}
