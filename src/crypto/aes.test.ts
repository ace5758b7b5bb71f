import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import { cmac as nobleCmac } from '@noble/ciphers/aes.js';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { cmac as hostCmac } from '../../tests/support/scp03-host.ts';
import { concat, Fault, hex, unhex } from '../base/index.ts';
import { pureCrypto } from './index.ts';

const KEY_128 = unhex('2B7E151628AED2A6ABF7158809CF4F3C');
const KEY_192 = unhex('8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B');
const KEY_256 = unhex('603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4');
/** The four blocks that all of NIST's examples use. */
const MESSAGE = unhex(
  '6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51' +
    '30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710',
);
const IV = unhex('000102030405060708090A0B0C0D0E0F');

const keys = fc
  .constantFrom(16, 24, 32)
  .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));

test('AES of one block gives the examples of the standard [FIPS197 §C]', () => {
  const block = unhex('00112233445566778899AABBCCDDEEFF');
  const sequence = unhex('000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F');
  const expected = [
    [16, '69C4E0D86A7B0430D8CDB78070B4C55A'],
    [24, 'DDA97CA4864CDFE06EAF70A0EC0D7191'],
    [32, '8EA2B7CA516745BFEAFC49904B496089'],
  ] as const;
  for (const [length, cipherText] of expected) {
    const cipher = pureCrypto.aes(sequence.subarray(0, length));
    assert.equal(hex(cipher.encryptBlock(block)), cipherText);
    assert.equal(hex(cipher.decryptBlock(unhex(cipherText))), hex(block));
  }
});

test('CBC gives the examples of the standard, both ways [SP800-38A §F.2]', () => {
  const expected = [
    [KEY_128, '7649ABAC8119B246CEE98E9B12E9197D', '3FF1CAA1681FAC09120ECA307586E1A7'],
    [KEY_192, '4F021DB243BC633D7178183A9FA071E8', '08B0E27988598881D920A9E64F5615CD'],
    [KEY_256, 'F58C4C04D6E5F1BA779EABFB5F7BFBD6', 'B2EB05E2C39BE9FCDA6C19078C6A9D1B'],
  ] as const;
  for (const [key, first, last] of expected) {
    const cipher = pureCrypto.aes(key);
    const cipherText = cipher.encryptCbc(IV, MESSAGE);
    assert.equal(hex(cipherText.subarray(0, 16)), first);
    assert.equal(hex(cipherText.subarray(48)), last);
    assert.deepEqual(cipher.decryptCbc(IV, cipherText), MESSAGE);
  }
});

test('CMAC gives the examples of RFC 4493 and of the standard [SP800-38B §D]', () => {
  const expected = [
    [KEY_128, 0, 'BB1D6929E95937287FA37D129B756746'],
    [KEY_128, 16, '070A16B46B4D4144F79BDD9DD04A287C'],
    [KEY_128, 40, 'DFA66747DE9AE63030CA32611497C827'],
    [KEY_128, 64, '51F0BEBF7E3B9D92FC49741779363CFE'],
    [KEY_192, 0, 'D17DDF46ADAACDE531CAC483DE7A9367'],
    [KEY_192, 40, '8A1DE5BE2EB31AAD089A82E6EE908B0E'],
    [KEY_256, 0, '028962F61B7BF89EFC6B551F4667D983'],
    [KEY_256, 64, 'E1992190549F6ED5696A2C056C315410'],
  ] as const;
  for (const [key, length, mac] of expected) {
    assert.equal(hex(pureCrypto.aes(key).cmac(MESSAGE.subarray(0, length))), mac);
  }
});

test('CMAC equals two other implementations, however the message is cut into parts', () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 });
  fc.assert(
    fc.property(keys, parts, (key, cut) => {
      const mac = hex(pureCrypto.aes(key).cmac(...cut));
      assert.equal(mac, hex(nobleCmac(concat(...cut), key)));
      assert.equal(mac, hex(hostCmac(key, concat(...cut))));
    }),
    randomRuns('codec'),
  );
});

test('CBC equals the platform and undoes itself, and leaves its inputs alone', () => {
  const blocks = fc
    .integer({ min: 0, max: 6 })
    .chain((count) => fc.uint8Array({ minLength: 16 * count, maxLength: 16 * count }));
  const vector = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(keys, vector, blocks, (key, iv, data) => {
      const before = [hex(iv), hex(data)];
      const cipher = pureCrypto.aes(key);
      const cipherText = cipher.encryptCbc(iv, data);
      const platform = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv).setAutoPadding(false);
      assert.equal(hex(cipherText), hex(Buffer.concat([platform.update(data), platform.final()])));
      assert.deepEqual(cipher.decryptCbc(iv, cipherText), data);
      assert.deepEqual([hex(iv), hex(data)], before);
    }),
    randomRuns('codec'),
  );
});

test('what is no whole block, or no initial vector, is a fault of the caller', () => {
  const cipher = pureCrypto.aes(KEY_128);
  assert.throws(() => cipher.encryptBlock(new Uint8Array(15)), Fault);
  assert.throws(() => cipher.decryptBlock(new Uint8Array(17)), Fault);
  assert.throws(() => cipher.encryptCbc(IV, new Uint8Array(15)), Fault);
  assert.throws(() => cipher.decryptCbc(IV.subarray(1), new Uint8Array(16)), Fault);
});
