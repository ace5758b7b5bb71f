import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cardOnBench,
  Client,
  CONFIG,
  ISD_AID,
  TEST_KEY,
} from '../../../tests/support/globalplatform-card.ts';
import { hex } from '../../base/index.ts';

function reader(entity = 'ISD', overrides = {}) {
  const client = new Client(cardOnBench(overrides), { entity });
  return (apdu: string) => {
    const { data, sw } = client.raw(apdu);
    return sw === 0x9000 ? hex(data) : sw.toString(16);
  };
}

test('the issuer security domain gives its objects without authentication [GPCS §11.3]', () => {
  const read = reader();
  assert.equal(read('80CA9F7F00'), `9F7F2A${CONFIG.cplc}`);
  assert.equal(read('80CA004200'), '420442494E01');
  assert.equal(read('80CA004500'), '45080000000000003001');
  assert.equal(read('80CA004F00'), `4F08${ISD_AID}`);
  assert.equal(read('80CA00CF00'), 'CF0A' + '0000' + '6320' + '00001001' + '0001');
});

test('a class of ISO 7816 gives the value alone [GPCS §11.3.3.1]', () => {
  const read = reader();
  assert.equal(read('00CA9F7F00'), CONFIG.cplc);
  assert.equal(read('00CA004200'), '42494E01');
});

test('card data names edition, identification, secure channel and Java Card [GPCS §H.2]', () => {
  const data = (version: string, i: string) =>
    reader('ISD', { version, secureChannels: [{ protocol: 'SCP03', i }] })('80CA006600');
  assert.equal(
    data('2.3', '70'),
    '663E' +
      '733C' +
      '06072A864886FC6B01' +
      '600B06092A864886FC6B020203' +
      '630906072A864886FC6B03' +
      '640B06092A864886FC6B040370' +
      '660C060A2B060104012A026E0103',
  );
  assert.match(data('2.2.1', '00'), /600C060A2A864886FC6B02020201.*640B06092A864886FC6B040300/);
  assert.match(data('2.3.1', '70'), /600C060A2A864886FC6B02020301/);
});

test('capabilities name SCP03, privileges, hashes, ciphers and signatures [GPCS §H.4]', () => {
  const read = reader();
  assert.equal(
    read('80CA006700'),
    '6735' +
      'A009' +
      '800103' +
      '810170' +
      '820107' +
      '8103FFFFC0' +
      '82031E0E00' +
      '830401020304' +
      '84018F' +
      '8502FF03' +
      '8602FF03' +
      '8702FF03' +
      '8809000102030405060708',
  );
});

test('key information names every key of every set [GPCS §11.3.3.1.1]', () => {
  const set = (version: string) => [1, 2, 3].map((id) => `C0040${id}${version}8810`).join('');
  assert.equal(reader()('80CA00E000'), `E024${set('30')}${set('FF')}`);
  assert.equal(reader('AM SD')('80CA00E000'), 'E000');
});

test('the sequence counter is the default key set’s, and only where challenges derive from it', () => {
  const client = new Client(cardOnBench());
  assert.equal(hex(client.raw('80CA00C100').data), 'C103000000');
  client.initialize();
  client.initialize(0xff);
  client.initialize();
  assert.equal(hex(client.raw('80CA00C100').data), 'C103000002');
  assert.equal(
    reader('ISD', { secureChannels: [{ protocol: 'SCP03', i: '00' }] })('80CA00C100'),
    '6a88',
  );
  assert.equal(reader('AM SD')('80CA00C100'), '6a88');
});

test('extended resources count applications and the container’s own memory [TS102226 §8.2.1.7]', () => {
  const bench = cardOnBench({}, { quota: 40_000 });
  const client = new Client(bench);
  const free = bench.services.nvm.free.toString(16).padStart(8, '0').toUpperCase();
  assert.equal(
    hex(client.raw('80CAFF2100').data),
    `FF211081020002` + `8204${free}` + '830400001000',
  );
});

test('the list of applications is what the domain may see [GPCS §11.3.3.1.3]', () => {
  const isd = '610A4F08A000000151000000';
  const am = '610C4F0AA000000151414D534401';
  const plain = '610B4F09A000000151504C4149';
  assert.equal(reader()('80CA2F00025C0000'), isd + am + plain);
  assert.equal(reader()('00CB2F00025C0000'), isd + am + plain);
  assert.equal(reader('plain SD')('80CA2F00025C0000'), plain);
  assert.equal(reader()('00CA2F0000'), '6a88');
  assert.equal(reader()('80CA2F0000'), '6a80', 'without a tag list');
});

test('the odd instruction code takes tags from a list [ISO7816-4 §7.4.2]', () => {
  const read = reader();
  assert.equal(read('00CB3FFF045C02424500'), '420442494E01' + '45080000000000003001');
  assert.equal(read('00CB3FFF045C029F7F00'), `9F7F2A${CONFIG.cplc}`);
  assert.equal(read('00CB3FFF035C015F00'), '6a80', 'a tag cut short');
  assert.equal(read('00CB3FFF035C014300'), '6a88');
  assert.equal(read('00CB2FE2025C0000'), '6a88', 'no such file');
  assert.equal(read('80CB3FFF035C014200'), '6e00');
});

test('the AM SD gives the data of the online payment service, and not the issuer’s [M-24]', () => {
  const read = reader('AM SD');
  assert.equal(read('80CA5F5000'), '5F500B68747470733A2F2F706179');
  assert.equal(read('80CA004200'), '42055041594558');
  assert.equal(read('80CA9F7F00'), '6a88');
  assert.equal(read('80CA006700'), '6a88');
  assert.equal(read('80CA006600').slice(0, 24), '6625732306072A864886FC6B');
  assert.equal(read('80CA00C200'), '6a88', 'it makes no receipts');
  assert.equal(reader()('80CA00C200'), 'C2020000');
});

test('what is not there is 6A88, and data where none belong is 6700', () => {
  const read = reader();
  assert.equal(read('80CA004300'), '6a88');
  assert.equal(read('80CA5F5000'), '6a88');
  assert.equal(read('80CA0042020102'), '6700');
});

test('objects of the description cannot hide what is made on request [GPCS §11.11.2.3]', () => {
  const [am] = CONFIG.securityDomains;
  const keySets = [{ version: 1, enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY }];
  const securityDomains = [{ ...am!, keySets, data: { E0: 'FFFF', C1: 'FFFF', 66: '7300' } }];
  const read = reader('AM SD', { securityDomains });
  assert.equal(read('80CA00E000'), 'E012' + 'C00401018810' + 'C00402018810' + 'C00403018810');
  assert.equal(read('80CA00C100'), 'C103000000');
  assert.equal(read('80CA006600'), '66027300');
});
