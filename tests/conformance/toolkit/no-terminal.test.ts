/** The toolkit test application where no terminal fetches its commands. [TS102226 §8.2.1.3.2] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presets } from '../../../src/device/index.ts';
import { interfacesOf } from '../../support/descriptions.ts';
import { hostRig } from '../../support/host-rig.ts';

const AID = 'F0424946524F4E53080101';
const DISPLAY_TEXT = '80012100';
const READ_LOG = '8002000000';
const application = { name: 'toolkit test', aid: AID, module: 'toolkit-test' };
const [card] = presets['scp02-card'].containers;
const [euicc] = presets['usim-card'].containers;
const bare = { ...euicc.profiles[0], applications: [application] };

const NOT_REGISTERED = 'without toolkit parameters';

for (const [where, link, why, rig] of [
  [
    'a card that is no UICC',
    't0',
    NOT_REGISTERED,
    () =>
      hostRig(presets['scp02-card'], { containers: [{ ...card, applications: [application] }] }),
  ],
  [
    'a UICC, installed without toolkit parameters',
    't0',
    NOT_REGISTERED,
    () => hostRig(presets['usim-card'], { containers: [{ ...euicc, profiles: [bare] }] }),
  ],
  [
    'a link that is not of ISO 7816-3',
    'spi',
    'no terminal fetches on this link',
    () => hostRig(presets['usim-card'], { interfaces: interfacesOf('spi') }),
  ],
] as const) {
  test(`on ${where} a request is 6985, and nothing of it is kept`, () => {
    const phone = rig();
    assert.match(phone.select(link, AID), /9000$/);
    for (let count = 0; count < 9; count++)
      assert.equal(phone.send(link, DISPLAY_TEXT), '6985', 'nor do requests add up');
    assert.ok(phone.traceLines().some((line) => line.includes(why)));
    assert.equal(phone.send(link, READ_LOG), '9000', 'its log is empty');
  });
}
