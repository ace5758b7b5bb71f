import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostError } from '../../base/index.ts';
import { Card, EID, ISD_P1, MNO_SD, PROFILES } from '../../../tests/support/euicc-card.ts';

for (const [name, change, message] of [
  ['an EID with wrong check digits', { eid: EID.replace(/5$/, '6') }, /check digits/],
  [
    'two enabled profiles',
    { profiles: PROFILES.map((one) => ({ ...one, state: 'enabled' as const })) },
    /ISD-P1 and ISD-P2 are both enabled/,
  ],
  [
    'one AID twice',
    { profiles: [PROFILES[0]!, { ...PROFILES[1]!, isdP: ISD_P1 }] },
    /ISD-P1 and ISD-P2 have one AID/,
  ],
  [
    'one ICCID twice',
    { profiles: [PROFILES[0]!, { ...PROFILES[1]!, iccid: PROFILES[0]!.iccid }] },
    /have one ICCID/,
  ],
  ['an MNO-SD named as the ISD-R', { isdR: { aid: MNO_SD } }, /MNO-SD has the AID of ISD-R/],
] as const) {
  test(`${name} is refused by name`, () => {
    assert.throws(
      () => new Card(change),
      (error) =>
        error instanceof HostError &&
        error.code === 'DESCRIPTION_INVALID' &&
        message.test(error.message),
    );
  });
}
