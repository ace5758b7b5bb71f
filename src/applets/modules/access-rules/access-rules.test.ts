/** The access rule application: what devices read of it, and how its issuer changes it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardOnBench, Client } from '../../../../tests/support/globalplatform-card.ts';
import { installNative, NATIVE, nativeCard } from '../../../../tests/support/native-card.ts';
import { hex, unhex } from '../../../base/index.ts';
import { emitTlv } from '../../../wire/index.ts';

const AID = 'A00000015141434C00';
const HASH = '11'.repeat(20);
const OTHER = '22'.repeat(20);

function tlv(tag: string, ...values: readonly string[]): string {
  return hex(emitTlv(Number.parseInt(tag, 16), unhex(values.join(''))));
}
const reference = (aid: string, hash = HASH) => tlv('E1', tlv('4F', aid), tlv('C1', hash));
const rule = (aid: string, hash = HASH, access = 'D00101') =>
  tlv('E2', reference(aid, hash), tlv('E3', access));
const NAME = 'A0000000010101';
const READ_ALL = '80CAFF4000';

function master() {
  return nativeCard(NATIVE.rules, { aid: AID });
}

test('rules are stored by the issuer and read by a device [SEAC §4.2.2] [SEAC §5.1]', () => {
  const card = master();
  assert.equal(card.open().send(READ_ALL), 'FF40009000');
  assert.equal(card.store(0x90, tlv('F0', rule(NAME))).sw, 0x9000);
  assert.equal(card.store(0x90, tlv('F0', rule('', OTHER))).sw, 0x9000);
  assert.equal(card.store(0x90, tlv('F0', rule(NAME))).sw, 0x9000, 'the same one again');
  const all = `${tlv('FF40', rule('', OTHER), rule(NAME))}9000`;
  assert.equal(card.open().send(READ_ALL), all);
  assert.equal(card.rebooted().open().send(READ_ALL), all);
});

test('the refresh tag changes with every change, and at no other time [SEAC §4.2.1]', () => {
  const card = master();
  const tag = () => card.open().send('80CADF2000');
  const seen = [tag()];
  assert.match(seen[0]!, /^DF2008.{16}9000$/);
  assert.equal(tag(), seen[0]);
  for (const change of [tlv('F0', rule(NAME)), 'F200', tlv('F1', rule(NAME)), 'F100']) {
    assert.equal(card.store(0x90, change).sw, 0x9000, change);
    assert.ok(!seen.includes(tag()), change);
    seen.push(tag());
  }
  assert.equal(card.store(0x90, tlv('F1', rule(NAME))).sw, 0x6a88);
  assert.equal(tag(), seen.at(-1), 'a refused change is none');
});

test('a long list comes in pieces [SEAC §4.2.1]', () => {
  const card = master();
  const rules = Array.from({ length: 12 }, (_, i) => rule(`${NAME}${(16 + i).toString(16)}`));
  for (const one of rules) assert.equal(card.store(0x90, tlv('F0', one)).sw, 0x9000);
  const app = card.open();
  assert.equal(app.send('80CAFF6000'), '6A88', 'nothing was begun');
  let whole = '';
  for (let next = READ_ALL; ; next = '80CAFF6000') {
    const answer = app.send(next);
    if (answer === '6A88') break;
    assert.match(answer, /9000$/);
    whole += answer.slice(0, -4);
  }
  assert.equal(whole, tlv('FF40', ...rules));
  app.send('80CAFF4010');
  assert.equal(app.send('80CAFF6010'), `${whole.slice(32, 64)}9000`);
});

for (const [why, what, left] of [
  ['all', '', []],
  ['an AID', tlv('4F', NAME), [rule('', OTHER), rule(NAME.replace('0101', '0102'))]],
  ['every AID', tlv('4F', ''), [rule(NAME), rule(NAME, OTHER), rule(NAME.replace('0101', '0102'))]],
  [
    'a reference',
    reference(NAME, OTHER),
    [rule(NAME), rule('', OTHER), rule(NAME.replace('0101', '0102'))],
  ],
  [
    'one rule',
    rule(NAME),
    [rule(NAME, OTHER), rule('', OTHER), rule(NAME.replace('0101', '0102'))],
  ],
] as const)
  test(`deleted: ${why} [SEAC §5.1]`, () => {
    const card = master();
    const all = [
      rule(NAME),
      rule(NAME, OTHER),
      rule('', OTHER),
      rule(NAME.replace('0101', '0102')),
    ];
    for (const one of all) card.store(0x90, tlv('F0', one));
    assert.equal(card.store(0x90, tlv('F1', what)).sw, 0x9000);
    assert.equal(
      card.open().send('80CAFF4000').slice(0, 200),
      `${tlv('FF40', ...left)}9000`.slice(0, 200),
    );
  });

test('one reference is decided by the application itself [SEAC §4.2.3]', () => {
  const card = master();
  const filter = 'D00880CA0000FFFF0000';
  card.store(0x90, tlv('F0', rule(NAME, HASH, filter)));
  const app = card.open();
  const specific = (data: string) =>
    app.send(`80CAFF50${hex(Uint8Array.of(data.length / 2))}${data}00`);
  assert.equal(specific(reference(NAME)), `${tlv('FF50', tlv('E3', `${filter}D10101`))}9000`);
  assert.equal(specific(reference(NAME, OTHER)), `${tlv('FF50', tlv('E3', 'D00100D10100'))}9000`);
  assert.equal(specific(reference('A0000000090909')), 'FF50009000');
  for (const wrong of ['4F00', 'E1024F00', 'E1']) assert.equal(specific(wrong), '6A80', wrong);
});

test('both sides exchange their versions [SEAC §4.2.1]', () => {
  const app = master().open();
  assert.equal(app.send('80CADF2107E405E60300000100'), 'DF2107E505E6030101009000');
  assert.equal(app.send('80CADF2100'), '6A80');
});

test('without its security domain the application takes no rules, unless it was installed so [SEAC §5.1]', () => {
  const store = `80E29000${hex(Uint8Array.of(rule(NAME).length / 2 + 2))}${tlv('F0', rule(NAME))}`;
  const card = master();
  assert.equal(card.open().send(store), '6982');
  assert.deepEqual(card.bench.batches, []);
  const open = nativeCard(NATIVE.rules, { aid: AID, parameters: '800101' });
  assert.equal(open.open().send(store), '9000');
  assert.equal(open.open().send('80E2100002F200'), '6A86');
  const client = new Client(cardOnBench()).open();
  assert.equal(installNative(client, NATIVE.rules, { aid: AID, parameters: '800102' }), 0x6a80);
});

for (const [why, data, sw] of [
  ['no object', '', 0x6a80],
  ['two objects', 'F200F200', 0x6a80],
  ['an object of others', 'F300', 0x6a80],
  ['a refresh with a value', 'F20100', 0x6a80],
  ['a rule without its template', tlv('F0', reference(NAME)), 0x6a80],
  ['two rules', tlv('F0', rule(NAME), rule('')), 0x6a80],
  ['a rule that is none', tlv('F0', tlv('E2', reference(NAME))), 0x6a80],
  ['a cut rule', 'F005E203E1', 0x6a80],
  ['a deletion of two', tlv('F1', tlv('4F', NAME), tlv('4F', '')), 0x6a80],
  ['a deletion of something else', tlv('F1', 'C100'), 0x6a80],
  ['a deletion of what is not there', tlv('F1', tlv('4F', NAME)), 0x6a88],
] as const)
  test(`STORE DATA refused: ${why} [SEAC §5.1]`, () => {
    const card = master();
    assert.equal(card.store(0x90, data).sw, sw);
    assert.equal(card.open().send(READ_ALL), 'FF40009000');
  });

for (const [why, apdu, sw] of [
  ['another object', '80CAFF3000', '6A86'],
  ['all, with data', '80CAFF4001AA', '6700'],
  ['the other class', '00CAFF4000', '6E00'],
  ['another instruction', '80F2400000', '6D00'],
] as const)
  test(`GET DATA refused: ${why} [SEAC §4.2.1]`, () =>
    assert.equal(master().open().send(apdu), sw));
