/** Blocks of SET and RETRIEVE DATA that belong to the object of another EF. [TS102221 §11.3] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UICC_CONFIG, UiccCard } from '../../support/uicc-card.ts';

const OPEN = { read: 'always', update: 'always', manage: 'always' } as const;
const SECOND = { path: '7F10/6F52', kind: 'ber-tlv', size: 40, sizeMax: 200, sfi: 11 } as const;
const CONFIG = {
  ...UICC_CONFIG,
  files: [...UICC_CONFIG.files, { ...SECOND, ...OPEN, usableWhenDeactivated: false }],
};

/** In DF 7F10, with EFs of BER-TLV objects under short identifiers 9 and 11. */
function card(): UiccCard {
  const one = new UiccCard(CONFIG);
  one.select('7F10');
  return one;
}

test('SET DATA: a further block for another EF is refused, and the object goes on [TS102221 §11.3.2]', () => {
  const one = card();
  assert.equal(one.send('80DB008903800411'), '63F1');
  assert.equal(one.send('80DB000B03223344'), '6985');
  assert.equal(one.bench.refusal?.why, 'the data object of the first block is in another EF');
  assert.equal(one.send('80DB000903223344'), '9000');
  assert.equal(one.send('80CB0089018000'), '8004112233449000');
  assert.equal(one.send('80CB008B018000'), '6A88', 'nothing is in the other EF');
});

test('RETRIEVE DATA: a further block of another EF is refused [TS102221 §11.3.1]', () => {
  const one = card();
  assert.equal(one.send('80DB008906800411223344'), '9000');
  assert.equal(one.send('80CB0089018003'), '80041162F1');
  assert.equal(one.send('80CB000B03'), '6985');
  assert.equal(one.send('80CB000A03'), '6985', 'nor of a transparent one');
  assert.equal(one.send('80CB000903'), '2233449000');
  assert.equal(one.send('80CB004903'), '2233449000', 'once more');
});
