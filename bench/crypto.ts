/** The crypto ports: what each costs, and the alternatives that were weighed. */
import { createCipheriv } from 'node:crypto';
import { nodeCrypto } from '../src/attach/node-crypto/index.ts';
import { bytes, type Bytes } from '../src/base/index.ts';
import {
  cmac,
  type Crypto,
  encryptCbc,
  generateEcKey,
  generateRsaKey,
  pureCrypto,
  randomStream,
  signEcdsa,
} from '../src/crypto/index.ts';
import { type Bench, type Effort, microseconds } from './frame.ts';

const SEED = bytes(1, 2, 3, 4);
const RSA_BITS = 2_048;
const MESSAGE = new Uint8Array(64).fill(0x5a);
const LONG = new Uint8Array(256).fill(0x5a);
const KEY = new Uint8Array(16).fill(0x42);
const DES_KEY = Uint8Array.from({ length: 16 }, (_, i) => i);
/** Keys take long and vary with luck: one stream, so that every run looks for the same primes. */
const ONCE: Effort = { tries: 3, milliseconds: 1 };

type Measure = (port: Crypto) => number;

/** A row for the native provider, which may have a target, and one for the pure one. */
function both(name: string, measure: Measure, target?: number): readonly Bench[] {
  const native = { unit: 'µs', better: 'less', measure: () => measure(nodeCrypto) } as const;
  const pure = { unit: 'µs', better: 'less', measure: () => measure(pureCrypto) } as const;
  return [
    { ...native, name: `${name}, native`, ...(target === undefined ? {} : { target }) },
    { ...pure, name: `${name}, pure` },
  ];
}

function one(name: string, operation: () => void): Bench {
  return { name, unit: 'µs', better: 'less', measure: () => microseconds(operation) };
}

const sign: Measure = (port) => {
  const curve = port.curve('p256');
  const rng = randomStream(SEED, 'sign');
  const { key } = generateEcKey(curve, rng);
  const digest = port.hash('sha256').digest(MESSAGE);
  return microseconds(() => void signEcdsa(curve, rng, { key, digest }));
};

const verify: Measure = (port) => {
  const curve = port.curve('p256');
  const rng = randomStream(SEED, 'verify');
  const { key, publicKey } = generateEcKey(curve, rng);
  const digest = port.hash('sha256').digest(MESSAGE);
  const signature = signEcdsa(curve, rng, { key, digest });
  const claim = { publicKey, ...signature, hash: 'sha256', message: MESSAGE } as const;
  return microseconds(() => {
    if (!curve.verify(claim)) throw new Error('a signature does not verify');
  });
};

const agree: Measure = (port) => {
  const curve = port.curve('p256');
  const { key, publicKey } = generateEcKey(curve, randomStream(SEED, 'agree'));
  return microseconds(() => void curve.sharedX(key, publicKey));
};

const rsaKey: Measure = (port) =>
  microseconds(
    () => void generateRsaKey(port, randomStream(SEED, 'rsa'), { bits: RSA_BITS }),
    ONCE,
  );

const rsaPrivate: Measure = (port) => {
  const { crt } = generateRsaKey(nodeCrypto, randomStream(SEED, 'rsa'), { bits: RSA_BITS });
  const value = new Uint8Array(RSA_BITS / 8).fill(0x11);
  return microseconds(() => void port.modPow(value, crt));
};

function hashing(port: Crypto, data: Bytes): number {
  const sha256 = port.hash('sha256');
  return microseconds(() => void sha256.digest(data));
}

const aes = pureCrypto.aes(KEY);
const aesMac = cmac(aes);
const des = pureCrypto.des(DES_KEY.subarray(0, 8));
const tripleDes = pureCrypto.des(DES_KEY);
const block = new Uint8Array(16);
const iv = new Uint8Array(16);
const aesByOpenSsl = createCipheriv('aes-128-ecb', KEY, null).setAutoPadding(false);
const desByOpenSsl = createCipheriv('des-ede', DES_KEY, null).setAutoPadding(false);
const half = new Uint8Array(8);

export const cryptoBenches: readonly Bench[] = [
  ...both('ECDSA P-256 signature', sign, 60),
  ...both('ECDSA P-256 verification, key known', verify),
  ...both('ECDH P-256', agree),
  ...both('RSA-2048 key', rsaKey),
  ...both('RSA-2048 private operation', rsaPrivate),
  ...both('SHA-256 of 64 bytes', (port) => hashing(port, MESSAGE)),
  ...both('SHA-256 of 256 bytes', (port) => hashing(port, LONG)),
  one('AES-128 block, key known', () => aes.encryptAt(block, 0)),
  one('  alternative: AES-128 block by OpenSSL', () => void aesByOpenSsl.update(block)),
  one('AES-128 key and a block', () => pureCrypto.aes(KEY).encryptAt(block, 0)),
  one('AES-128 CBC of 256 bytes', () => void encryptCbc(aes, { iv, data: LONG })),
  one('AES-128 CMAC of 64 bytes', () => void aesMac(MESSAGE)),
  one('DES block, key known', () => des.encryptAt(block, 0)),
  one('triple DES block, key known', () => tripleDes.encryptAt(block, 0)),
  one('  alternative: triple DES block by OpenSSL', () => void desByOpenSsl.update(half)),
  one('triple DES key and a block', () => pureCrypto.des(DES_KEY).encryptAt(block, 0)),
];
