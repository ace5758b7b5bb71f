import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from '../../../tests/support/container-bench.ts';
import {
  forDomain,
  forLoad,
  loadStub,
  PROBE_FILE,
} from '../../../tests/support/content-commands.ts';
import {
  cardOnBench,
  Client,
  CONFIG,
  ISD_AID,
  PLAIN_SD_AID,
  PLAIN_SD_KEY,
  TEST_KEY,
} from '../../../tests/support/globalplatform-card.ts';
import { aesField } from '../../../tests/support/key-data.ts';
import { ecdhOf, privateKeyOf } from '../../../tests/support/scp11-host.ts';
import { hex, unhex } from '../../base/index.ts';
import { createGlobalPlatform, type GlobalPlatformConfig } from './index.ts';
import { Bench } from '../../../tests/support/container-bench.ts';

const DOMAIN = 'A000000559505242D1';
const NEW_KEY = '606162636465666768696A6B6C6D6E6F';
const SCP11 = [
  { protocol: 'SCP03', i: '70' },
  { protocol: 'SCP11', i: '9B02' },
] as const;

/** A client of a card, which has been booted again from its memory. */
function client(overrides: Partial<GlobalPlatformConfig>, entity = 'ISD'): Client {
  const first = cardOnBench(overrides);
  const bench = new Bench({ image: new Map(first.memory.image()) });
  // What the description says counts at the first boot alone.
  bench.mount(createGlobalPlatform(CONFIG, bench.services));
  const key = entity === 'ISD' ? TEST_KEY : PLAIN_SD_KEY;
  return new Client(bench, { entity, key });
}

test('a command that the personality does not name is 6D00 [GPCS §11.1.3]', () => {
  const one = client({ commands: ['SELECT', 'GET DATA', 'DELETE'] }).open();
  assert.equal(one.send('80CA0042').sw, 0x9000);
  assert.equal(one.send('80F28002', '4F00').sw, 0x6d00);
  assert.equal(one.send('80E40000', 'D201FF').sw, 0x9000);
  assert.equal(
    client({}).open().send('80F10013', '01F00100').sw,
    0x6d00,
    'GENERATE KEY by default',
  );
});

test('one form of GET STATUS alone [GPCS §11.4.2.2]', () => {
  const old = client({ getStatus: 'old' }).open();
  assert.equal(old.send('80F28002', '4F00').sw, 0x6a86);
  assert.equal(hex(old.send('80F28000', '4F00').data), `08${ISD_AID}0F9E`);
  const tlv = client({ getStatus: 'tlv' }).open();
  assert.equal(tlv.send('80F28000', '4F00').sw, 0x6a86);
  assert.match(hex(tlv.send('80F28002', '4F00').data), /^E3/);
});

test('privileges of one byte alone [GPCS §11.1.2]', () => {
  const one = client({ privilegeLength: 1 }).open();
  assert.equal(one.send('80E60C00', forDomain({ aid: DOMAIN })).sw, 0x6a80);
  assert.equal(one.send('80E60C00', forDomain({ aid: DOMAIN, privileges: '80' })).sw, 0x9000);
});

test('STORE DATA in classes 0X where the personality has it', () => {
  const one = client({ storeDataClass: 'both' }).open(0x03);
  assert.equal(one.send('00E29000', '420141').sw, 0x9000);
  assert.equal(one.send('80E29000', '420142').sw, 0x9000);
  assert.equal(client({}).open().send('00E29000', '420141').sw, 0x6e00);
});

test('hashes of load files, in INSTALL and in card capabilities [GPCS §C.2] [GPCS §H.4]', () => {
  const hashes = ['sha256'] as const;
  const one = client({ load: { blockNumbersWrap: false, hashes } }).open();
  for (const length of [20, 48, 64, 32]) {
    const { sw } = one.send('80E60200', forLoad({ aid: PROBE_FILE, hash: '00'.repeat(length) }));
    assert.equal(sw, length === 32 ? 0x9000 : 0x6a80, `${length} bytes`);
  }
  assert.match(hex(one.send('80CA0067').data), /830102/);
  assert.match(hex(client({}).open().send('80CA0067').data), /830401020304/);
  assert.equal(loadStub(one), 0x9000, 'a hash may be left out');
});

test('card data by edition, or as they are given [GPCS §H.2]', () => {
  const early = client({ version: '2.1.1', javaCard: '2.2.1' });
  assert.match(hex(early.raw('80CA006600').data), /60..060.2A864886FC6B020201012?/);
  assert.match(hex(early.raw('80CA006600').data), /2B060104012A026E0102$/);
  assert.equal(early.raw('80CA006700').sw, 0x6a88, 'card capabilities came later');
  assert.equal(hex(client({ cardData: '7300' }).raw('80CA006600').data), '66027300');
});

test('GENERATE KEY makes a key that SCP11 uses [GPAmdF §5.2]', () => {
  const commands = ['GENERATE KEY', 'GET DATA', 'STORE DATA', 'SELECT'] as const;
  const one = client({ commands, secureChannels: SCP11 }).open();
  const { data, sw } = one.send('80F10013', '05F00100');
  assert.equal(sw, 0x9000);
  assert.match(hex(data), /^B04104[0-9A-F]{128}$/);
  assert.match(hex(one.send('80CA00E0').data), /C0061305B120F000/);
  const again = one.send('80F10513', '06F00100');
  assert.notEqual(hex(again.data), hex(data));
  assert.doesNotMatch(hex(one.send('80CA00E0').data), /C0061305/);
  for (const [header, bad, word] of [
    ['80F10013', '06F00100', 0x6a80],
    ['80F10513', '07F00100', 0x6a88],
    ['80F10012', '07F00100', 0x6a86],
    ['80F18013', '07F00100', 0x6a86],
    ['80F10013', '00F00100', 0x6a80],
    ['80F10013', '80F00100', 0x6a80],
    ['80F10013', '07F00120', 0x6a88],
    ['80F10013', '07F000', 0x6a80],
    ['80F10013', '07F001', 0x6a80],
    ['80F10013', '07', 0x6a80],
    ['80F10013', '', 0x6a80],
    ['80F10613', '07F00101', 0x6a80],
  ] as const) {
    assert.equal(one.send(header, bad).sw, word, `${header} ${bad}`);
  }
  assert.equal(client({ commands }).raw('80F1001304' + '05F0010000').sw, 0x6982);
});

/** A card of one key set, one key of SCP11b, and four attempts. */
function resettable(): Partial<GlobalPlatformConfig> {
  const privateKey = hex(privateKeyOf(ecdhOf('p256', 'card'), 'p256'));
  const key = { version: 1, id: 0x13, curve: 'p256', privateKey, certificates: ['3000'] } as const;
  return {
    blockedKeys: 'deleted',
    authenticationAttempts: 4,
    secureChannels: SCP11,
    keySets: [CONFIG.keySets[1]!],
    ecKeys: [key],
  };
}

function keysOf(one: Client): string {
  return hex(one.raw('80CA00E000').data);
}

const BLOCKED = 'C00401FF8810C00402FF8810C00403FF8810';

test('a key set that is blocked is deleted; with the last key the first ones return [GPCS §7.5.1]', () => {
  const one = client(resettable());
  const first = keysOf(one);
  const initialize = () => one.initialize().sw;
  const agree = () => one.raw('80880113080000000000000000').sw;
  for (let count = 0; count < 4; count++) assert.equal(initialize(), 0x9000);
  assert.equal(initialize(), 0x6983);
  assert.equal(keysOf(one), 'E008C0061301B120F000', 'the set is gone');
  assert.equal(initialize(), 0x6a88);
  for (let count = 0; count < 4; count++) assert.equal(agree(), 0x6a80);
  assert.equal(agree(), 0x6983);
  assert.equal(keysOf(one), first, 'the keys of the description are back');
  assert.match(first, new RegExp(BLOCKED));
  assert.equal(hex(one.raw('80CABF2106A60483021301').data), 'BF21023000');
  assert.deepEqual(
    one.bench.notes.filter(([name]) => name.endsWith('-keys')),
    [
      ['blocked-keys', 'ISD', 3],
      ['blocked-keys', 'ISD', 1],
      ['first-keys', 'ISD', 4],
    ],
  );
  one.open();
});

test('an authentication that succeeds resets the count, and a new key set has none', () => {
  const one = client(resettable());
  for (let count = 0; count < 3; count++) assert.equal(one.initialize().sw, 0x9000);
  one.open();
  for (let count = 0; count < 3; count++) assert.equal(one.initialize().sw, 0x9000);
  one.open(0x01);
  const data = `02${aesField(NEW_KEY, TEST_KEY).repeat(3)}`;
  assert.equal(one.send('80D80081', data).sw, 0x9000);
  const two = new Client(one.bench, { key: NEW_KEY });
  for (let count = 0; count < 4; count++) assert.equal(two.initialize().sw, 0x9000);
  assert.equal(two.initialize().sw, 0x6983);
});

test('a supplementary security domain is left without the keys that are blocked', () => {
  const one = client({ ...resettable(), secureChannels: SCP11 }, 'plain SD');
  for (let count = 0; count < 4; count++) assert.equal(one.initialize().sw, 0x9000);
  assert.equal(one.initialize().sw, 0x6983);
  assert.equal(keysOf(one), 'E000');
  assert.equal(hex(one.bench.entity('plain SD').aid), PLAIN_SD_AID);
});

test('T=0: a refusal with which keys are deleted waits for the data', () => {
  const one = client(resettable());
  for (let count = 0; count < 4; count++) one.initialize();
  const header = unhex('8050000008');
  const ask = () => one.bench.container.header(one.bench.entity('ISD'), header, one.session);
  assert.equal(settled(ask), 'in');
  assert.equal(one.initialize().sw, 0x6983);
  assert.equal(settled(ask), 0x6a88);
  const kept = client({ ...resettable(), blockedKeys: 'kept' });
  for (let count = 0; count < 4; count++) {
    kept.initialize();
    assert.equal(kept.raw(`8482000010${'00'.repeat(16)}`).sw, 0x6300);
  }
  const header2 = () => kept.bench.container.header(kept.bench.entity('ISD'), header, kept.session);
  assert.equal(settled(header2), 0x6983);
});
