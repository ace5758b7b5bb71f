/** RSA signatures and encryption with PKCS#1 v1.5 padding. [RFC8017 §8.2] [RFC8017 §7.2] */
import { assert, bytes, type Bytes, concat, equal, type Rng, unhex } from '../base/index.ts';
import { toBigInt } from './big-integer.ts';
import type { Crypto, HashName, RsaKey } from './provider.ts';
import { modulusLength, modulusOf } from './rsa.ts';

const SIGNATURE_BLOCK = 0x01;
const ENCRYPTION_BLOCK = 0x02;
/** Leading 00, block type, 00 before the content. */
const MARKS_LENGTH = 3;
const PADDING_MIN = 8;

/** The prefix of a digest: the algorithm, in DER. [RFC8017 §9.2 note 1] */
const DIGEST_INFO: Readonly<Record<HashName, string>> = {
  md5: '3020300C06082A864886F70D020505000410',
  ripemd160: '3021300906052B2403020105000414',
  sha1: '3021300906052B0E03021A05000414',
  sha224: '302D300D06096086480165030402040500041C',
  sha256: '3031300D060960864801650304020105000420',
  sha384: '3041300D060960864801650304020205000430',
  sha512: '3051300D060960864801650304020305000440',
  'sha512-224': '302D300D06096086480165030402050500041C',
  'sha512-256': '3031300D060960864801650304020605000420',
  'sha3-224': '302D300D06096086480165030402070500041C',
  'sha3-256': '3031300D060960864801650304020805000420',
  'sha3-384': '3041300D060960864801650304020905000430',
  'sha3-512': '3051300D060960864801650304020A05000440',
};

/** The algorithm and the digest, in DER, as a signature holds them. [RFC8017 §9.2] */
export function digestInfo(hash: HashName, digest: Bytes): Bytes {
  return concat(unhex(DIGEST_INFO[hash]), digest);
}

/** Signs content as it is, which is a `digestInfo` for most purposes. [RFC8017 §8.2.1] */
export function signPkcs1(crypto: Crypto, key: RsaKey, content: Bytes): Bytes {
  return crypto.modPow(signatureBlock(modulusLength(key), content), key);
}

/** [RFC8017 §8.2.2] */
export function verifyPkcs1(
  crypto: Crypto,
  key: RsaKey,
  claim: { readonly content: Bytes; readonly signature: Bytes },
): boolean {
  const block = openRsa(crypto, key, claim.signature);
  if (block === undefined) return false;
  if (claim.content.length + MARKS_LENGTH + PADDING_MIN > block.length) return false;
  return equal(block, signatureBlock(block.length, claim.content));
}

/** The padding is drawn from the stream. [RFC8017 §7.2.1] */
export function encryptPkcs1(
  crypto: Crypto,
  rng: Rng,
  { key, data }: { readonly key: RsaKey; readonly data: Bytes },
): Bytes {
  const padding = modulusLength(key) - data.length - MARKS_LENGTH;
  assertFits(padding);
  const block = concat(bytes(0, ENCRYPTION_BLOCK), withoutZeros(rng, padding), bytes(0), data);
  return crypto.modPow(block, key);
}

/** The data, or `undefined` where the padding is wrong. [RFC8017 §7.2.2] */
export function decryptPkcs1(crypto: Crypto, key: RsaKey, cipherText: Bytes): Bytes | undefined {
  const block = openRsa(crypto, key, cipherText);
  if (block === undefined || block[0] !== 0 || block[1] !== ENCRYPTION_BLOCK) return undefined;
  const end = block.indexOf(0, 2);
  return end < 2 + PADDING_MIN ? undefined : block.slice(end + 1);
}

/** The primitive over what comes from outside: `undefined` where its length or value is wrong. */
export function openRsa(crypto: Crypto, key: RsaKey, value: Bytes): Bytes | undefined {
  const modulus = modulusOf(key);
  if (value.length !== modulusLength(key) || toBigInt(value) >= modulus) return undefined;
  return crypto.modPow(value, key);
}

function signatureBlock(length: number, content: Bytes): Bytes {
  const padding = length - content.length - MARKS_LENGTH;
  assertFits(padding);
  const filling = new Uint8Array(padding).fill(0xff);
  return concat(bytes(0, SIGNATURE_BLOCK), filling, bytes(0), content);
}

function assertFits(padding: number): void {
  assert(padding >= PADDING_MIN, 'PKCS#1 padding is 8 bytes or more');
}

/** Bytes that are not zero, from the stream. */
function withoutZeros(rng: Rng, length: number): Bytes {
  const out = new Uint8Array(length);
  for (let at = 0; at < length;) {
    for (const byte of rng.bytes(length - at)) if (byte !== 0) out[at++] = byte;
  }
  return out;
}
