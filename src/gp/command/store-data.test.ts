import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { forDomain, installProbe, loadStub } from '../../../tests/support/content-commands.ts';
import {
  cardOnBench,
  Client,
  CONFIG,
  TEST_KEY,
} from '../../../tests/support/globalplatform-card.ts';
import { aesCheckValue, encrypted, lengthOf } from '../../../tests/support/key-data.ts';
import { hex, unhex } from '../../base/index.ts';

const APP = 'F0424946524F4E5301AA';
const DOMAIN = 'A0000001515555';
const OTHER = '606162636465666768696A6B6C6D6E6F';

function opened(level = 0x01) {
  const bench = cardOnBench();
  const client = new Client(bench).open(level);
  const store = (p1p2: string, data: string) => {
    const answer = client.send(`80E2${p1p2}`, data);
    return answer.data.length > 0 ? hex(answer.data) : answer.sw.toString(16);
  };
  const read = (tag: string) => {
    const answer = new Client(bench, { channel: 2 }).raw(`80CA${tag}00`);
    return answer.sw === 0x9000 ? hex(answer.data) : answer.sw.toString(16);
  };
  return { bench, client, store, read };
}

const tlv = (tag: string, value: string) => tag + hex(lengthOf(value.length / 2)) + value;
/** A value under the data encryption key, padded. */
const sealed = (value: string) => hex(encrypted(unhex(`${value}80`), TEST_KEY));

test('data objects are stored and read again [GPCS §11.11.2.3]', () => {
  for (const level of [0x00, 0x01, 0x03, 0x33]) {
    const { store, read } = opened(level);
    assert.equal(store('9000', tlv('42', '112233') + tlv('45', '4455')), '9000');
    assert.equal(read('0042'), '4203112233');
    assert.equal(read('0045'), '45024455');
    assert.equal(store('8000', tlv('5F50', '75726C')), '9000', 'without a structure in P1');
    assert.equal(store('9100', tlv('66', '7300')), '9000', 'case 4');
    assert.equal(read('5F50'), '5F500375726C');
    assert.equal(read('0066'), '66027300');
    assert.equal(store('8800', `007005${tlv('42', '667788')}`), '9000', 'in a data grouping');
    assert.equal(read('0042'), '4203667788');
    assert.equal(store('8000', `007005${tlv('42', '99AABB')}`), '9000', 'a grouping, unannounced');
    assert.equal(read('0042'), '420399AABB');
  }
});

test('production life cycle data take two parts, as real clients send them', () => {
  const { store, read } = opened();
  assert.equal(store('9000', tlv('9F67', '0102030405060708')), '9000');
  assert.equal(store('8800', tlv('9F66', '1112131415161718')), '9000');
  const expected = `${CONFIG.cplc.slice(0, 52)}01020304050607081112131415161718`;
  assert.equal(read('9F7F'), `9F7F2A${expected}`);
  assert.equal(store('9000', tlv('9F66', '01')), '6a80');
});

test('a value may be encrypted, and come in blocks [GPCS §11.11.2.1] [GPCS §11.11.2.2]', () => {
  const { store, read } = opened();
  assert.equal(store('F000', tlv('42', sealed('99887766'))), '9000');
  assert.equal(read('0042'), '420499887766');
  assert.equal(store('F000', tlv('42', '998877')), '6a80');
  const url = 'AB'.repeat(300);
  const whole = tlv('5F50', url) + tlv('45', '77');
  const before = read('5F50');
  for (const [at, p1p2] of ['1000', '1001', '9002'].entries()) {
    assert.equal(read('5F50'), before, 'not before the last block');
    assert.equal(store(p1p2, whole.slice(at * 240, at === 2 ? undefined : at * 240 + 240)), '9000');
  }
  assert.equal(read('5F50'), `5F5082012C${url}`);
  assert.equal(read('0045'), '450177');
});

test('blocks come in their order, and one that is refused begins the count again', () => {
  const { store, read } = opened();
  const before = read('0042');
  assert.equal(store('9001', tlv('42', '11')), '6a86');
  assert.equal(store('1000', '420411'), '9000');
  assert.equal(store('1002', '22'), '6a86');
  assert.equal(store('9001', '223344'), '6a86', 'the count is 00 again');
  assert.equal(store('1000', '420411'), '9000');
  assert.equal(store('9001', '2233'), '6a80', 'cut');
  assert.equal(store('9000', '223344'), '6a80', 'nothing is left of the blocks before');
  assert.equal(read('0042'), before);
});

test('what cannot be stored is refused, and nothing of its command is [GPCS §11.11.3.2]', () => {
  const { store, read } = opened();
  const before = read('0042');
  for (const [p1p2, data, sw] of [
    ['9000', tlv('42', '11') + tlv('C1', '000000'), '6a80'],
    ['9000', tlv('42', '11') + tlv('E0', ''), '6a80'],
    ['9000', tlv('42', '11') + tlv('D3', '00'), '6a80'],
    ['9000', tlv('42', '11') + tlv('C2', '0000'), '6a80'],
    ['9000', tlv('42', '11') + tlv('43', '00'), '6a88'],
    ['9000', tlv('42', '11') + tlv('45', ''), '6a80'],
    ['9000', tlv('42', '11') + tlv('66', '73'), '6a80'],
    ['9000', tlv('42', '11') + tlv('4F', 'A000000151414D534401'), '6a80'],
    ['9000', tlv('42', '11') + tlv('4F', 'A0000001'), '6a80'],
    ['8800', '007103420111', '6a88'],
    ['8800', '007003420211', '6a80'],
    ['8800', '0070', '6a80'],
    ['9000', '', '6a80'],
    ['9800', tlv('42', '11'), '6a86'],
    ['D000', tlv('42', '11'), '6a86'],
  ] as const) {
    assert.equal(store(p1p2, data), sw, data);
    assert.equal(read('0042'), before, data);
  }
});

test('the issuer security domain takes another name, and the session goes on [GPCS §11.11.2.3]', () => {
  const { bench, store, client } = opened(0x33);
  const name = 'A0000000030000';
  assert.equal(store('9000', tlv('4F', name)), '9000');
  assert.equal(client.send('80CA0042').sw, 0x9000);
  assert.equal(hex(bench.entity('ISD').aid), name);
  new Client(bench, { channel: 3 }).open(0x33);
  client.open(0x33);
});

test('a supplementary security domain stores its own, and no name [GPCS §7.4.2]', () => {
  const { bench, client, store } = opened();
  assert.equal(client.send('80E60C00', forDomain({ aid: DOMAIN })).sw, 0x9000);
  assert.equal(client.send('80E62000', `000007${DOMAIN}000000`).sw, 0x9000);
  assert.equal(store('1000', tlv('42', '010203')), '9000');
  assert.equal(store('9001', tlv('45', '04')), '9000');
  const own = new Client(bench, { entity: DOMAIN, channel: 1 });
  assert.equal(hex(own.raw('80CA004200').data), '4203010203');
  assert.equal(store('9000', tlv('42', 'AA')), '9000', 'the personalization is over');
  assert.equal(hex(own.raw('80CA004200').data), '4203010203');
  for (const [refused, sw] of [
    [tlv('67', '00'), '6a88'],
    [tlv('9F66', '00'.repeat(8)), '6a88'],
    [tlv('4F', 'A000000151'), '6a80'],
  ] as const) {
    client.send('80E62000', `000007${DOMAIN}000000`);
    assert.equal(store('9000', refused), sw);
  }
});

test('keys come in data groupings, under the key of the session [GPCS §11.11.4]', () => {
  const { bench, client, store } = opened();
  client.send('80E60C00', forDomain({ aid: DOMAIN }));
  const template = (id: number, check: string) =>
    tlv('B9', `9501${id === 3 ? '48' : '14'}800188810110${`82010${id}`}830130${tlv('84', check)}`);
  const check = aesCheckValue(OTHER);
  const information = [1, 2, 3].map((id) => template(id, check)).join('');
  const key = `8113${tlv('', hex(encrypted(unhex(OTHER), TEST_KEY)))}`;
  const all = `00B9${tlv('', information)}${key.repeat(3)}`;
  const put = (data: string) => {
    client.send('80E62000', `000007${DOMAIN}000000`);
    const [first, rest] = [data.slice(0, 200), data.slice(200)];
    return [store('0800', first), store('8801', rest)].at(-1);
  };
  assert.equal(put(all.replaceAll(`8403${check}`, '8403000000')), '6982');
  assert.equal(put(all.slice(0, -36 - 2)), '6a80');
  const state = () => hex(client.send('80F24002', `4F07${DOMAIN}5C029F70`).data).slice(-2);
  assert.equal(state(), '07');
  assert.equal(put(all), '9000');
  assert.equal(state(), '0F', 'with keys of its own it is PERSONALIZED');
  new Client(bench, { entity: DOMAIN, key: OTHER, channel: 1 }).open(0x33, 0x30);
  assert.equal(put(all.replaceAll('810110', '810111')), '6a80', 'longer than what came');
});

test('keys on a curve and of RSA come in data groupings [GPCS §11.11.4.2]', () => {
  const { client, store } = opened();
  const field = (key: object, name: string) =>
    hex(Buffer.from((key as Record<string, string>)[name]!, 'base64url'));
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const point = `04${field(ec, 'x')}${field(ec, 'y')}`;
  const named = (type: string, length: string) => `950184${'8001'}${type}${length}820101830173`;
  const curve = tlv('B9', '8001F0850100');
  const information = tlv('B9', named('B0', '810141')) + curve;
  const data = `00B9${tlv('', information)}0036${tlv('', point)}`;
  assert.equal(store('8800', data), '9000');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
    format: 'jwk',
  });
  const both =
    tlv('B9', named('A1', '810180').replace('73', '70')) +
    tlv('B9', named('A0', '810103').replace('73', '70'));
  const modulus = `0010${tlv('', field(rsa, 'n')).replace(/^81/, '')}`;
  assert.equal(store('0800', `00B9${tlv('', both)}${modulus}`.slice(0, 100)), '9000');
  const rest = `00B9${tlv('', both)}${modulus}0011${tlv('', '010001')}`.slice(100);
  assert.equal(store('8801', rest), '9000');
  assert.match(
    hex(client.send('80CA00E0').data),
    /C00D0173FFB00040FFF00001840100C00E0170FFA10080FFA0000301840100/,
  );
});

test('an application is personalized through its security domain [GPCS §7.3.2]', () => {
  const { bench, client, store } = opened(0x03);
  loadStub(client);
  assert.equal(installProbe(client, { aid: APP }), 0x9000);
  const kept = () => {
    const session = bench.session(3);
    bench.select(session, bench.entity(APP));
    return hex(bench.send(session, unhex('8009000000')).data);
  };
  const begin = () => client.send('80E62000', `00000A${APP}000000`).sw;
  assert.equal(begin(), 0x9000);
  assert.equal(store('0000', '0102'), '9000');
  assert.equal(kept(), '0102');
  assert.equal(store('6101', 'FF03'), 'FF03', 'as it comes, with a response');
  assert.equal(store('0002', 'FF04'), '6a86', 'case 3');
  assert.equal(kept(), 'FF03');
  assert.equal(store('8000', '05'), '9000', 'the count began again');
  assert.equal(kept(), '05');
  assert.equal(store('9000', tlv('42', '0909')), '9000', 'after the last block it is the domain');
  assert.equal(kept(), '05');
  begin();
  client.open(0x03);
  assert.equal(store('8000', '06'), '6a80', 'a new session ended the personalization');
});

test('a selection on another logical channel ends what is being stored [GPCS §11.11.1]', () => {
  const { bench, client, store } = opened();
  const { card } = client.session;
  const beside = (channel: number) => ({ card, channel, ram: new Map() });
  assert.equal(store('1000', '420411'), '9000');
  bench.select(beside(1), bench.entity('AM SD'));
  assert.equal(store('1001', '22'), '9000', 'another security domain');
  bench.select(beside(2), bench.entity('ISD'));
  assert.equal(store('9002', '3344'), '6a86');
});

test('a last block ends the personalization, refused or not [GPCS §11.11.1]', () => {
  const { client, store, read } = opened();
  loadStub(client);
  installProbe(client, { aid: APP });
  client.send('80E62000', `00000A${APP}000000`);
  assert.equal(store('8005', '01'), '6a86', 'not the next block');
  assert.equal(store('9000', tlv('42', '5A')), '9000', 'to the security domain itself');
  assert.equal(read('0042'), '42015A');
  client.send('80E62000', `00000A${APP}000000`);
  client.send('80E40000', tlv('4F', APP));
  assert.equal(store('1000', tlv('42', '5B')), '6985', 'the application was deleted');
  assert.equal(store('9000', tlv('42', '5B')), '6985');
  assert.equal(store('9000', tlv('42', '5B')), '9000');
  assert.equal(read('0042'), '42015B');
});

test('STORE DATA needs a secure channel and a card that is not locked [GPCS §11 table 11-2]', () => {
  const { bench, client } = opened();
  assert.equal(new Client(bench, { channel: 1 }).raw('80E290000342011100').sw, 0x6982);
  assert.equal(new Client(bench, { channel: 1 }).raw('00E290000342011100').sw, 0x6e00);
  client.send('80F0807F');
  assert.equal(client.send('80E29000', '420111').sw, 0x6985);
});
