import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AM_SD_AID,
  cardOnBench,
  contentOf,
  Client,
  CONFIG,
  PLAIN_SD_KEY,
  TEST_KEY,
} from '../../../../tests/support/globalplatform-card.ts';
import { hex, unhex } from '../../../base/index.ts';

const LEVELS = [0x00, 0x01, 0x03, 0x11, 0x13, 0x33];

test('INITIALIZE UPDATE derives its challenge from a counter when i is 70 [GPAmdD §6.2.2.1]', () => {
  const client = new Client(cardOnBench());
  assert.equal(client.initialize().sw, 0x9000);
  const first = client.message!;
  assert.deepEqual([first.keyVersion, first.protocol, first.option], [0x30, 3, 0x70]);
  assert.equal(first.sequence, 1);
  assert.equal(client.initialize().sw, 0x9000);
  assert.equal(client.message!.sequence, 2);
  assert.notEqual(hex(client.message!.challenge), hex(first.challenge));
});

test('the counter is durable before the answer, and each key set has its own', () => {
  const bench = cardOnBench();
  const client = new Client(bench);
  client.initialize();
  assert.equal(bench.batches.length, 1);
  client.initialize(0xff);
  assert.deepEqual([client.message!.keyVersion, client.message!.sequence], [0xff, 1]);
  client.initialize(0x30);
  assert.equal(client.message!.sequence, 2);
  const reborn = new Client(cardOnBench({}, { image: bench.memory.image() }));
  reborn.initialize();
  assert.equal(reborn.message!.sequence, 3);
});

test('at the end of the counter INITIALIZE UPDATE ends too [GPAmdD §6.2.2.1]', () => {
  const bench = cardOnBench();
  contentOf(bench, 1).counter('sequence/48', 0).set(0xfffffe);
  const client = new Client(bench);
  assert.equal(client.initialize().sw, 0x9000);
  assert.equal(client.message!.sequence, 0xffffff);
  assert.equal(client.initialize().sw, 0x6985);
});

test('INITIALIZE UPDATE takes its challenge from the stream when i is 00', () => {
  const bench = cardOnBench({ secureChannels: [{ protocol: 'SCP03', i: '00' }] });
  const client = new Client(bench);
  const answer = client.initialize();
  assert.equal(answer.data.length, 29);
  const first = hex(client.message!.challenge);
  client.initialize();
  assert.notEqual(hex(client.message!.challenge), first);
  assert.deepEqual(bench.batches, []);
  const again = new Client(cardOnBench({ secureChannels: [{ protocol: 'SCP03', i: '00' }] }));
  again.initialize();
  assert.equal(hex(again.message!.challenge), first, 'the same seed gives the same challenge');
});

test('the challenge is made with the name the caller used', () => {
  const bench = cardOnBench();
  const session = bench.session();
  const alias = unhex('A0000001510000AA');
  bench.select(session, bench.entity('ISD'), alias);
  const client = new Client(bench);
  client.initialize();
  const aliased = bench.send(session, client.host.initializeUpdate());
  assert.throws(() => client.host.accept(aliased.data), /challenge/);
});

test('what INITIALIZE UPDATE refuses [GPCS §E.5.1]', () => {
  const client = new Client(cardOnBench());
  assert.equal(client.raw('80503200080102030405060708 00').sw, 0x6a88, 'no such key version');
  assert.equal(client.raw('80500002080102030405060708 00').sw, 0x6a88, 'no such key identifier');
  assert.equal(client.raw('80500001080102030405060708 00').sw, 0x9000, 'the first of the set');
  assert.equal(client.raw('805000000701020304050607 00').sw, 0x6700);
  assert.equal(client.raw('80500000' + '10' + '00'.repeat(16) + '00').sw, 0x6700, 'mode S16');
  assert.equal(client.raw('00500000080102030405060708 00').sw, 0x6e00);
  assert.equal(client.raw('84500000080102030405060708 00').sw, 0x6e00);
  const keyless = new Client(cardOnBench(), { entity: 'AM SD' });
  assert.equal(keyless.raw('80500000080102030405060708 00').sw, 0x6a88);
});

for (const i of ['70', '00'] as const) {
  test(`EXTERNAL AUTHENTICATE takes the levels that i=${i} allows [GPAmdD §7.1.2.1]`, () => {
    const allowed = i === '70' ? LEVELS : [0x00, 0x01, 0x03];
    const bench = cardOnBench({ secureChannels: [{ protocol: 'SCP03', i }] });
    for (let level = 0; level < 256; level++) {
      const client = new Client(bench);
      client.initialize();
      const { sw } = client.raw(client.host.externalAuthenticate(level));
      assert.equal(sw, allowed.includes(level) ? 0x9000 : 0x6a86, `level ${level.toString(16)}`);
    }
  });
}

test('a wrong host cryptogram is 6300, and new challenges are required [GPCS §E.5.2]', () => {
  const client = new Client(cardOnBench());
  client.initialize();
  const right = client.host.externalAuthenticate(0x01);
  assert.equal(client.raw(client.host.externalAuthenticate(0x01, 3)).sw, 0x6300);
  assert.equal(client.raw(right).sw, 0x6985, 'the right one comes too late');
  assert.equal(client.raw('80CA9F7F00').sw, 0x9000, 'nothing was open that could be aborted');
  client.open();
});

test('keys that the card does not have give 6300', () => {
  const bench = cardOnBench();
  const client = new Client(bench, { key: PLAIN_SD_KEY });
  assert.throws(() => client.initialize(), /challenge/);
  assert.equal(client.raw('848201001000112233445566778899AABBCCDDEEFF').sw, 0x6300);
});

test('a right cryptogram under a wrong MAC is 6982', () => {
  const client = new Client(cardOnBench());
  client.initialize();
  assert.equal(client.raw(client.host.externalAuthenticate(0x01, 12)).sw, 0x6982);
  assert.equal(client.raw(client.host.externalAuthenticate(0x01)).sw, 0x6985);
});

test('EXTERNAL AUTHENTICATE without INITIALIZE UPDATE is 6985, and aborts a session [GPAmdD §5.6]', () => {
  const client = new Client(cardOnBench());
  const command = '8482010010' + '00'.repeat(16);
  assert.equal(client.raw(command).sw, 0x6985);
  client.open();
  assert.equal(client.raw(command).sw, 0x6982, 'once is enough');
  assert.equal(client.raw('80CA004200').sw, 0x6982);
});

test('what else EXTERNAL AUTHENTICATE refuses ends the initiation too [GPAmdD §5.2]', () => {
  const bad = [
    ['8482010110' + '00'.repeat(16), 0x6a86],
    ['848201000F' + '00'.repeat(15), 0x6700],
  ] as const;
  for (const [command, sw] of bad) {
    const client = new Client(cardOnBench());
    client.initialize();
    assert.equal(client.raw(command).sw, sw);
    assert.equal(client.raw(client.host.externalAuthenticate(0x01)).sw, 0x6985);
  }
  const client = new Client(cardOnBench());
  assert.equal(client.raw('8082010010' + '00'.repeat(16)).sw, 0x6e00);
});

test('a supplementary security domain opens channels with its own keys only', () => {
  const bench = cardOnBench();
  const client = new Client(bench, { entity: 'plain SD', key: PLAIN_SD_KEY });
  client.open(0x33);
  assert.equal(client.message!.keyVersion, 0x31);
  assert.equal(client.message!.sequence, 1);
  const intruder = new Client(bench, { entity: 'plain SD', key: TEST_KEY });
  assert.throws(() => intruder.open(), /challenge/);
});

test('an empty AM SD can be given keys in the description', () => {
  const [am] = CONFIG.securityDomains;
  const keySets = [
    { type: 'AES' as const, version: 1, enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY },
  ];
  const bench = cardOnBench({ securityDomains: [{ ...am!, keySets }] });
  new Client(bench, { entity: 'AM SD' }).open();
  assert.equal(hex(bench.entity('AM SD').aid), AM_SD_AID);
});
