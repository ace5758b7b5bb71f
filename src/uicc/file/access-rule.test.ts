import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unhex } from '../../base/index.ts';
import {
  compactCondition,
  expandedCondition,
  isFulfilled,
  referencedRule,
  type Verified,
} from './access-rule.ts';

const READ = { bit: 0x01, ins: 0xb0 };
const UPDATE = { bit: 0x02, ins: 0xd6 };
const DELETE = { bit: 0x40, ins: 0xe4 };
const INCREASE = { bit: 0, ins: 0x32 };

const holding = (...keys: readonly number[]): Verified => ({
  key: (one) => keys.includes(one),
  user: () => keys.includes(1),
});
const KEY1 = 'A406830101950108';
const KEY2 = 'A406830181950108';
const ADM = 'A40683010A950108';

for (const [what, rule, operation, verified, expected] of [
  ['always', '80010190 00'.replace(' ', ''), READ, holding(), true],
  ['never', '8001019700', READ, holding(1), false],
  ['what no mode covers', '8001019000', UPDATE, holding(1), false],
  ['one key', `800101${KEY1}`, READ, holding(1), true],
  ['another key', `800101${KEY1}`, READ, holding(0x0a), false],
  ['any of two', `800103A010${KEY1}${ADM}`, UPDATE, holding(0x0a), true],
  ['none of two', `800103A010${KEY1}${ADM}`, UPDATE, holding(0x81), false],
  ['all of two', `800103AF10${KEY1}${KEY2}`, READ, holding(1, 0x81), true],
  ['one of all', `800103AF10${KEY1}${KEY2}`, READ, holding(1), false],
  ['not a key', `800101A708${KEY1}`, READ, holding(), true],
  ['not of a key that is verified', `800101A708${KEY1}`, READ, holding(1), false],
  ['a template in a template', `800101A012AF10${KEY1}${KEY2}`, READ, holding(1, 0x81), true],
  ['an empty template', '800101A000', READ, holding(1), false],
  ['two conditions after one mode', `800101${KEY1}${ADM}`, READ, holding(0x0a), true],
  [
    'two modes before one condition',
    `80010184 0132${KEY1}`.replace(' ', ''),
    INCREASE,
    holding(1),
    true,
  ],
  ['the header of another command', `8401D4${KEY1}`, INCREASE, holding(1), false],
  ['a header with class and instruction', `8C028032${KEY1}`, INCREASE, holding(1), true],
  ['FF behind the rule', '8001019000FFFFFF', READ, holding(), true],
  ['proprietary bits of a mode', '8001C19000', DELETE, holding(), false],
  ['bits below them', '8001C19000', READ, holding(), true],
  ['a byte: user', '8001019E0110', READ, holding(1), true],
  ['a byte: user and secure messaging', '8001019E01D0', READ, holding(1), false],
  ['a byte: user or secure messaging', '8001019E0150', READ, holding(1), true],
  ['a byte: never', '8001019E01FF', READ, holding(1), false],
  ['secure messaging', '800101B4009000', UPDATE, holding(1), false],
  ['broken objects', '80010190', READ, holding(1), false],
  ['no key reference', '800101A403950108', READ, holding(1), false],
] as const) {
  test(`expanded: ${what} [TS102221 §9.2.6]`, () => {
    assert.equal(isFulfilled(expandedCondition(unhex(rule), operation), verified), expected);
  });
}

for (const [what, rule, operation, verified, expected] of [
  ['always', '0100', READ, holding(), true],
  ['never', '01FF', READ, holding(1), false],
  ['bytes in the order of bits 7 to 1', '43FF1000', UPDATE, holding(1), true],
  ['the same, of the last bit', '43FF1000', READ, holding(), true],
  ['the same, of the first bit', '43FF1000', DELETE, holding(1), false],
  ['what the mode leaves out', '0100', UPDATE, holding(1), false],
  ['what has no bit', '7F00000000000000', INCREASE, holding(1), false],
  ['a byte too few', '0300', READ, holding(1), false],
  ['nothing', '', READ, holding(1), false],
] as const) {
  test(`compact: ${what} [TS102221 §9.2.5]`, () => {
    assert.equal(isFulfilled(compactCondition(unhex(rule), operation), verified), expected);
  });
}

test('templates within templates end at a depth', () => {
  let rule = KEY1;
  for (let depth = 0; depth < 12; depth++) {
    rule = `A0${(rule.length / 2).toString(16).padStart(2, '0')}${rule}`;
  }
  const condition = expandedCondition(unhex(`800101${rule}`), READ);
  assert.equal(isFulfilled(condition, holding(1)), false);
});

test('a reference names a record, or one for each security environment [TS102221 §9.2.7]', () => {
  assert.deepEqual(referencedRule(unhex('2F0603'), 1), { fid: 0x2f06, record: 3 });
  const both = unhex('6F0601040007');
  assert.deepEqual(referencedRule(both, 1), { fid: 0x6f06, record: 4 });
  assert.deepEqual(referencedRule(both, 0), { fid: 0x6f06, record: 7 });
  assert.deepEqual(referencedRule(unhex('6F060104'), 0), { fid: 0x6f06, record: 4 });
  assert.equal(referencedRule(unhex('6F060204'), 0), undefined);
  assert.equal(referencedRule(unhex('6F06'), 0), undefined);
});
