import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../base/index.ts';
import { at } from '../../tests/support/euicc-card.ts';
import { ADM1, PIN1, UiccCard } from '../../tests/support/uicc-card.ts';

/** A card in DF 7F10 with ADM1 verified. */
function card(): UiccCard {
  const one = new UiccCard();
  assert.equal(one.verify('0A', ADM1), '9000');
  one.select('7F10');
  return one;
}

/** All that is in memory. */
function kept(one: UiccCard): string {
  const records = [...one.bench.memory.image()].map(([key, value]) => `${key} ${hex(value)}`);
  return records.toSorted().join('\n');
}

const tlv = (tag: string, value: string) =>
  tag + (value.length / 2).toString(16).padStart(2, '0').toUpperCase() + value;
const create = (...objects: readonly string[]) => {
  const template = tlv('62', objects.join(''));
  return `00E00000${(template.length / 2).toString(16).padStart(2, '0')}${template}`;
};
const OPEN = tlv('AB', '80017F900084013290008401D49000');
const LINEAR = [tlv('82', '42210004'), tlv('83', '6F70'), tlv('8A', '05'), OPEN];

test('CREATE FILE: an EF of records, with a filling pattern [TS102222 §6.3]', () => {
  const one = card();
  const fill = tlv('A5', tlv('C1', 'A0B1C2'));
  const apdu = create(...LINEAR, fill, tlv('80', '000C'), tlv('88', '60'));
  assert.equal(one.send(apdu), '9000');
  assert.equal(one.send('00B2030404'), 'A0B1C2C29000', 'it is the current EF');
  assert.equal(one.send('00B2036404'), 'A0B1C2C29000', 'by short identifier 12');
  assert.equal(one.send(apdu), '6A89');
  const again = one.rebooted();
  again.select('7F10', '6F70');
  assert.equal(again.send('00B2010404'), 'A0B1C2C29000');
});

test('CREATE FILE: a DF, then files in it, and DELETE FILE of all [TS102222 §6.4]', () => {
  const one = card();
  const free = one.bench.services.nvm.free;
  const df = create(
    tlv('82', '7821'),
    tlv('83', '5F70'),
    tlv('8A', '05'),
    OPEN,
    tlv('C6', '90010083010A'),
  );
  assert.equal(one.send(df), '9000');
  const ef = create(
    tlv('82', '4121'),
    tlv('83', '4F01'),
    tlv('8A', '05'),
    OPEN,
    tlv('A5', tlv('C2', '0102')),
    tlv('80', '0005'),
  );
  assert.equal(one.send(ef), '9000');
  assert.equal(one.send('00B0000005'), '01020102019000');
  assert.equal(one.send('00B0810005'), '01020102019000', 'the low bits are the short identifier');
  one.select('7F10');
  assert.equal(one.send('00E40000025F70'), '9000');
  assert.equal(one.select('5F70'), '6A82');
  assert.equal(one.bench.services.nvm.free, free, 'all of its room is free again');
  assert.equal(at(one.send('80F2000000').slice(0, -4), '62', '83')?.value, '7F10');
});

test('CREATE FILE: an ADF is an application at once, and goes as one [TS102222 §6.3]', () => {
  const one = card();
  one.select('3F00');
  const name = 'A0000000871004FF01';
  const adf = create(
    tlv('82', '7821'),
    tlv('83', '7FF5'),
    tlv('84', name),
    tlv('8A', '05'),
    OPEN,
    tlv('C6', '900180830101'),
  );
  const before = one.bench.container.entities();
  assert.equal(one.send(adf), '9000');
  const isim = one.bench.container.entities().find((entity) => entity.name === 'ISIM');
  assert.ok(isim !== undefined);
  assert.equal(one.bench.select(one.session, isim).sw, 0x9000);
  one.select('3F00');
  assert.equal(one.send(adf), '6A8A');
  assert.equal(one.rebooted().bench.container.entities().length, before.length + 1);
  assert.equal(one.send('00E40000027FF5'), '9000');
  assert.equal(one.bench.container.entities().length, before.length);
});

for (const [what, apdu, sw] of [
  ['no template', '00E000000283016F', '6A80'],
  ['no descriptor', create(tlv('83', '6F70'), tlv('8A', '05'), OPEN, tlv('80', '0001')), '6A80'],
  ['no identifier', create(tlv('82', '4121'), OPEN, tlv('80', '0001')), '6A80'],
  ['no access rule', create(tlv('82', '4121'), tlv('83', '6F70'), tlv('80', '0001')), '6A80'],
  ['no size', create(tlv('82', '4121'), tlv('83', '6F70'), OPEN), '6A80'],
  ['size 0', create(tlv('82', '4121'), tlv('83', '6F70'), OPEN, tlv('80', '0000')), '6A80'],
  ['uneven records', create(...LINEAR, tlv('80', '000D')), '6A80'],
  ['255 records', create(...LINEAR, tlv('80', '03FC')), '6A80'],
  ['records of 0', create(tlv('82', '42210000'), ...LINEAR.slice(1), tlv('80', '0004')), '6A80'],
  [
    'identifier 7FFF',
    create(tlv('82', '4121'), tlv('83', '7FFF'), OPEN, tlv('80', '0001')),
    '6A80',
  ],
  ['state 0C', create(...LINEAR.slice(0, 2), tlv('8A', '0C'), OPEN, tlv('80', '0004')), '6A80'],
  ['an EF with a name', create(...LINEAR, tlv('84', 'A000000001'), tlv('80', '0004')), '6A80'],
  ['short identifier 31', create(...LINEAR, tlv('80', '0004'), tlv('88', 'F8')), '6A80'],
  ['one that is there', create(...LINEAR, tlv('80', '0004'), tlv('88', '50')), '6A80'],
  ['an object twice', create(...LINEAR, tlv('80', '0004'), tlv('80', '0004')), '6A80'],
  ['too large', create(tlv('82', '4121'), tlv('83', '6F70'), OPEN, tlv('80', 'FFFF')), '6A84'],
  ['P1 01', '00E00100026200', '6A86'],
  ['no data', '00E00000', '6700'],
  ['DELETE of what is not there', '00E40000026F7F', '6A82'],
  ['DELETE with P2', '00E40001026F3A', '6A86'],
  ['DELETE without data', '00E40000', '6700'],
  [
    'RESIZE of what is not there',
    `80D400000A${tlv('62', tlv('83', '6F7F') + tlv('80', '0004'))}`,
    '6A82',
  ],
  ['RESIZE without a size', `80D4000006${tlv('62', tlv('83', '6F51'))}`, '6A80'],
  ['RESIZE in class 00', `00D4000006${tlv('62', tlv('83', '6F51'))}`, '6E00'],
  ['RESIZE of a DF', `80D400000A${tlv('62', tlv('83', '5F3A') + tlv('80', '0004'))}`, '6981'],
  ['TERMINATE EF of a DF', '00E80000025F3A', '6981'],
  ['MANAGE SECURE CHANNEL', '0073000000', '6D00'],
  ['TRANSACT DATA', '0075000001AA', '6D00'],
  ['EXCHANGE CAPABILITIES', '807A000000', '6D00'],
  ['GET CHALLENGE with P1', '0084010008', '6A86'],
  ['an instruction that is not there', '00FA000000', '6D00'],
] as const) {
  test(`${what}: ${sw}, and nothing changes [TS102222 §6]`, () => {
    const one = card();
    const before = kept(one);
    assert.equal(one.send(apdu), sw);
    assert.equal(kept(one), before);
  });
}

test('administrative commands need their access rule [TS102221 §9.2]', () => {
  const one = new UiccCard();
  one.verify('01', PIN1);
  one.select('7F10');
  const resize = tlv('62', tlv('83', '6F3A') + tlv('80', '0028'));
  for (const apdu of [
    create(...LINEAR, tlv('80', '0004')),
    '00E40000026F3A',
    `80D400000A${resize}`,
    '00040000026F3A',
    '00E80000026F3A',
    '00E60000025F3A',
    '00FE0000',
  ]) {
    assert.equal(one.send(apdu), '6982', apdu);
  }
});

test('RESIZE FILE keeps what has room [TS102222 §6.10]', () => {
  const one = card();
  const resize = (...objects: readonly string[]) => {
    const template = tlv('62', objects.join(''));
    return one.send(`80D40000${(template.length / 2).toString(16).padStart(2, '0')}${template}`);
  };
  assert.equal(resize(tlv('83', '6F51'), tlv('80', '000A')), '9000');
  assert.equal(one.send('00B0000000'), '0102030405060708FFFF9000');
  assert.equal(resize(tlv('83', '6F51'), tlv('80', '0003')), '9000');
  assert.equal(one.send('00B0000000'), '0102039000');
  assert.equal(resize(tlv('83', '6F39'), tlv('80', '000C')), '9000');
  one.verify('01', PIN1);
  assert.equal(one.send('00B2030403'), '0000019000');
  assert.equal(one.send('00B2040403'), 'FFFFFF9000');
  assert.equal(resize(tlv('83', '6F39'), tlv('80', '000D')), '6A80');
  one.select('6F50');
  one.send('80DB00800480020102');
  assert.equal(resize(tlv('83', '6F50'), tlv('A5', tlv('85', '0002') + tlv('86', '0003'))), '6985');
  const smaller = tlv('A5', tlv('85', '0006') + tlv('86', '0008'));
  assert.equal(resize(tlv('83', '6F50'), smaller), '9000');
  assert.equal(one.send('80CB0080018000'), '800201029000');
  assert.equal(one.rebooted().select('7F10', '6F50'), '9000');
});

test('TERMINATE DF and TERMINATE CARD USAGE are for good [TS102222 §6.7] [TS102222 §6.9]', () => {
  const one = card();
  assert.equal(one.send('00E60000025F3A'), '9000');
  assert.equal(one.select('7F10', '5F3A'), '6285');
  assert.equal(one.select('4F30'), '9000');
  assert.equal(one.send('00B0000001'), '6984', 'its files are out of reach');
  assert.equal(one.send('00FE0000'), '9000');
  assert.equal(one.send('00A4000C023F00'), '6985');
  const again = one.rebooted();
  assert.equal(again.send('80F2000000'), '6985');
  assert.equal(again.send('A0A40000023F00'), '6985');
});

test('GET CHALLENGE draws from the container’s stream [TS102221 §11.1.18]', () => {
  const one = card();
  const first = one.send('0084000008');
  assert.match(first, /^[0-9A-F]{16}9000$/);
  assert.notEqual(one.send('0084000008'), first);
  assert.equal(one.send('0084000010').length, 36);
});
