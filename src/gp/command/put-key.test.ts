import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import {
  cardOnBench,
  Client,
  contentOf,
  TEST_KEY,
} from '../../../tests/support/globalplatform-card.ts';
import {
  aesCheckValue,
  aesField,
  component,
  desCheckValue,
  encrypted,
  secret,
} from '../../../tests/support/key-data.ts';
import { hex, unhex } from '../../base/index.ts';
import { KeyStore } from '../domain/key-store.ts';

const OTHER = '606162636465666768696A6B6C6D6E6F';
const LONG = `${OTHER}707172737475767778797A7B7C7D7E7F`;
const set = (key: string) => aesField(key, TEST_KEY).repeat(3);

function open(level = 0x01) {
  const bench = cardOnBench();
  const client = new Client(bench).open(level);
  const put = (p1p2: string, data: string) => {
    const answer = client.send(`80D8${p1p2}`, data);
    return answer.sw === 0x9000 ? hex(answer.data) : answer.sw.toString(16);
  };
  const information = () => hex(new Client(bench).raw('80CA00E000').data);
  return { bench, client, put, information };
}

function field(key: KeyObject, name: string): string {
  return hex(
    Buffer.from((key.export({ format: 'jwk' }) as Record<string, string>)[name]!, 'base64url'),
  );
}

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const RSA_FIELD = component('A1', field(RSA.publicKey, 'n')) + component('A0', '010001') + '00';

test('a new key set opens secure channels at once [GPCS §11.8]', () => {
  for (const level of [0x00, 0x01, 0x03, 0x33]) {
    const { bench, put, information } = open(level);
    const check = aesCheckValue(OTHER);
    assert.equal(put('0081', `32${set(OTHER)}`), `32${check}${check}${check}`);
    assert.match(information(), /C00401328810C00402328810C00403328810/);
    new Client(bench, { key: OTHER }).open(0x33, 0x32);
  }
});

test('AES keys of each length come padded to whole blocks, with their own length [GPAmdD §7.2] [GPAmdD §7.2.2] [GPAmdD §6.2.8]', () => {
  for (const [at, key] of [OTHER, `${OTHER}7071727374757677`, LONG].entries()) {
    const { bench, put, information } = open(0x33);
    const check = aesCheckValue(key);
    const shown = `32${check}${check}${check}`;
    assert.equal(put('0081', `32${set(key)}`), shown);
    assert.match(information(), new RegExp(`C004013288${['10', '18', '20'][at]}`));
    new Client(bench, { key }).open(0x33, 0x32);
  }
});

test('a set that lacks a key begins no session [GPAmdD §6.1] [GPAmdD §7.1.1]', () => {
  const { bench, put } = open();
  for (const id of [1, 2]) put(`00${hex(Uint8Array.of(id))}`, `32${aesField(OTHER, TEST_KEY)}`);
  assert.equal(new Client(bench).initialize(0x32).sw, 0x6a88);
  put('0003', `32${aesField(OTHER, TEST_KEY)}`);
  new Client(bench, { key: OTHER }).open(0x01, 0x32);
});

test('keys of the initial set go when others of their identifiers come [GPCS §11.8.1]', () => {
  const { bench, put, information } = open();
  assert.match(information(), /C00401FF8810/);
  put('0081', `32${set(OTHER)}`);
  assert.doesNotMatch(information(), /FF8810/);
  assert.equal(new Client(bench).initialize(0xff).sw, 0x6a88);
});

test('a key set is replaced, with its version or without [GPCS §11.8.2.1]', () => {
  const { bench, put } = open();
  assert.equal(put('3081', `30${set(OTHER)}`).slice(0, 2), '30');
  new Client(bench, { key: OTHER }).open(0x01, 0x30);
  assert.equal(put('3081', `35${set(TEST_KEY)}`).slice(0, 2), '35', 'the session goes on');
  assert.equal(new Client(bench).initialize(0x30).sw, 0x6a88);
  const client = new Client(bench).open(0x01, 0x35);
  assert.equal(client.message!.sequence, 1, 'a set that was replaced counts from zero');
  assert.equal(new Client(bench).initialize().data[10], 0x35, 'it stays the first of the list');
});

test('what does not fit the keys there are is refused, and nothing is changed [GPCS §11.8]', () => {
  const { bench, put, information } = open();
  const before = information();
  const batches = bench.batches.length;
  const good = aesField(OTHER, TEST_KEY);
  const refused: readonly (readonly [string, string, string, string])[] = [
    ['0081', `30${set(OTHER)}`, '6a80', 'not new'],
    ['2081', `20${set(OTHER)}`, '6a88', 'no such version'],
    ['3005', `30${good}`, '6a88', 'no such identifier'],
    ['3081', `30${aesField(LONG, TEST_KEY).repeat(3)}`, '6a80', 'another size'],
    ['0001', `30${good}${good}`, '6a80', 'one key announced'],
    ['0001', `00${good}`, '6a80', 'version 00'],
    ['0001', `80${good}`, '6a80', 'version 80'],
    ['0001', `FF${good}`, '6a80', 'version FF'],
    ['00FF', `32${good}${good}`, '6a80', 'identifiers past 7F'],
    ['0001', `32${good.slice(0, -6)}000000`, '6982', 'a wrong check value'],
    ['0001', `32${good.slice(0, -8)}00`, '6a80', 'no check value'],
    ['0001', '32', '6a80', 'no key'],
    ['0001', `32${good.slice(0, -2)}`, '6a80', 'cut'],
    ['0001', `32${good}01`, '6a80', 'more bytes'],
    ['0001', `328811${'00'.repeat(17)}00`, '6a80', 'length 00 of an AES key'],
    ['0001', `32880F${'00'.repeat(15)}00`, '6a80', 'not encrypted'],
    ['0001', `3207${good.slice(2)}`, '6a80', 'a private type'],
    ['0001', `32${component('89', encrypted(unhex(OTHER), TEST_KEY))}00`, '6a80', 'RFU type'],
    ['0001', `32${component('A1', '80'.repeat(128))}00`, '6a80', 'a modulus alone'],
    ['0001', `32${component('A1', 'FF'.repeat(64))}${component('A0', '03')}00`, '6a80', '512 bits'],
    [
      '0001',
      `32${component('B0', `04${'11'.repeat(64)}`)}${component('F0', '00')}00`,
      '6a80',
      'off',
    ],
    [
      '0001',
      `32${component('B0', `04${'11'.repeat(64)}`)}${component('F0', '61')}00`,
      '6a88',
      'curve',
    ],
  ];
  for (const [p1p2, data, sw, why] of refused) assert.equal(put(p1p2, data), sw, why);
  assert.equal(information(), before);
  assert.equal(bench.batches.length, batches + 0);
});

test('the check value of a PSK is the beginning of its hash, where it comes [GPAmdB §3.9.1]', () => {
  const { put } = open();
  const psk = secret('85', '0102030405', TEST_KEY);
  const digest = createHash('sha1').update(unhex('0102030405')).digest().subarray(0, 3);
  assert.equal(put('0001', `40${psk}03000000`), '6982');
  assert.equal(put('0001', `40${psk}03${hex(digest)}`), `40${hex(digest)}`);
  assert.equal(put('0002', `40${psk}00`), '40');
});

test('every type of key is kept and listed [GPCS §11.1.8] [GPCS §11.3.3.1.1]', () => {
  const { put, information } = open();
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const point = `04${field(ec.publicKey, 'x')}${field(ec.publicKey, 'y')}`;
  const des = '404142434445464748494A4B4C4D4E4F';
  const rsa1024 = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const short = component('A1', field(rsa1024.publicKey, 'n')) + component('A0', '010001') + '00';
  assert.equal(
    put('0001', `71${secret('80', des, TEST_KEY)}03${desCheckValue(des)}`),
    `71${desCheckValue(des)}`,
  );
  assert.equal(put('0001', `70${short}`), '70');
  assert.equal(put('0001', `73${component('B0', point)}${component('F0', '00')}00`), '73');
  const d = secret('B1', field(ec.privateKey, 'd'), TEST_KEY);
  assert.equal(put('0002', `73${d}${component('F0', '00')}00`), '73');
  assert.equal(put('0003', `40${secret('85', '0102030405', TEST_KEY)}00`), '40');
  assert.equal(put('0004', `40${secret('90', OTHER, TEST_KEY)}00`), '40');
  assert.equal(put('0005', `33${aesField(LONG, TEST_KEY)}`), `33${aesCheckValue(LONG)}`);
  const extended = component(
    'FF88',
    Buffer.concat([Buffer.of(16), encrypted(unhex(OTHER), TEST_KEY)]),
  );
  assert.equal(
    put('0006', `34${extended}03${aesCheckValue(OTHER)}01140100`),
    `34${aesCheckValue(OTHER)}`,
  );
  for (const shown of [
    'C00401718010',
    'C0060170A180A003',
    'C0060173B040F000',
    'C0060273B120F000',
    'C00403408505',
    'C00404409010',
    'C00405338820',
    'C00A0634FF88001001140100',
  ]) {
    assert.ok(information().includes(shown), shown);
  }
});

test('an RSA key comes in a chain of commands, protected as a whole [GPCS §11.1.5.1]', () => {
  for (const level of [0x00, 0x01, 0x03, 0x11, 0x13, 0x33]) {
    const { client, information } = open(level);
    const answer = client.sendChained('80D80001', `70${RSA_FIELD}`);
    assert.deepEqual([answer.sw, hex(answer.data)], [0x9000, '70'], `level ${level}`);
    assert.match(information(), /C0060170A100A003/);
    assert.equal(client.send('80F28002', '4F00').sw, 0x9000, 'the session goes on');
  }
});

test('private RSA keys come in either form, and only whole ones [GPCS §11.8.2.3.6]', () => {
  const { client } = open();
  const part = (type: string, name: string) => secret(type, field(RSA.privateKey, name), TEST_KEY);
  const crt = part('A4', 'p') + part('A5', 'q') + part('A6', 'qi') + part('A7', 'dp');
  const send = (data: string) => client.sendChained('80D80001', data).sw;
  assert.equal(send(`71${crt}00`), 0x6a80);
  assert.equal(send(`71${crt}${part('A8', 'dq')}00`), 0x9000);
  assert.equal(send(`72${part('A2', 'n')}${part('A3', 'd')}00`), 0x9000);
  const wrong = part('A4', 'p') + part('A5', 'q') + part('A6', 'p') + part('A7', 'dp');
  assert.equal(send(`74${wrong}${part('A8', 'dq')}00`), 0x6a80, 'no inverse of q');
});

test('a chain ends when another command comes between [GPCS §11.1.5.1]', () => {
  const { client, information } = open(0x00);
  const first = `80D8800114${'70A18201000102030405060708090A0B0C0D0E0F'}`;
  for (const between of [
    '80CA006600',
    '80D8800201FF',
    '80D8810101FF',
    '8050000008010203040506070800',
  ]) {
    assert.equal(client.raw(first).sw, 0x9000);
    assert.equal(client.raw(between).sw, 0x6985, between);
  }
  assert.equal(client.raw('80CA006600').sw, 0x9000);
  assert.equal(client.raw(first).sw, 0x9000);
  new Client(client.bench);
  client.bench.select(client.session, client.bench.entity('ISD'));
  assert.equal(client.raw('80CA006600').sw, 0x9000, 'a selection ends it too');
  assert.doesNotMatch(information(), /0170A1/);
});

test('a chain has a limit, and its last command verifies or aborts the session', () => {
  const { client } = open(0x01);
  const part = `84D88001FF${'00'.repeat(255)}`;
  for (let at = 0; at < 16; at++) assert.equal(client.raw(part).sw, 0x9000);
  assert.equal(client.raw(part).sw, 0x6a86);
  assert.equal(client.raw(part).sw, 0x9000, 'another chain begins');
  assert.equal(client.raw('84D8000108' + '00'.repeat(8)).sw, 0x6982);
  assert.equal(client.raw('80CA006600').sw, 0x6982, 'aborted');
});

test('PUT KEY needs a secure channel and a card that is not locked [GPCS §11 table 11-2]', () => {
  const bench = cardOnBench();
  const data = `32${set(OTHER)}`;
  const length = (data.length / 2).toString(16);
  assert.equal(new Client(bench).raw(`80D80081${length}${data}00`).sw, 0x6982);
  assert.equal(
    new Client(bench).raw(`80D8808105${data.slice(0, 10)}`).sw,
    0x6982,
    'in a chain too',
  );
  assert.equal(new Client(bench).raw(`00D80081${length}${data}00`).sw, 0x6e00);
  const client = new Client(bench).open();
  assert.equal(client.send('80F0807F').sw, 0x9000);
  assert.equal(client.send('80D80081', data).sw, 0x6985);
});

test('curves of a security domain’s own serve its keys and those below [GPCS §B.4.2]', () => {
  const { bench, put, client } = open();
  const curve =
    component('B2', 'FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF') +
    component('B3', 'FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC') +
    component('B4', '5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B') +
    component(
      'B5',
      '046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296' +
        '4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5',
    ) +
    component('B6', 'FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551');
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const point = component('B0', `04${field(ec.publicKey, 'x')}${field(ec.publicKey, 'y')}`);
  const chained = (p1p2: string, data: string) => client.sendChained(`80D8${p1p2}`, data).sw;
  assert.equal(put('0001', `7A${point}${component('F0', '60')}00`), '6a88');
  assert.equal(chained('0010', `7A${component('F0', '60')}${curve}00`), 0x9000);
  assert.equal(chained('0011', `7A${component('F0', '00')}${curve}00`), 0x6a80, 'preloaded');
  assert.equal(chained('0012', `7A${component('F0', '62')}${curve.replace('4B', '4C')}00`), 0x6a80);
  assert.equal(put('0001', `7A${point}${component('F0', '60')}00`), '7A');
  assert.equal(chained('0002', `7A${point}${curve}00`), 0x9000, 'with its own');
  const kept = new KeyStore(contentOf(bench, 1)).find(0x7a, 2);
  assert.equal(kept?.parts.length, 6);
});
