/** RSA: paddings against OpenSSL both ways, keys that contradict themselves, what is refused. */
import assert from 'node:assert/strict';
import {
  constants,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto';
import { bytes, Fault, hex, unhex, utf8 } from '../../../src/base/index.ts';
import {
  type Crypto,
  decryptOaep,
  decryptPkcs1,
  digestInfo,
  encryptOaep,
  encryptPkcs1,
  generateRsaKey,
  HASH_NAMES,
  oaepLengthMax,
  pureCrypto,
  type RsaCrtKey,
  type RsaKeyPair,
  signPkcs1,
  signPss,
  verifyPkcs1,
  verifyPss,
} from '../../../src/crypto/index.ts';
import { nodeCrypto } from '../../../src/attach/node-crypto/index.ts';
import { stream, testPorts } from './ports.ts';

const PAIR = generateRsaKey(nodeCrypto, stream('rsa test'), { bits: 1_536 });
const MESSAGE = utf8('message');

function toNode({ privateKey, publicKey, crt }: RsaKeyPair): {
  readonly secret: KeyObject;
  readonly open: KeyObject;
} {
  const text = (value: Uint8Array) => Buffer.from(value).toString('base64url');
  const { modulus: n, exponent: d } = privateKey;
  const { p, q, dp, dq, qInv: qi } = crt;
  const numbers = { n, e: publicKey.exponent, d, p, q, dp, dq, qi };
  const jwk = Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, text(value)]),
  );
  const key = { key: { kty: 'RSA', ...jwk }, format: 'jwk' } as const;
  return { secret: createPrivateKey(key), open: createPublicKey(key) };
}

const NODE = toNode(PAIR);

/** What OpenSSL has a DigestInfo for. */
const SIGNED = HASH_NAMES.filter((name) => name !== 'ripemd160' && name !== 'md5');

testPorts('PKCS#1 signatures are those of OpenSSL, for each hash [RFC8017 §8.2]', (port) => {
  for (const name of SIGNED) {
    const content = digestInfo(name, port.hash(name).digest(MESSAGE));
    const signature = signPkcs1(port, PAIR.crt, content);
    const padding = constants.RSA_PKCS1_PADDING;
    const theirs = sign(name, MESSAGE, { key: NODE.secret, padding });
    assert.equal(hex(signature), hex(theirs), name);
    assert.equal(verifyPkcs1(port, PAIR.publicKey, { content, signature }), true);
    const changed = Uint8Array.from(signature);
    changed[5]! ^= 1;
    assert.equal(verifyPkcs1(port, PAIR.publicKey, { content, signature: changed }), false);
  }
});

testPorts('PSS signatures verify in OpenSSL and the other way round [RFC8017 §8.1]', (port) => {
  for (const [hash, saltLength] of [
    ['sha1', 20],
    ['sha256', 32],
    ['sha256', 0],
    ['sha512', 40],
  ] as const) {
    const digest = port.hash(hash).digest(MESSAGE);
    const options = { hash, saltLength };
    const own = signPss(port, stream('pss'), { ...options, key: PAIR.crt, digest });
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    assert.equal(verify(hash, MESSAGE, { key: NODE.open, padding, saltLength }, own), true);
    const theirs = sign(hash, MESSAGE, { key: NODE.secret, padding, saltLength });
    const claim = { ...options, key: PAIR.publicKey, digest };
    assert.equal(verifyPss(port, { ...claim, signature: theirs }), true);
    assert.equal(verifyPss(port, { ...claim, saltLength: saltLength + 1, signature: own }), false);
    const changed = Uint8Array.from(own);
    changed[9]! ^= 1;
    assert.equal(verifyPss(port, { ...claim, signature: changed }), false);
  }
});

testPorts('OAEP opens in OpenSSL and the other way round, with labels [RFC8017 §7.1]', (port) => {
  const label = utf8('label');
  for (const hash of ['sha1', 'sha256', 'sha512'] as const) {
    const options = { hash, label };
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const node = { padding, oaepHash: hash, oaepLabel: label };
    for (const data of [new Uint8Array(0), MESSAGE]) {
      const own = encryptOaep(port, stream('oaep'), { ...options, key: PAIR.publicKey, data });
      assert.equal(hex(privateDecrypt({ key: NODE.secret, ...node }, own)), hex(data));
      const theirs = publicEncrypt({ key: NODE.open, ...node }, data);
      const opened = decryptOaep(port, { ...options, key: PAIR.crt, cipherText: theirs });
      assert.equal(hex(opened!), hex(data));
      const other = { hash, key: PAIR.crt, cipherText: theirs };
      assert.equal(decryptOaep(port, other), undefined, 'another label');
    }
    const lengthMax = oaepLengthMax(port, PAIR.publicKey, hash);
    const tooLong = { ...options, key: PAIR.publicKey, data: new Uint8Array(lengthMax + 1) };
    assert.throws(() => encryptOaep(port, stream('oaep'), tooLong), Fault);
  }
});

testPorts('PKCS#1 encryption opens, and what is not so padded does not [RFC8017 §7.2]', (port) => {
  const length = PAIR.publicKey.modulus.length;
  const cipherText = encryptPkcs1(port, stream('p'), { key: PAIR.publicKey, data: MESSAGE });
  assert.equal(hex(decryptPkcs1(port, PAIR.crt, cipherText)!), hex(MESSAGE));
  const blocks = [
    [0, 2, ...Array<number>(7).fill(1), 0, 5],
    [0, 1, ...Array<number>(20).fill(1), 0, 5],
    [0, 2, ...Array<number>(length - 2).fill(1)],
  ];
  for (const block of blocks) {
    const whole = Uint8Array.from({ length }, (_, i) => block[i] ?? 0);
    const bad = port.modPow(whole, PAIR.publicKey);
    assert.equal(decryptPkcs1(port, PAIR.crt, bad), undefined);
  }
  assert.equal(decryptPkcs1(port, PAIR.crt, cipherText.subarray(1)), undefined, 'too short');
  const large = new Uint8Array(length).fill(0xff);
  assert.equal(decryptPkcs1(port, PAIR.crt, large), undefined, 'not below the modulus');
  assert.equal(verifyPkcs1(port, PAIR.publicKey, { content: MESSAGE, signature: large }), false);
});

testPorts('values at the ends: 0, 1, the modulus less one; the modulus itself is none', (port) => {
  const { modulus } = PAIR.publicKey;
  const n = BigInt(`0x${hex(modulus)}`);
  const number = (value: bigint) => unhex(value.toString(16).padStart(2 * modulus.length, '0'));
  for (const key of [PAIR.publicKey, PAIR.privateKey, PAIR.crt]) {
    for (const value of [0n, 1n, n - 1n]) {
      assert.equal(hex(port.modPow(number(value), key)), hex(number(value)), 'odd exponents');
    }
    assert.throws(() => port.modPow(modulus, key), RangeError);
  }
});

/** Keys whose parts contradict each other. */
function contradictions({ crt }: RsaKeyPair): readonly RsaCrtKey[] {
  const changed = (value: Uint8Array) => {
    const other = Uint8Array.from(value);
    other[other.length - 1]! ^= 2;
    return other;
  };
  return [
    { ...crt, dp: changed(crt.dp) },
    { ...crt, dq: changed(crt.dq) },
    { ...crt, qInv: changed(crt.qInv) },
    { ...crt, p: changed(crt.p) },
    { ...crt, q: changed(crt.q) },
    { ...crt, dp: crt.dq, dq: crt.dp },
  ];
}

testPorts('a key that contradicts itself gives what the formula gives [RFC8017 §5.1.2]', (port) => {
  const value = new Uint8Array(PAIR.publicKey.modulus.length).fill(0x11);
  for (const key of contradictions(PAIR)) {
    assert.equal(hex(port.modPow(value, key)), hex(pureCrypto.modPow(value, key)));
  }
});

/** Composites that tests with few fixed bases take for primes, and primes of all sizes. */
const NUMBERS = [
  ['', false],
  ['00', false],
  ['01', false],
  ['02', true],
  ['0003', true],
  ['09', false],
  ['0231', false],
  ['07FF', false],
  ['0800', false],
  ['BFA17DC7', false],
  ['351591274F9AF9FB', false],
  ['437AE92817F9FC85B7E5', false],
  ['02BE6951ADC5B22410A5FD', false],
  ['FFFFFFFFFFFFFFC5', true],
  ['FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF', true],
  ['FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFD', false],
] as const;

testPorts('prime or not: small numbers, pseudoprimes, large primes [FIPS186-5 §B.3.1]', (port) => {
  for (const [candidate, prime] of NUMBERS) {
    assert.equal(port.isProbablePrime(unhex(candidate)), prime, candidate);
  }
});

testPorts(
  'generated keys: lengths, the public exponent, what is refused [FIPS186-5 §A.1.3]',
  (port) => {
    const generate = (from: Crypto, bits: number, publicExponent?: Uint8Array) =>
      generateRsaKey(from, stream(`key ${bits}`), { bits, publicExponent });
    const { publicKey, crt } = generate(port, 1_024);
    assert.equal(publicKey.modulus.length, 128);
    assert.ok(publicKey.modulus[0]! >= 0x80, 'all bits of the modulus');
    assert.equal(hex(publicKey.exponent), '010001');
    assert.ok(hex(crt.p) > hex(crt.q));
    assert.equal(hex(generate(port, 512, bytes(3)).publicKey.exponent), '03');
    assert.throws(() => generate(port, 500), Fault);
    assert.throws(() => generate(port, 1_024, bytes(4)), Fault);
  },
);
