/** Keys, digests, ciphers, codes: every answer beside Node's. [JCAPI §javacard.security] */
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { type Bytes, concat, hex, unhex } from '../../../src/base/index.ts';
import { bytesOf, CryptoProbe, half } from '../../support/crypto-probe.ts';

const DES3 = concat(bytesOf(8, 11), bytesOf(8, 13), bytesOf(8, 17));
const MESSAGE = bytesOf(100);
const PARTS = [MESSAGE.slice(0, 33), MESSAGE.slice(33, 40), MESSAGE.slice(40)];

describe('digests', () => {
  const NAMES = { 1: 'sha1', 4: 'sha256', 5: 'sha384', 6: 'sha512', 7: 'sha224' } as const;
  for (const [algorithm, name] of Object.entries(NAMES))
    test(`${name} in one part and in many [JCAPI §MessageDigest]`, () => {
      const probe = new CryptoProbe();
      probe.data(0x10, Number(algorithm), 0);
      for (const length of [0, 1, 55, 56, 63, 64, 111, 112, 127, 128, 200]) {
        const message = bytesOf(length);
        const expected = createHash(name).update(message).digest();
        assert.equal(hex(probe.data(0x12, 0, 0, message)), hex(expected));
        for (let at = 0; at < length; at += 50) probe.data(0x11, 0, 0, message.slice(at, at + 50));
        assert.equal(hex(probe.data(0x12, 0, 0)), hex(expected));
      }
    });

  test('a digest is gone with a reset, and goes on from an intermediate value', () => {
    const probe = new CryptoProbe();
    probe.data(0x13, 4, 0);
    probe.data(0x11, 0, 0, MESSAGE);
    probe.applets.machine.reset('device');
    assert.equal(
      hex(probe.data(0x12, 0, 0, MESSAGE)),
      hex(createHash('sha256').update(MESSAGE).digest()),
    );
    assert.equal(probe.call(0x14, 0, 1, concat(bytesOf(32), Uint8Array.of(63))), '6601');
    assert.equal(probe.call(0x14, 0, 1, concat(bytesOf(31), Uint8Array.of(64))), '6601');
    probe.data(0x14, 0, 1, concat(bytesOf(32), Uint8Array.of(64)));
    assert.equal(probe.data(0x12, 0, 0, MESSAGE).length, 32);
    assert.equal(probe.call(0x10, 2, 0), '6603');
  });
});

describe('keys', () => {
  test('a key has no value until it is set, and none when it is cleared [JCAPI §Key]', () => {
    const probe = new CryptoProbe();
    probe.data(0x20, 0, 15, unhex('0080'));
    assert.equal(probe.call(0x23, 0, 0), '000F00809000');
    assert.equal(probe.call(0x22, 0, 0), '6602');
    probe.data(0x21, 0, 0, bytesOf(16));
    assert.equal(probe.call(0x23, 0, 0), '010F00809000');
    assert.equal(probe.call(0x22, 0, 0), `${hex(bytesOf(16))}9000`);
    probe.data(0x24, 0, 0);
    assert.equal(probe.call(0x23, 0, 0), '000F00809000');
  });

  test('types and lengths that are not here are refused [JCAPI §KeyBuilder]', () => {
    const probe = new CryptoProbe();
    for (const [type, bits] of [
      [15, 100],
      [3, 100],
      [4, 500],
      [4, 4096],
      [9, 163],
      [18, 128],
      [99, 128],
    ] as const)
      assert.equal(probe.call(0x20, 0, type, unhex(half(bits))), '6603');
    probe.data(0x26, 0, 2, unhex('020100'));
    assert.equal(probe.call(0x23, 0, 0), '000E01009000');
  });

  test('a transaction that is aborted takes the value back; a reset clears a transient key', () => {
    const probe = new CryptoProbe();
    probe.key(0, 15, 128, bytesOf(16));
    probe.data(0x25, 0, 0, bytesOf(16, 5));
    assert.equal(probe.call(0x22, 0, 0), `${hex(bytesOf(16))}9000`);
    probe.key(1, 13, 128, bytesOf(16));
    probe.applets.machine.reset('device');
    assert.equal(probe.call(0x22, 1, 0), '6602');
    assert.equal(probe.call(0x22, 0, 0), `${hex(bytesOf(16))}9000`);
  });

  test('a key is whole or not set after a power cut', () => {
    const probe = new CryptoProbe();
    probe.key(0, 15, 256, bytesOf(32));
    const restarted = probe.applets.restarted();
    restarted.call(() => restarted.machine.select(probe.aid, restarted.session));
    assert.equal(restarted.send(probe.aid, '8022000000'), `${hex(bytesOf(32))}9000`);
  });
});

describe('ciphers', () => {
  const KEYS = { des: DES3, aes: bytesOf(32, 19) } as const;
  const ROWS = [
    { algorithm: 1, name: 'des-ede3-cbc', kind: 'des', padding: false },
    { algorithm: 4, name: 'des-ede3-cbc', kind: 'des', padding: true },
    { algorithm: 5, name: 'des-ede3', kind: 'des', padding: false },
    { algorithm: 8, name: 'des-ede3', kind: 'des', padding: true },
    { algorithm: 13, name: 'aes-256-cbc', kind: 'aes', padding: false },
    { algorithm: 24, name: 'aes-256-cbc', kind: 'aes', padding: true },
    { algorithm: 14, name: 'aes-256-ecb', kind: 'aes', padding: false },
    { algorithm: 27, name: 'aes-256-ecb', kind: 'aes', padding: true },
    { algorithm: 0xf0, name: 'aes-256-ctr', kind: 'aes', padding: false },
  ] as const;

  for (const { algorithm, name, kind, padding } of ROWS)
    test(`${name}${padding ? ' with padding' : ''} both ways, in parts [JCAPI §Cipher]`, () => {
      const probe = new CryptoProbe();
      if (kind === 'des') probe.key(0, 3, 192, KEYS.des);
      else probe.key(0, 15, 256, KEYS.aes);
      const isEcb = !/-(cbc|ctr)$/.test(name);
      const iv = isEcb ? undefined : bytesOf(kind === 'des' ? 8 : 16, 23);
      const data = padding || name.endsWith('ctr') ? MESSAGE : MESSAGE.slice(0, 96);
      const parts = [data.slice(0, 5), data.slice(5, 53), data.slice(53)];
      const given = { slot: 0, parts, ...(iv === undefined ? {} : { iv }) };
      const encrypted = probe.ciphered(algorithm, 2, given);
      const own = createCipheriv(name, KEYS[kind], iv ?? null).setAutoPadding(padding);
      assert.equal(hex(encrypted), hex(Buffer.concat([own.update(data), own.final()])));
      const back = [encrypted.slice(0, 17), encrypted.slice(17, 32), encrypted.slice(32)];
      assert.equal(hex(probe.ciphered(algorithm, 1, { ...given, parts: back })), hex(data));
      const opened = createDecipheriv(name, KEYS[kind], iv ?? null).setAutoPadding(padding);
      assert.equal(hex(Buffer.concat([opened.update(encrypted), opened.final()])), hex(data));
    });

  test('ISO 9797 padding, and what is wrong', () => {
    const probe = new CryptoProbe();
    probe.key(0, 15, 128, bytesOf(16));
    const padded = probe.ciphered(26, 2, { slot: 0, parts: [bytesOf(16)] });
    assert.equal(padded.length, 32);
    assert.equal(hex(probe.ciphered(26, 1, { slot: 0, parts: [padded] })), hex(bytesOf(16)));
    probe.data(0x30, 14, 0);
    assert.equal(probe.call(0x33, 0, 0, bytesOf(16)), '6604');
    assert.equal(probe.call(0x31, 2, 0, bytesOf(16)), '6601');
    assert.equal(probe.call(0x31, 3, 0), '6601');
    probe.data(0x31, 2, 0);
    assert.equal(probe.call(0x33, 0, 0, bytesOf(15)), '6605');
    probe.data(0x20, 1, 15, unhex('0080'));
    assert.equal(probe.call(0x31, 2, 1), '6602');
    probe.key(2, 3, 64, bytesOf(8));
    assert.equal(probe.call(0x31, 2, 2), '6601');
    assert.equal(probe.call(0x30, 16, 0), '6603');
  });
});

describe('codes', () => {
  test('AES-CMAC and the MACs of DES, in parts [JCAPI §Signature]', () => {
    const probe = new CryptoProbe();
    probe.key(0, 15, 128, unhex('2B7E151628AED2A6ABF7158809CF4F3C'));
    const vector = unhex(
      '6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411',
    );
    const code = probe.signed(49, 0, [vector.slice(0, 7), vector.slice(7)]);
    assert.equal(hex(code), 'DFA66747DE9AE63030CA32611497C827');
    assert.ok(probe.verifies(49, 0, vector, code));
    assert.ok(!probe.verifies(49, 0, vector, bytesOf(16)));
    probe.key(1, 3, 128, DES3.slice(0, 16));
    const retail = probe.signed(20, 1, PARTS);
    const block = (data: Bytes): Bytes => {
      const padded = concat(data, Uint8Array.of(0x80), new Uint8Array(7 - (data.length % 8)));
      const des = createCipheriv(
        'des-ede3-cbc',
        concat(DES3.slice(0, 8), DES3.slice(0, 8), DES3.slice(0, 8)),
        new Uint8Array(8),
      );
      const last = Buffer.concat([des.setAutoPadding(false).update(padded)]).subarray(-8);
      const open = createDecipheriv(
        'des-ede3',
        concat(DES3.slice(8, 16), DES3.slice(8, 16), DES3.slice(8, 16)),
        null,
      );
      const middle = open.setAutoPadding(false).update(last);
      const close = createCipheriv(
        'des-ede3',
        concat(DES3.slice(0, 8), DES3.slice(0, 8), DES3.slice(0, 8)),
        null,
      );
      return close.setAutoPadding(false).update(middle);
    };
    assert.equal(hex(retail), hex(block(MESSAGE)));
  });

  for (const [algorithm, name] of [
    [24, 'sha1'],
    [25, 'sha256'],
    [26, 'sha384'],
    [27, 'sha512'],
  ] as const)
    test(`HMAC with ${name}`, () => {
      const probe = new CryptoProbe();
      probe.key(0, 21, 512, bytesOf(64));
      const expected = createHmac(name, bytesOf(64)).update(MESSAGE).digest();
      assert.equal(hex(probe.signed(algorithm, 0, PARTS)), hex(expected));
      assert.ok(probe.verifies(algorithm, 0, MESSAGE, expected));
    });

  test('checks of ISO 3309', () => {
    const probe = new CryptoProbe();
    const digits = unhex('313233343536373839');
    probe.data(0x80, 1, 0);
    assert.equal(hex(probe.data(0x82, 0, 0, digits)), '906E');
    probe.data(0x80, 2, 0);
    probe.data(0x81, 0, 0, digits.slice(0, 4));
    assert.equal(hex(probe.data(0x82, 0, 0, digits.slice(4))), 'CBF43926');
  });

  test('random numbers differ and have the length', () => {
    const probe = new CryptoProbe();
    const [first, second] = [probe.data(0x70, 32, 2), probe.data(0x70, 32, 3)];
    assert.equal(first.length, 32);
    assert.notEqual(hex(first), hex(second));
    assert.equal(probe.call(0x70, 0, 2), '6601');
    assert.equal(probe.call(0x70, 1, 4), '6603');
  });
});
