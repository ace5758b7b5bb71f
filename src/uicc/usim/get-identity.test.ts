import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../base/index.ts';
import { pureCrypto, revealSuci } from '../../crypto/index.ts';
import { PIN1, UICC_CONFIG, UiccCard, USIM } from '../../../tests/support/uicc-card.ts';

type Files = (typeof UICC_CONFIG)['files'];

/** Home network keys of the published examples. [TS33501 §C.4] */
const KEYS = {
  A: {
    own: 'C53C22208B61860B06C62E5406A7B330C2B577AA5558981510D128247D38BD1D',
    open: '5A8D38864820197C3394B92613B20B91633CBD897119273BF8E4A6F4EEC0A650',
  },
  B: {
    own: 'F1AB1074477EBCC7F554EA1C5FC368B1616730155E0041AC447D6301975FECDA',
    open: '0272DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1',
  },
} as const;
const MSIN = '0000000010';
/** Services 27, 124 and 125. */
const SERVICES = '000000040000000000000000000000180000';

function tlv(tag: string, value: string): string {
  return tag + hex(Uint8Array.of(value.length / 2)) + value;
}

function calculation(schemes: string): string {
  const keys = tlv('80', '1B') + tlv('81', KEYS.B.open) + tlv('80', '1E') + tlv('81', KEYS.A.open);
  return tlv('A0', schemes) + tlv('A1', keys);
}

function card(more: readonly { readonly path: string; readonly content: string }[]): UiccCard {
  const plain = { read: 'PIN1', update: 'ADM1', manage: 'ADM1', usableWhenDeactivated: false };
  const files: Files = [
    { path: '6F07', content: '080910100000000010', ...plain },
    { path: '6FAD', content: '00000002', ...plain },
    ...more.map((one) => ({ ...plain, size: one.content.length / 2 + 8, ...one })),
  ];
  const [usim] = UICC_CONFIG.applications;
  const one = new UiccCard({ ...UICC_CONFIG, applications: [{ ...usim!, files }] });
  one.usim();
  assert.equal(one.verify('01', PIN1), '9000');
  return one;
}

const UST = { path: '6F38', content: SERVICES };
/** The value of the one object, which is short. */
const identity = (answer: string): string => {
  assert.match(answer, /^A1.*9000$/);
  return answer.slice(4, -4);
};

for (const [profile, schemes, keyIdentifier] of [
  ['A', '0102', '1E'],
  ['B', '02010102', '1B'],
  ['A', '03010102', '1E'],
] as const) {
  test(`the identifier in profile ${profile}, by the list ${schemes} [TS31102 §7.5]`, () => {
    const one = card([
      UST,
      { path: '5FD0/4F01', content: calculation(schemes) },
      { path: '5FC0/4F0A', content: '17FFFFFF' },
    ]);
    const first = identity(one.send('8078000100'));
    const head = `0100F11017FF0${profile === 'A' ? 1 : 2}${keyIdentifier}`;
    assert.equal(first.slice(0, 16), head);
    const key = unhex(KEYS[profile].own);
    const output = unhex(first.slice(16));
    assert.equal(hex(revealSuci(pureCrypto, { profile, key, output })!), MSIN);
    assert.notEqual(identity(one.send('8078000100')), first, 'another one each time');
  });
}

test('the null scheme, where no key is there or the list names it first [TS33501 §C.2]', () => {
  const plain = `0100F110F0FF0000${MSIN}`;
  assert.equal(identity(card([UST]).send('8078000100')), plain);
  const first = card([UST, { path: '5FD0/4F01', content: calculation('00000102') }]);
  assert.equal(identity(first.send('8078000100')), plain);
  const broken = card([UST, { path: '5FD0/4F01', content: 'A00401' }]);
  assert.equal(identity(broken.send('8078000100')), plain);
});

test('what is refused: no services, no PIN, no USIM, another identity [TS31102 §7.5]', () => {
  const without = card([{ path: '6F38', content: SERVICES.replace('18', '08') }]);
  assert.equal(without.send('8078000100'), '6985');
  const one = card([UST]);
  assert.equal(one.send('8078000200'), '6A86');
  assert.equal(one.send('8078010100'), '6A86');
  assert.equal(one.send('80780001010100'), '6700');
  assert.equal(one.send('0078000100'), '6E00');
  assert.equal(one.verify('01', '30303030FFFFFFFF'), '63C2');
  assert.equal(one.send('8078000100'), '6982');
  one.session = one.bench.session();
  assert.equal(one.send('8078000100'), '6985');
  assert.equal(USIM.slice(0, 14), 'A0000000871002');
});
