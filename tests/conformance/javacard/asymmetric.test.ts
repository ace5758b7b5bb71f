/** RSA and curves of applets: every answer beside Node's. [JCAPI §javacard.security] */
import assert from 'node:assert/strict';
import {
  constants,
  createECDH,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto';
import { describe, test } from 'node:test';
import { type Bytes, concat, hex, unhex } from '../../../src/base/index.ts';
import { bytesOf, CryptoProbe } from '../../support/crypto-probe.ts';

const MESSAGE = bytesOf(100);
const PARTS = [MESSAGE.slice(0, 33), MESSAGE.slice(33, 40), MESSAGE.slice(40)];

const fromUrl = (text: string | undefined): Bytes =>
  Uint8Array.from(Buffer.from(text!, 'base64url'));

describe('RSA', () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const jwk = pair.privateKey.export({ format: 'jwk' });
  const parts = [jwk.p, jwk.q, jwk.qi, jwk.dp, jwk.dq].map(fromUrl);
  const withKeys = (): CryptoProbe => {
    const probe = new CryptoProbe();
    probe.key(0, 4, 1024, fromUrl(jwk.n), fromUrl(jwk.e));
    probe.key(1, 6, 1024, ...parts);
    probe.key(2, 5, 1024, fromUrl(jwk.n), fromUrl(jwk.d));
    return probe;
  };

  test('PKCS 1 and PSS signatures, by both forms of a private key [RFC8017 §8]', () => {
    const probe = withKeys();
    for (const [algorithm, hash] of [
      [10, 'sha1'],
      [40, 'sha256'],
      [42, 'sha512'],
    ] as const) {
      const expected = nodeSign(hash, MESSAGE, pair.privateKey);
      for (const slot of [1, 2])
        assert.equal(hex(probe.signed(algorithm, slot, PARTS)), hex(expected));
      assert.ok(probe.verifies(algorithm, 0, MESSAGE, expected));
      assert.ok(!probe.verifies(algorithm, 0, bytesOf(99), expected));
    }
    const key = { key: pair.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    assert.ok(nodeVerify('sha256', MESSAGE, key, probe.signed(44, 1, [MESSAGE])));
    const own = nodeSign('sha256', MESSAGE, { ...key, key: pair.privateKey });
    assert.ok(probe.verifies(44, 0, MESSAGE, own));
    probe.data(0x40, 40, 0);
    probe.data(0x41, 1, 1);
    const digest = createHash('sha256').update(MESSAGE).digest();
    const expected = nodeSign('sha256', MESSAGE, pair.privateKey);
    assert.equal(hex(probe.data(0x45, 0, 0, digest)), hex(expected));
    assert.equal(probe.call(0x45, 0, 0, digest.subarray(1)), '6605');
    assert.equal(probe.call(0x41, 1, 0), '6601');
  });

  test('encryption with PKCS 1, OAEP, and none [RFC8017 §7]', () => {
    const probe = withKeys();
    const data = bytesOf(40);
    const paddings = { 10: constants.RSA_PKCS1_PADDING, 15: constants.RSA_PKCS1_OAEP_PADDING };
    for (const [algorithm, padding] of Object.entries(paddings)) {
      const encrypted = publicEncrypt({ key: pair.publicKey, padding }, data);
      const given = { slot: 1, parts: [encrypted.subarray(0, 60), encrypted.subarray(60)] };
      assert.equal(hex(probe.ciphered(Number(algorithm), 1, given)), hex(data));
    }
    const oaep = probe.ciphered(15, 2, { slot: 0, parts: [data] });
    const opened = privateDecrypt({ key: pair.privateKey, padding: paddings[15] }, oaep);
    assert.equal(hex(opened), hex(data));
    const plain = concat(Uint8Array.of(0), bytesOf(127));
    const raw = probe.ciphered(12, 2, { slot: 0, parts: [plain] });
    assert.equal(hex(probe.ciphered(12, 1, { slot: 2, parts: [raw] })), hex(plain));
    probe.data(0x30, 12, 0);
    probe.data(0x31, 2, 0);
    assert.equal(probe.call(0x33, 0, 0, bytesOf(127)), '6605');
    assert.equal(probe.call(0x33, 0, 0, new Uint8Array(128).fill(0xff)), '6605');
  });

  test('a pair that the card made signs and is verified outside', () => {
    const probe = new CryptoProbe();
    probe.data(0x50, 2, 3, unhex('0200'));
    const [n, e] = [probe.data(0x22, 3, 0), probe.data(0x22, 3, 1)];
    const url = (value: Bytes): string => Buffer.from(value).toString('base64url');
    const key = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: url(n), e: url(e) } });
    assert.ok(nodeVerify('sha1', MESSAGE, key, probe.signed(10, 4, [MESSAGE])));
    assert.equal(probe.call(0x50, 9, 3, unhex('0200')), '6603');
    assert.equal(probe.call(0x21, 3, 0, bytesOf(65)), '6601');
  });
});

describe('curves', () => {
  const CURVE = {
    p: 'FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF',
    a: 'FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC',
    b: '5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B',
    g:
      '046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296' +
      '4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5',
    r: 'FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551',
  } as const;

  function withCurve(): CryptoProbe {
    const probe = new CryptoProbe();
    const curve = [CURVE.p, CURVE.a, CURVE.b, CURVE.g, CURVE.r].map(unhex);
    probe.key(0, 11, 256, ...curve);
    probe.data(0x20, 1, 12, unhex('0100'));
    probe.data(0x21, 1, 7, Uint8Array.of(0));
    probe.data(0x51, 0, 1);
    return probe;
  }

  const publicKeyOf = (point: Bytes): KeyObject =>
    createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: Buffer.from(point.slice(1, 33)).toString('base64url'),
        y: Buffer.from(point.slice(33)).toString('base64url'),
      },
    });

  test('ECDSA, encoded and plain [FIPS186-5 §6.4]', () => {
    const probe = withCurve();
    const key = publicKeyOf(probe.data(0x22, 0, 6));
    for (const [algorithm, hash] of [
      [17, 'sha1'],
      [33, 'sha256'],
      [34, 'sha384'],
      [38, 'sha512'],
    ] as const) {
      const signature = probe.signed(algorithm, 1, PARTS);
      assert.ok(nodeVerify(hash, MESSAGE, key, signature));
      assert.ok(probe.verifies(algorithm, 0, MESSAGE, signature));
      assert.ok(!probe.verifies(algorithm, 0, bytesOf(98), signature));
      assert.ok(!probe.verifies(algorithm, 0, MESSAGE, signature.slice(0, -1)));
    }
    probe.data(0x46, 9, 0, Uint8Array.of(4));
    probe.data(0x41, 1, 1);
    assert.equal(probe.call(0x47, 0, 0), '00409000');
    const plain = probe.data(0x43, 0, 0, MESSAGE);
    assert.ok(nodeVerify('sha256', MESSAGE, { key, dsaEncoding: 'ieee-p1363' }, plain));
  });

  test('key agreement [SEC1 §3.3]', () => {
    const probe = withCurve();
    const other = createECDH('prime256v1');
    const theirs = Uint8Array.from(other.generateKeys());
    const shared = other.computeSecret(probe.data(0x22, 0, 6));
    assert.equal(hex(probe.data(0x60, 3, 1, theirs)), hex(shared));
    assert.equal(
      hex(probe.data(0x60, 1, 1, theirs)),
      hex(createHash('sha1').update(shared).digest()),
    );
    const point = probe.data(0x60, 6, 1, theirs);
    assert.equal(hex(point.slice(1, 33)), hex(shared));
    assert.equal(probe.call(0x60, 3, 1, bytesOf(65)), '6601');
    assert.equal(probe.call(0x60, 9, 1, theirs), '6603');
  });

  test('a key of outside signs; parameters of no curve are refused', () => {
    const probe = withCurve();
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const d = fromUrl(privateKey.export({ format: 'jwk' }).d);
    probe.data(0x21, 1, 6, d);
    assert.ok(nodeVerify('sha256', MESSAGE, publicKey, probe.signed(33, 1, [MESSAGE])));
    probe.data(0x21, 1, 0, unhex(CURVE.r));
    probe.data(0x40, 33, 0);
    probe.data(0x41, 1, 1);
    assert.equal(probe.call(0x43, 0, 0, MESSAGE), '6601');
  });
});
