import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../base/index.ts';
import { keyCheckValue, pureCrypto } from '../../crypto/index.ts';
import { diversify, type Diversification, KEY_NAMES } from './keys.ts';

const LONG = '404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F';
const DATA = '00010203040506070809';

/** Check values of the keys, as an independent host derives them. */
const DERIVED: readonly (readonly [Diversification, number, readonly string[]])[] = [
  ['emv', 16, ['C33013', '6F4CA6', 'BB8179']],
  ['visa2', 16, ['2BE598', '58DA38', '3C328E']],
  ['kdf3', 16, ['E79C05', 'D1BD77', '3FDE8C']],
  ['kdf3', 24, ['1DE8EA', '47C00C', 'C04D76']],
  ['kdf3', 32, ['2972D2', '036F94', '5D57B8']],
];

for (const [scheme, length, expected] of DERIVED) {
  test(`keys of ${length} bytes by ${scheme}`, () => {
    const master = unhex(LONG).subarray(0, length);
    const kind = scheme === 'kdf3' ? 'aes' : 'des';
    const values = KEY_NAMES.map((name) => {
      const value = diversify(pureCrypto, scheme, { master, name, data: unhex(DATA) });
      return hex(keyCheckValue(pureCrypto, kind, value));
    });
    assert.deepEqual(values, expected);
  });
}

test('a key of 32 bytes by kdf3, with a vector of a card maker', () => {
  const master = unhex('8C72C72CF908411653018807950D82FBAD947562F0828A0B10B8B9606ABF3BCD');
  const data = unhex('D9B1DE5D0362DEDCE4FB');
  assert.equal(
    hex(diversify(pureCrypto, 'kdf3', { master, name: 'enc', data })),
    '9AAC5D0B3601F89438A0D9D0B6B256CFB47E6462DFA5228D3420C4AC7C224781',
  );
});
