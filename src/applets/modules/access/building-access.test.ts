/** The badge for doors, against a door that computes the protocol by itself. */
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { test } from 'node:test';
import {
  type AppSession,
  grouping,
  NATIVE,
  nativeCard,
  type NativeCard,
  NFC_LINK,
} from '../../../../tests/support/native-card.ts';
import { concat, hex, unhex } from '../../../base/index.ts';
import { cmac, pureCrypto } from '../../../crypto/index.ts';

const AID = 'F000000001446F6F72';
const ENC = '000102030405060708090A0B0C0D0E0F';
const MAC = '101112131415161718191A1B1C1D1E1F';
const CREDENTIAL = '42616467652037';

/** OpenSSL's AES in CBC mode with zero vector, unless one is given. */
function aes(key: string, data: Uint8Array, options: { decrypt?: boolean; iv?: Uint8Array } = {}) {
  const { decrypt = false, iv = new Uint8Array(16) } = options;
  const bits = (key.length / 2) * 8;
  const make = decrypt ? createDecipheriv : createCipheriv;
  const cipher = make(`aes-${bits}-cbc`, unhex(key), iv).setAutoPadding(false);
  return concat(cipher.update(data), cipher.final());
}

function mac(key: string, ...parts: Uint8Array[]): Uint8Array {
  return cmac(pureCrypto.aes(unhex(key)))(...parts);
}

function badge(enc = ENC, macKey = MAC): NativeCard {
  const card = nativeCard(NATIVE.access, { aid: AID });
  const keys = grouping('8001', enc + macKey) + grouping('0101', `01${CREDENTIAL}`);
  const more = grouping('0102', `0E${CREDENTIAL}`) + grouping('9010', '03');
  assert.equal(card.store(0x88, more + keys).sw, 0x9000);
  return card;
}

interface DoorKeys {
  readonly enc: string;
  readonly mac: string;
}

/** What a door does; the session keys, or the status word that refused it. */
function authenticate(app: AppSession, keys: DoorKeys = { enc: ENC, mac: MAC }): DoorKeys | string {
  const answer = app.send('0084000010');
  assert.match(answer, /^.{32}9000$/);
  const [doors, share] = [new Uint8Array(16).fill(0xd0), new Uint8Array(16).fill(0x5a)];
  const badges = unhex(answer.slice(0, 32));
  const message = aes(keys.enc, concat(doors, badges, share));
  const data = concat(message, mac(keys.mac, message).subarray(0, 8));
  const proof = app.send(`0082000138${hex(data)}00`);
  if (!proof.endsWith('9000')) return proof;
  const encrypted = unhex(proof.slice(0, 96));
  assert.equal(proof.slice(96, 112), hex(mac(keys.mac, encrypted).subarray(0, 8)));
  const plain = aes(keys.enc, encrypted, { decrypt: true });
  assert.equal(hex(plain.subarray(0, 32)), hex(concat(badges, doors)));
  const length = keys.enc.length / 2;
  const derive = (purpose: number): string => {
    const end = concat(
      Uint8Array.of(purpose, 0),
      share,
      plain.subarray(32),
      Uint8Array.of((length * 8) >> 8, (length * 8) & 0xff),
    );
    const whole = concat(
      mac(keys.mac, Uint8Array.of(1), end),
      mac(keys.mac, Uint8Array.of(2), end),
    );
    return hex(whole.subarray(0, length));
  };
  return { enc: derive(1), mac: derive(2) };
}

function number(count: number): Uint8Array {
  const block = new Uint8Array(16);
  block[15] = count;
  return block;
}

/** The credential in an answer, with its MAC verified. */
function opened(answer: string, session: DoorKeys, count: number): string {
  assert.match(answer, /9000$/);
  const body = unhex(answer.slice(0, -4));
  const encrypted = body.subarray(0, -8);
  const signed = mac(session.mac, number(count), unhex('0101'), encrypted);
  assert.equal(hex(body.subarray(-8)), hex(signed.subarray(0, 8)));
  const iv = aes(session.enc, number(count));
  return hex(aes(session.enc, encrypted, { decrypt: true, iv }));
}

for (const length of [16, 24, 32])
  test(`a door authenticates itself and reads its credential, AES-${length * 8} [M-23]`, () => {
    const keys = {
      enc: ENC.repeat(2).slice(0, 2 * length),
      mac: MAC.repeat(2).slice(0, 2 * length),
    };
    const app = badge(keys.enc, keys.mac).open();
    const session = authenticate(app, keys);
    assert.ok(typeof session !== 'string');
    for (const count of [1, 2]) {
      const plain = opened(app.send('80CA010100'), session, count);
      assert.equal(plain, `${CREDENTIAL}800000000000000000`);
    }
    assert.equal(app.send('80CA010200'), '6982', 'of other zones');
    assert.equal(app.send('80CA010300'), '6A88');
  });

test('keys come encrypted under the session of the security domain [GPCS §11.11.2.1]', () => {
  const card = nativeCard(NATIVE.access, { aid: AID });
  assert.equal(card.store(0xe8, grouping('8001', `${ENC}${MAC}00`)).sw, 0x6a80);
});

test('a door with other keys is refused, counts, and blocks the zone at the limit [ISO7816-4 §11.5.5]', () => {
  const card = badge();
  const wrong = { enc: MAC, mac: ENC };
  assert.equal(authenticate(card.open(), wrong), '6300');
  assert.equal(authenticate(card.rebooted().open(), wrong), '6300', 'the count stays');
  const app = card.open();
  assert.equal(typeof authenticate(app), 'object', 'success resets the count');
  for (let i = 0; i < 3; i++) assert.equal(authenticate(app, wrong), '6300');
  assert.equal(authenticate(app), '6983');
  assert.equal(authenticate(card.rebooted().open()), '6983');
});

test('new keys unblock a zone [GPCS §7.3.2]', () => {
  const card = badge();
  const app = card.open();
  for (let i = 0; i < 3; i++) authenticate(app, { enc: MAC, mac: ENC });
  const later = card.rebooted();
  assert.equal(later.store(0x88, grouping('8001', ENC + MAC)).sw, 0x9000);
  assert.equal(typeof authenticate(later.open()), 'object');
});

test('an entry through a door is reported to the terminal of the field [TS102622 §11.4]', () => {
  const card = badge();
  assert.equal(typeof authenticate(card.open(NFC_LINK)), 'object');
  const [notice, ...others] = card.bench.notices;
  assert.deepEqual(others, []);
  assert.ok(notice?.kind === 'transaction');
  assert.deepEqual([hex(notice.aid), hex(notice.parameters)], [AID, '01']);
});

test('a message is not accepted twice, nor after another challenge', () => {
  const app = badge().open();
  const first = app.send('0084000010').slice(0, 32);
  const message = aes(ENC, concat(new Uint8Array(16), unhex(first), new Uint8Array(16)));
  const data = hex(concat(message, mac(MAC, message).subarray(0, 8)));
  assert.match(app.send(`0082000138${data}00`), /9000$/);
  assert.equal(app.send(`0082000138${data}00`), '6985');
  app.send('0084000010');
  assert.equal(app.send(`0082000138${data}00`), '6300');
});

const AUTHENTICATE = `38${'00'.repeat(56)}`;
const REFUSED = [
  ['no challenge before', `00820001${AUTHENTICATE}`, '6985'],
  ['zone 0', `00820000${AUTHENTICATE}`, '6A86'],
  ['zone 9', `00820009${AUTHENTICATE}`, '6A86'],
  ['P1', `00820101${AUTHENTICATE}`, '6A86'],
  ['a message of 55 bytes', `0082000137${'00'.repeat(55)}`, '6700'],
  ['a credential without a door', '80CA010100', '6982'],
  ['no name of a credential', '80CA020100', '6A86'],
  ['GET DATA with data', '80CA010101AA', '6700'],
  ['GET CHALLENGE with P2', '0084000110', '6A86'],
  ['GET CHALLENGE with data', '008400000110', '6700'],
  ['GET DATA in the other class', '00CA010100', '6E00'],
  ['another instruction', '0088000010', '6D00'],
] as const;

for (const [why, apdu, sw] of REFUSED) {
  test(`refused: ${why} [ISO7816-4 §11.5]`, () => {
    const card = badge();
    assert.equal(card.open().send(apdu), sw);
    assert.deepEqual(card.bench.batches, []);
  });
}

test('a zone without keys is 6A88, and counts nothing', () => {
  const card = badge();
  const app = card.open();
  app.send('0084000010');
  assert.equal(app.send(`00820002${AUTHENTICATE}`), '6A88');
  assert.deepEqual(card.bench.batches, []);
});

test('the door’s session ends with the selection', () => {
  const card = badge();
  const app = card.open();
  assert.equal(typeof authenticate(app), 'object');
  card.bench.select(app.session, card.bench.entity(card.name));
  assert.equal(app.send('80CA010100'), '6982');
});

test('STORE DATA refuses what is no key, credential or limit, and keeps nothing of it [GPCS §11.11.2.3]', () => {
  const card = nativeCard(NATIVE.access, { aid: AID });
  const wrong = [
    [grouping('8001', '00'), 0x6a80],
    [grouping('8009', ENC + MAC), 0x6a88],
    [grouping('0100', '0101'), 0x6a88],
    [grouping('0101', '01'), 0x6a80],
    [grouping('9010', '00'), 0x6a80],
    [grouping('9010', '0303'), 0x6a80],
    [grouping('0101', '01AA') + grouping('9011', '01'), 0x6a88],
    ['010105', 0x6a80],
  ] as const;
  for (const [data, sw] of wrong) {
    assert.equal(card.store(0x88, data).sw, sw, data);
    assert.deepEqual(
      card.bench.batches.filter(({ writes }) =>
        writes.some(({ key }) => /credential|keys-/.test(key)),
      ),
      [],
    );
  }
});
