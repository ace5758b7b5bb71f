import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, unhex } from '../base/index.ts';
import { emitDigits, emitIccid, emitImsi, emitPlmn, parseDigits, parseImsi } from './index.ts';

test('digits stand in half bytes, the first in the low half', () => {
  for (const [digits, coded] of [
    ['', ''],
    ['1', 'F1'],
    ['4915112345678', '945111325476F8'],
    ['4917', '9471'],
  ] as const) {
    assert.equal(hex(emitDigits(digits)), coded);
    assert.equal(parseDigits(unhex(coded)), digits);
  }
});

test('an ICCID of 19 digits is filled [TS102221 §13.2]', () => {
  assert.equal(hex(emitIccid('8988211990000000005')), '988812910900000000F5');
  assert.equal(hex(emitIccid('89000123456789012341')), '98001032547698103214');
});

test('an IMSI is read as it is written, of odd and even length [TS31102 §4.2.2]', () => {
  assert.equal(hex(emitImsi('001010123456789')), '080910101032547698');
  for (let length = 6; length <= 15; length++) {
    const digits = '262019876543210'.slice(0, length);
    assert.equal(parseImsi(emitImsi(digits)), digits);
    assert.equal(parseImsi(bytes(...emitImsi(digits), 0xff)), digits);
  }
  for (const content of [
    '',
    '00',
    'FFFFFFFFFFFFFFFFFF',
    '0809',
    '03091010FF',
    '080910101032547A98',
  ])
    assert.equal(parseImsi(unhex(content)), undefined, content);
});

test('a network code of two digits is filled [TS24008 §10.5.1.13]', () => {
  assert.equal(hex(emitPlmn({ mcc: '001', mnc: '01' })), '00F110');
  assert.equal(hex(emitPlmn({ mcc: '310', mnc: '260' })), '130062');
});
