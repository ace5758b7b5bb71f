/** The payment application against a terminal and an issuer that compute by themselves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  grouping,
  installNative,
  NATIVE,
  NativeCard,
  NFC_LINK,
} from '../../../../tests/support/native-card.ts';
import { forChange } from '../../../../tests/support/content-commands.ts';
import { cardOnBench, Client, TEST_KEY } from '../../../../tests/support/globalplatform-card.ts';
import {
  expectedCryptogram,
  issuersAnswer,
  MASTER_KEY,
  PAYMENT_AID,
  PERSONAL,
  PROFILE,
  RECORD,
  SELECTED,
  TERMINAL,
} from '../../../../tests/support/payment-card.ts';
import { bytes, hex, unhex } from '../../../base/index.ts';
import { encryptCbc, pureCrypto } from '../../../crypto/index.ts';

const PIN_AID = 'F00000000150494E';
const PIN = '241234FFFFFFFFFF';
const WRONG_PIN = '249999FFFFFFFFFF';
const GPO = '80A80000048302027600';
const GENERATE = (kind: string, data = TERMINAL): string =>
  `80AE${kind}00${hex(bytes(data.length / 2))}${data}00`;

/** Under the data encryption key, as in SCP03. */
function encrypted(value: string): string {
  const cipher = pureCrypto.aes(unhex(TEST_KEY));
  return hex(encryptCbc(cipher, { iv: new Uint8Array(16), data: unhex(value) }));
}

/** Payment and global PIN under the issuer, both personalized. */
function shop(personal = PERSONAL): NativeCard {
  const bench = cardOnBench();
  const client = new Client(bench).open(0x33);
  assert.equal(installNative(client, NATIVE.payment, { aid: PAYMENT_AID }), 0x9000);
  const pin = { aid: PIN_AID, privileges: '000100', system: 'CB028211' };
  assert.equal(installNative(client, NATIVE.pin, pin), 0x9000);
  client.send('80E62000', forChange({ aid: PIN_AID }));
  const pinData = grouping('8010', PIN) + grouping('9010', '03');
  assert.equal(client.send('80E28800', pinData).sw, 0x9000);
  client.send('80E62000', forChange({ aid: PAYMENT_AID }));
  assert.equal(client.send('80E20800', personal).sw, 0x9000);
  const key = encrypted(MASTER_KEY);
  assert.equal(client.send('80E2E801', grouping('8000', key)).sw, 0x9000);
  return new NativeCard(bench, PAYMENT_AID);
}

test('SELECT, GET PROCESSING OPTIONS, READ RECORD [EMVB3 §6.5] [M-24] [M-23]', () => {
  const app = shop().open();
  assert.equal(hex(app.selected.data), SELECTED);
  assert.equal(app.send(GPO), `8006${PROFILE}080101009000`);
  assert.equal(app.send('00B2010C00'), `${RECORD}9000`);
  assert.equal(app.send('80CA9F3600'), '9F360200019000');
});

test('a transaction goes online, the issuer approves, and the card agrees [EMVB2 §8.1] [M-24]', () => {
  const card = shop();
  const app = card.open();
  app.send(GPO);
  const issuerData = '06011203A00000';
  const cryptogram = expectedCryptogram(1, issuerData);
  assert.equal(app.send(GENERATE('40')), `8012800001${cryptogram}${issuerData}9000`);
  assert.equal(app.send(`0082000008${issuersAnswer(1, cryptogram)}`), '9000');
  const second = '06011203600000';
  const approved = expectedCryptogram(1, second);
  assert.equal(app.send(GENERATE('40', `3030${TERMINAL}`)), `8012400001${approved}${second}9000`);
  assert.equal(app.send('80CA9F1300'), '9F130200019000');
  assert.equal(app.send(GENERATE('40')), '6985', 'the transaction is over');
});

test('cryptograms and answers are those of an independent issuer, pyemv [EMVB2 §8.1.2] [EMVB2 §8.2.2]', () => {
  const online = expectedCryptogram(1, '06011203A00000');
  assert.equal(online, '505E02B757A8FF0A');
  assert.equal(issuersAnswer(1, online), '0D0D225B00800000');
  assert.equal(expectedCryptogram(1, '06011203600000'), '1669E12671D05394');
});

for (const [why, answer, kind, results] of [
  ['does not answer', undefined, '00', '200000'],
  ['is false', 'FFFFFFFF00800000', '00', '204000'],
  [
    'does not approve',
    issuersAnswer(1, expectedCryptogram(1, '06011203A00000'), '00000000'),
    '00',
    '200000',
  ],
] as const)
  test(`an issuer that ${why} makes the card decline [EMVB3 §6.5.5]`, () => {
    const app = shop().open();
    app.send(GPO);
    app.send(GENERATE('80'));
    if (answer !== undefined) {
      assert.match(app.send(`0082000008${answer}`), why === 'is false' ? /^6300$/ : /^9000$/);
      assert.equal(app.send(`0082000008${answer}`), '6985', 'one answer for a cryptogram');
    }
    const issuerData = `06011203${results}`;
    const expected = `8012${kind}0001${expectedCryptogram(1, issuerData)}${issuerData}9000`;
    assert.equal(app.send(GENERATE('40', `3030${TERMINAL}`)), expected);
  });

test('a terminal declines at once [EMVB3 §6.5.5]', () => {
  const app = shop().open();
  app.send(GPO);
  const issuerData = '06011203800000';
  const expected = `8012000001${expectedCryptogram(1, issuerData)}${issuerData}9000`;
  assert.equal(app.send(GENERATE('00')), expected);
});

test('the transaction counter never comes twice, also after a power cut [EMVB2 §A1.3]', () => {
  const card = shop();
  for (const count of [1, 2]) {
    const app = card.open();
    app.send(GPO);
    assert.equal(app.send('80CA9F3600'), `9F3602000${count}9000`);
    card.bench.select(app.session, card.bench.entity('ISD'));
  }
  const app = card.rebooted().open();
  app.send(GPO);
  assert.match(app.send(GENERATE('80')), /^8012800003/);
});

test('at the end of its counter the application is at its end', () => {
  const card = shop();
  const counter = card.bench.services.nvm.part('content').part('6').counter('transactions', 0);
  counter.set(0xfffe);
  card.bench.memory.commit();
  const app = card.open();
  assert.match(app.send(GPO), /9000$/);
  assert.match(app.send(GENERATE('00')), /^801200FFFF/);
  card.bench.select(app.session, card.bench.entity('ISD'));
  assert.equal(card.open().send(GPO), '6985');
});

test('VERIFY uses the PIN of the whole card [GPCS §8.2] [EMVB3 §6.5.12]', () => {
  const card = shop();
  const app = card.open();
  app.send(GPO);
  assert.equal(app.send('80CA9F1700'), '9F1701039000');
  assert.equal(app.send(`0020008008${WRONG_PIN}`), '63C2');
  assert.equal(app.send(`0020008008${PIN}`), '9000');
  assert.equal(app.send('80CA9F1700'), '9F1701039000');
  assert.match(app.send(GENERATE('80')), /06011203A008009000$/);
  for (const left of ['63C2', '63C1', '63C0']) {
    assert.equal(app.send(`0020008008${WRONG_PIN}`), left);
  }
  assert.equal(app.send(`0020008008${PIN}`), '6983');
});

test('a card without a global PIN has none to verify [GPCS §8.2.1]', () => {
  const bench = cardOnBench();
  const client = new Client(bench).open();
  installNative(client, NATIVE.payment, { aid: PAYMENT_AID });
  const app = new NativeCard(bench, PAYMENT_AID).open();
  assert.equal(app.send(`0020008008${PIN}`), '6985');
  assert.equal(app.send('80CA9F1700'), '6A88');
  assert.equal(app.send('80A8000002830000'), '6985', 'not personalized');
});

test('a contactless transaction is reported to the terminal of the field [TS102622 §11.4]', () => {
  const card = shop();
  const app = card.open(NFC_LINK);
  app.send(GPO);
  app.send(GENERATE('80'));
  const [notice] = card.bench.notices;
  assert.ok(notice?.kind === 'transaction');
  assert.deepEqual([hex(notice.aid), hex(notice.parameters)], [PAYMENT_AID, '800001']);
});

const REFUSED = [
  ['GPO with P1', '80A80100048302027600', '6A86'],
  ['GPO without object 83', '80A8000002027600', '6A80'],
  ['GPO with a byte behind it', '80A8000005830202760000', '6A80'],
  ['GPO with too little', '80A8000002830000', '6700'],
  ['GENERATE AC without GPO', GENERATE('80'), '6985'],
  ['GENERATE AC of no kind', GENERATE('C0'), '6A86'],
  ['GENERATE AC with combined data', GENERATE('90'), '6A86'],
  ['EXTERNAL AUTHENTICATE before a cryptogram', '00820000080102030400800000', '6985'],
  ['EXTERNAL AUTHENTICATE of 7 bytes', '008200000701020304008000', '6700'],
  ['EXTERNAL AUTHENTICATE of 17 bytes', `0082000011${'00'.repeat(17)}`, '6700'],
  ['a record that is not there', '00B2020C00', '6A83'],
  ['record 0', '00B2000C00', '6A86'],
  ['a file of 0', '00B2010400', '6A86'],
  ['a file of 31', '00B201FC00', '6A86'],
  ['records from one on', '00B2010D00', '6A86'],
  ['READ RECORD with data', '00B2010C01AA', '6700'],
  ['GET DATA of another object', '80CA9F4F00', '6A88'],
  ['GET DATA with data', '80CA9F3601AA', '6700'],
  ['an encrypted PIN', `0020008808${PIN}`, '6A86'],
  ['no PIN block', '0020008008141234FFFFFFFFFF', '6A80'],
  ['a PIN of three digits', '00200080082312FFFFFFFFFFFF', '6A80'],
  ['GPO in class 00', '00A80000048302027600', '6E00'],
  ['READ RECORD in class 80', '80B2010C00', '6E00'],
  ['another instruction', '80300000', '6D00'],
] as const;

for (const [why, apdu, sw] of REFUSED) {
  test(`refused: ${why} [EMVB3 §6.5]`, () => {
    const card = shop();
    const app = card.open();
    assert.equal(app.send(apdu), sw);
    assert.deepEqual(card.bench.batches, []);
  });
}

test('GENERATE AC with other data than its list names is 6700, and nothing is lost', () => {
  const app = shop().open();
  app.send(GPO);
  assert.equal(app.send(GENERATE('80', TERMINAL.slice(2))), '6700');
  assert.match(app.send(GENERATE('80')), /^801280/);
  assert.equal(app.send(GENERATE('80', `3030${TERMINAL}`)), '6985', 'online twice');
  assert.equal(app.send(GPO), '6985', 'a transaction is under way');
});

test('personalization: what is missing keeps it open, what is whole closes it [EMVCPS §2.2]', () => {
  const bench = cardOnBench();
  const client = new Client(bench).open(0x33);
  installNative(client, NATIVE.payment, { aid: PAYMENT_AID });
  const send = (p1: string, data: string) => {
    client.send('80E62000', forChange({ aid: PAYMENT_AID }));
    return client.send(`80E2${p1}00`, data).sw;
  };
  const key = grouping('8000', encrypted(MASTER_KEY));
  const wrong = [
    ['08', grouping('9104', '82021C00'), 0x6a80],
    ['08', grouping('9102', '50'), 0x6a80],
    ['08', grouping('0101', '5A0100'), 0x6a80],
    ['08', grouping('1F01', RECORD), 0x6a88],
    ['08', grouping('0100', RECORD), 0x6a88],
    ['08', grouping('9200', '0101'), 0x6a80],
    ['08', grouping('8000', '00'), 0x6a80],
    ['68', grouping('8000', '0011223344'), 0x6a80],
    ['88', PERSONAL, 0x6985],
    ['E8', key, 0x6985],
    ['88', `${PERSONAL.replace('9F3704', '9F3703')}`, 0x6985],
  ] as const;
  for (const [p1, data, sw] of wrong) assert.equal(send(p1, data), sw, data);
  assert.equal(send('08', PERSONAL), 0x9000);
  assert.equal(send('E8', key), 0x9000);
  assert.equal(send('08', PERSONAL), 0x6985, 'it is closed');
});
