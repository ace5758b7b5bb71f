import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import { cmac as libraryCmac } from '@noble/ciphers/aes.js';
import fc from 'fast-check';
import { concat, Fault, hex, unhex } from '../../../src/base/index.ts';
import {
  cmac,
  ctr,
  decryptCbc,
  decryptEcb,
  encryptBlock,
  encryptCbc,
  encryptEcb,
  macAlgorithm1,
  macAlgorithm3,
  padBlocks,
  pureCrypto,
} from '../../../src/crypto/index.ts';
import { randomRuns } from '../../random-counts.ts';
import { cmac as hostCmac } from '../../support/scp03-host.ts';
import { testPorts } from './ports.ts';

const KEY_128 = unhex('2B7E151628AED2A6ABF7158809CF4F3C');
const KEY_192 = unhex('8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B');
const KEY_256 = unhex('603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4');
/** The four blocks that all of NIST's examples use. */
const MESSAGE = unhex(
  '6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51' +
    '30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710',
);
const IV = unhex('000102030405060708090A0B0C0D0E0F');

testPorts('AES of one block gives the examples of the standard [FIPS197 §C]', ({ aes }) => {
  const block = unhex('00112233445566778899AABBCCDDEEFF');
  const sequence = unhex('000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F');
  const expected = [
    [16, '69C4E0D86A7B0430D8CDB78070B4C55A'],
    [24, 'DDA97CA4864CDFE06EAF70A0EC0D7191'],
    [32, '8EA2B7CA516745BFEAFC49904B496089'],
  ] as const;
  for (const [length, cipherText] of expected) {
    const cipher = aes(sequence.subarray(0, length));
    assert.equal(hex(encryptBlock(cipher, block)), cipherText);
    assert.equal(hex(decryptEcb(cipher, unhex(cipherText))), hex(block));
  }
});

testPorts('CBC gives the examples of the standard, both ways [SP800-38A §F.2]', ({ aes }) => {
  const expected = [
    [KEY_128, '7649ABAC8119B246CEE98E9B12E9197D', '3FF1CAA1681FAC09120ECA307586E1A7'],
    [KEY_192, '4F021DB243BC633D7178183A9FA071E8', '08B0E27988598881D920A9E64F5615CD'],
    [KEY_256, 'F58C4C04D6E5F1BA779EABFB5F7BFBD6', 'B2EB05E2C39BE9FCDA6C19078C6A9D1B'],
  ] as const;
  for (const [key, first, last] of expected) {
    const cipher = aes(key);
    const cipherText = encryptCbc(cipher, { iv: IV, data: MESSAGE });
    assert.equal(hex(cipherText.subarray(0, 16)), first);
    assert.equal(hex(cipherText.subarray(48)), last);
    assert.deepEqual(decryptCbc(cipher, { iv: IV, data: cipherText }), MESSAGE);
  }
});

testPorts('CTR gives the examples of the standard, also of a part [SP800-38A §F.5]', ({ aes }) => {
  const iv = unhex('F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF');
  const expected = [
    [KEY_128, '874D6191B620E3261BEF6864990DB6CE', '1E031DDA2FBE03D1792170A0F3009CEE'],
    [KEY_192, '1ABC932417521CA24F2B0459FE7E6E0B', '4F78A7F6D29809585A97DAEC58C6B050'],
    [KEY_256, '601EC313775789A5B7A7F504BBF3D228', 'DFC9C58DB67AADA613C2DD08457941A6'],
  ] as const;
  for (const [key, first, last] of expected) {
    const cipherText = ctr(aes(key), { iv, data: MESSAGE });
    assert.equal(hex(cipherText.subarray(0, 16)), first);
    assert.equal(hex(cipherText.subarray(48)), last);
    const part = ctr(aes(key), { iv, data: MESSAGE.subarray(0, 21) });
    assert.equal(hex(part), hex(cipherText.subarray(0, 21)));
    assert.deepEqual(ctr(aes(key), { iv, data: cipherText }), MESSAGE);
  }
  const full = unhex('FF'.repeat(16));
  const carried = ctr(aes(KEY_128), { iv: full, data: new Uint8Array(32) });
  assert.equal(hex(carried.subarray(16)), hex(encryptBlock(aes(KEY_128), new Uint8Array(16))));
});

testPorts('CMAC gives the examples of RFC 4493 and of the standard [SP800-38B §D]', ({ aes }) => {
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
    assert.equal(hex(cmac(aes(key))(MESSAGE.subarray(0, length))), mac);
  }
});

const THREE_KEYS = unhex('8AA83BF8CBDA10620BC1BF19FBB6CD58BC313D4A371CA8B5');
const TWO_KEYS = unhex('4CF15134A2850DD58A3D10BA80570D38');

testPorts('CMAC with triple DES gives the examples of the standard [SP800-38B §D.4]', ({ des }) => {
  const expected = [
    [THREE_KEYS, 0, 'B7A688E122FFAF95'],
    [THREE_KEYS, 8, '8E8F293136283797'],
    [THREE_KEYS, 20, '743DDBE0CE2DC2ED'],
    [THREE_KEYS, 32, '33E6B1092400EAE5'],
    [TWO_KEYS, 0, 'BD2EBF9A3BA00361'],
    [TWO_KEYS, 8, '4FF2AB813C53CE83'],
    [TWO_KEYS, 20, '62DD1B471902BD4E'],
    [TWO_KEYS, 32, '31B1E431DABC4EB8'],
  ] as const;
  for (const [key, length, mac] of expected) {
    assert.equal(hex(cmac(des(key))(MESSAGE.subarray(0, length))), mac);
  }
});

testPorts('DES and triple DES give published blocks [SP800-67 §B.1]', ({ des }) => {
  const expected = [
    ['133457799BBCDFF1', '0123456789ABCDEF', '85E813540F0AB405'],
    ['0101010101010101', '8000000000000000', '95F8A5E5DD31D900'],
    ['8001010101010101', '0000000000000000', '95A8D72813DAA94D'],
    ['0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123', '5468652071756663', 'A826FD8CE53B855F'],
    ['0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123', '6B2062726F776E20', 'CCE21C8112256FE6'],
    ['0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123', '666F78206A756D70', '68D5C05DD9B6B900'],
  ] as const;
  for (const [key, plain, cipherText] of expected) {
    const cipher = des(unhex(key));
    assert.equal(hex(encryptEcb(cipher, unhex(plain))), cipherText);
    assert.equal(hex(decryptEcb(cipher, unhex(cipherText))), plain);
  }
  const [a, b] = [unhex('133457799BBCDFF1'), unhex('0E329232EA6D0D73')];
  const block = unhex('0123456789ABCDEF');
  assert.equal(
    hex(encryptEcb(des(concat(a, b)), block)),
    hex(encryptEcb(des(concat(a, b, a)), block)),
    'two keys: the first is used again',
  );
  assert.equal(hex(encryptEcb(des(concat(a, a)), block)), '85E813540F0AB405', 'equal keys: DES');
});

testPorts('MAC algorithm 3 gives the example of passports [ISO9797-1 §7.3]', ({ des }) => {
  const key = unhex('7962D9ECE03D1ACD4C76089DCE131543');
  const message = unhex('72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2');
  const ciphers = { chain: des(key.subarray(0, 8)), last: des(key) };
  assert.equal(hex(macAlgorithm3(ciphers, padBlocks(message, 8))), '5F1448EEA8AD90A7');
});

testPorts('MAC algorithm 3 of one block is triple DES; algorithm 1 is CBC', ({ des }) => {
  const key = unhex('0123456789ABCDEFFEDCBA9876543210');
  const block = unhex('4E6F772069732074');
  const ciphers = { chain: des(key.subarray(0, 8)), last: des(key) };
  assert.equal(hex(macAlgorithm3(ciphers, block)), hex(encryptEcb(des(key), block)));
  const iv = unhex('1234567890ABCDEF');
  const message = unhex('37363534333231204E6F77206973207468652074696D6520666F722000000000');
  const chained = encryptCbc(des(key), { iv, data: message });
  assert.equal(hex(macAlgorithm1(des(key), message, iv)), hex(chained.subarray(-8)));
});

const keys = fc
  .constantFrom(16, 24, 32)
  .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));

test('CMAC equals two other implementations, however the message is cut into parts', () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 });
  fc.assert(
    fc.property(keys, parts, (key, cut) => {
      const mac = hex(cmac(pureCrypto.aes(key))(...cut));
      assert.equal(mac, hex(libraryCmac(concat(...cut), key)));
      assert.equal(mac, hex(hostCmac(key, concat(...cut))));
    }),
    randomRuns('codec'),
  );
});

/** A cipher, its name in OpenSSL and the key as OpenSSL takes it: it has no single DES. */
const CIPHERS = [
  { length: 8, block: 8, name: 'des-ede3', tripled: true },
  { length: 16, block: 8, name: 'des-ede', tripled: false },
  { length: 24, block: 8, name: 'des-ede3', tripled: false },
  { length: 16, block: 16, name: 'aes-128', tripled: false },
  { length: 24, block: 16, name: 'aes-192', tripled: false },
  { length: 32, block: 16, name: 'aes-256', tripled: false },
] as const;

test('CBC of every cipher equals OpenSSL and undoes itself, and leaves its inputs alone', () => {
  const inputs = fc.record({
    cipher: fc.constantFrom(...CIPHERS),
    key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    vector: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    blocks: fc
      .integer({ min: 0, max: 6 })
      .chain((count) => fc.uint8Array({ minLength: 16 * count, maxLength: 16 * count })),
  });
  fc.assert(
    fc.property(
      inputs,
      ({ cipher: { length, block, name, tripled }, key, vector, blocks: data }) => {
        const [own, iv] = [key.subarray(0, length), vector.subarray(0, block)];
        const before = [hex(own), hex(iv), hex(data)];
        const cipher = block === 8 ? pureCrypto.des(own) : pureCrypto.aes(own);
        const cipherText = encryptCbc(cipher, { iv, data });
        const theirs = tripled ? concat(own, own, own) : own;
        const platform = createCipheriv(`${name}-cbc`, theirs, iv).setAutoPadding(false);
        assert.equal(
          hex(cipherText),
          hex(Buffer.concat([platform.update(data), platform.final()])),
        );
        assert.deepEqual(decryptCbc(cipher, { iv, data: cipherText }), data);
        assert.deepEqual([hex(own), hex(iv), hex(data)], before);
      },
    ),
    randomRuns('codec'),
  );
});

testPorts('a key, a block or an initial vector of a wrong length is a fault', ({ aes, des }) => {
  const cipher = aes(KEY_128);
  assert.throws(() => aes(new Uint8Array(17)), Fault);
  assert.throws(() => des(new Uint8Array(7)), Fault);
  assert.throws(() => encryptBlock(cipher, new Uint8Array(32)), Fault);
  assert.throws(() => encryptEcb(cipher, new Uint8Array(15)), Fault);
  assert.throws(() => decryptEcb(cipher, new Uint8Array(17)), Fault);
  assert.throws(() => cipher.encryptAt(new Uint8Array(16), 1), Fault);
  assert.throws(() => des(KEY_128).decryptAt(new Uint8Array(8), 1), Fault);
  assert.throws(() => encryptCbc(cipher, { iv: IV, data: new Uint8Array(15) }), Fault);
  const short = { iv: IV.subarray(1), data: new Uint8Array(16) };
  assert.throws(() => decryptCbc(cipher, short), Fault);
  assert.throws(() => ctr(cipher, short), Fault);
});
