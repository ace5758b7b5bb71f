/** The NFC Forum Type 4 tag: what readers find, read and write, and what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remove } from '../../../../tests/support/content-commands.ts';
import { cardOnBench, Client } from '../../../../tests/support/globalplatform-card.ts';
import {
  grouping,
  installNative,
  NATIVE,
  nativeCard,
} from '../../../../tests/support/native-card.ts';
import { hex, unhex } from '../../../base/index.ts';

const AID = 'D2760000850101';
/** `http://a.b`, one URI record. */
const MESSAGE = 'D101045503612E62';
const CC = '00A4000C02E103';
const NDEF = '00A4000C02E104';

function tag(parameters = '') {
  return nativeCard(NATIVE.tag, { aid: AID, parameters });
}

test('a reader finds capability container, file and message [NFCT4T §5.1] [M-23]', () => {
  const card = tag(`810201008308${MESSAGE}`);
  const reader = card.open();
  assert.equal(hex(reader.selected.data), `6F0F8407${AID}A5049F6501FF`);
  assert.equal(reader.send(CC), '9000');
  assert.equal(reader.send('00B000000F'), '000F2000FF00FF0406E104010000009000');
  assert.equal(reader.send(NDEF), '9000');
  assert.equal(reader.send('00B0000002'), '00089000');
  assert.equal(reader.send('00B0000208'), `${MESSAGE}9000`);
});

test('a reader writes a message, which stays [NFCT4T §5.4.5] [M-23]', () => {
  const card = tag();
  const reader = card.open();
  reader.send(NDEF);
  assert.equal(reader.send('00D60000020000'), '9000');
  assert.equal(reader.send(`00D6000208${MESSAGE}`), '9000');
  assert.equal(reader.send('00D60000020008'), '9000');
  const again = card.rebooted().open();
  again.send(NDEF);
  assert.equal(again.send('00B000000A'), `0008${MESSAGE}9000`);
});

test('the longer mapping reads and writes beyond 32 KiB [NFCT4T §5.4]', () => {
  const bench = cardOnBench({}, { quota: 200_000 });
  const client = new Client(bench).open();
  const what = { aid: AID, parameters: '80013081040000A000' };
  assert.equal(installNative(client, NATIVE.tag, what), 0x9000);
  const session = bench.session();
  bench.select(session, bench.entity(AID));
  const send = (apdu: string) => {
    const { data, sw } = bench.send(session, unhex(apdu));
    return hex(data) + sw.toString(16).toUpperCase();
  };
  assert.equal(send(CC), '9000');
  assert.equal(send('00B0000011'), '00113000FF00FF0608E1040000A00000009000');
  send(NDEF);
  assert.equal(send('00D700000954030090005302CAFE'), '9000');
  assert.equal(send('00B1000005540300900004'), '5302CAFE9000');
  assert.equal(send('00B1000005540300A00004'), '6B00');
  assert.equal(send('00D700000A5403009FFF5303CAFE00'), '6700');
});

test('access conditions: none of reading, none of writing [NFCT4T §5.1.2.1]', () => {
  const locked = tag(`820200FF8308${MESSAGE}`);
  const reader = locked.open();
  reader.send(NDEF);
  assert.equal(reader.send('00D60000020000'), '6982');
  assert.equal(reader.send('00B000000A'), `0008${MESSAGE}9000`);
  const hidden = tag('8202FF00').open();
  hidden.send(NDEF);
  assert.equal(hidden.send('00B0000002'), '6982');
  assert.equal(hidden.send('00D60000020000'), '9000');
});

test('the issuer writes what readers may not, by STORE DATA [GPCS §7.3.2]', () => {
  const card = tag('820200FF');
  assert.equal(card.store(0x88, grouping('E104', MESSAGE)).sw, 0x9000);
  const refused = [
    [0x88, grouping('E105', MESSAGE), 0x6a88],
    [0x88, 'E10409D101', 0x6a80],
    [0x88, 'E104', 0x6a80],
    [0x90, grouping('E104', MESSAGE), 0x6a86],
    [0xa8, grouping('E104', MESSAGE), 0x6a86],
  ] as const;
  for (const [p1, data, sw] of refused) assert.equal(card.store(p1, data).sw, sw, data);
  const reader = card.open();
  reader.send(NDEF);
  assert.equal(reader.send('00B000000A'), `0008${MESSAGE}9000`);
  assert.equal(card.store(0x88, grouping('E104', MESSAGE)).sw, 0x6985, 'a reader has it');
});

const REFUSED = [
  ['nothing selected', '00B0000002', '6986'],
  ['nothing selected', '00D6000001AA', '6986'],
  ['a file that is not there', '00A4000C02E105', '6A82'],
  ['an identifier of one byte', '00A4000C01E1', '6700'],
  ['SELECT of a path', '00A4080C02E104', '6A86'],
  ['another P2', '00A4000402E104', '6A86'],
  ['a class of another', '80B0000002', '6E00'],
  ['secure messaging', '0CB0000002', '6E00'],
  ['an instruction of another', '00B2010402', '6D00'],
] as const;

for (const [why, apdu, sw] of REFUSED) {
  test(`refused: ${why} ${apdu} [NFCT4T §5.4]`, () => {
    const card = tag();
    assert.equal(card.open().send(apdu), sw);
    assert.deepEqual(card.bench.batches, []);
  });
}

const REFUSED_IN_FILE = [
  ['READ behind the end', '00B0080002', '6B00'],
  ['READ with a short file identifier', '00B0840002', '6A86'],
  ['READ with data', '00B000000101', '6700'],
  ['UPDATE behind the end', '00D6080001AA', '6B00'],
  ['UPDATE across the end', '00D607FF02AAAA', '6700'],
  ['UPDATE of nothing', '00D6000000', '6700'],
  ['an odd READ without offset', '00B1000000', '6A80'],
  ['an odd READ of another file', '00B1E104035401000A', '6A86'],
  ['an odd READ whose offset is cut', '00B10000035402000A', '6A80'],
  ['an odd UPDATE without data', '00D7000003540100', '6A80'],
] as const;

for (const [why, apdu, sw] of REFUSED_IN_FILE) {
  test(`refused in the NDEF file: ${why} [NFCT4T §5.4]`, () => {
    const card = tag();
    const reader = card.open();
    reader.send(NDEF);
    assert.equal(reader.send(apdu), sw);
    assert.deepEqual(card.bench.batches, []);
  });
}

test('READ across the end gives what there is, with a warning [ISO7816-4 §11.2.3]', () => {
  const reader = tag('81020010').open();
  reader.send(NDEF);
  assert.equal(reader.send('00B0000C08'), '000000006282');
  assert.equal(reader.send('00B0000C00'), '000000009000');
});

test('the capability container is never written [NFCT4T §5.1]', () => {
  const reader = tag().open();
  reader.send(CC);
  assert.equal(reader.send('00D6000001FF'), '6982');
});

test('INSTALL refuses parameters that make no tag, and nothing stays [GPCS §11.5.2.3.7]', () => {
  const wrong = [
    '800121',
    '80022000',
    '81020004',
    '810400010000',
    '8103000100',
    '820100',
    '82020001',
    `8102000A8309${MESSAGE}00`,
    '840100',
    '80',
  ];
  for (const parameters of wrong) {
    const bench = cardOnBench();
    const client = new Client(bench).open();
    assert.equal(installNative(client, NATIVE.tag, { aid: AID, parameters }), 0x6a80, parameters);
    assert.equal(client.send('80F24002', `4F07${AID}`).sw, 0x6a88);
  }
});

test('what it keeps counts against its quota, and is gone after DELETE [GPCS §9.5] [GPCS §9.7]', () => {
  const bench = cardOnBench();
  const client = new Client(bench).open();
  const free = bench.services.nvm.free;
  const big = { aid: AID, parameters: '81020800', system: 'C8020400' };
  assert.equal(installNative(client, NATIVE.tag, big), 0x6a84);
  assert.equal(client.send('80F24002', `4F07${AID}`).sw, 0x6a88);
  assert.equal(remove(client, NATIVE.tag.file), 0x9000);
  assert.equal(installNative(client, NATIVE.tag, { ...big, system: 'C8021000' }), 0x9000);
  assert.ok(bench.services.nvm.free < free - 2_000);
  assert.equal(remove(client, NATIVE.tag.file, true), 0x9000);
  assert.equal(bench.services.nvm.free, free);
});

test('T=0 reads from the header what P3 announces [ISO7816-3 §10.3.2]', () => {
  const card = tag();
  const { session } = card.open();
  const known = (header: string) =>
    card.bench.container.header(card.bench.entity(card.name), unhex(header), session);
  assert.equal(known('00B0000002'), 'out');
  assert.throws(() => known('00D6000002'), { sw: 0x6986 });
  card.bench.send(session, unhex('00A4000C02E104'));
  assert.equal(known('00D6000002'), 'in');
  assert.equal(known('00A4040007'), undefined);
});
