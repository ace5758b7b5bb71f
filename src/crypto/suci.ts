/** Concealed subscription identifiers: ECIES with profiles A and B. [TS33501 §C.3] */
import { type Bytes, concat, type Rng, sameSecret } from '../base/index.ts';
import { ctr } from './block-modes.ts';
import { generateEcKey } from './ecdsa.ts';
import { kdfX963 } from './kdf.ts';
import { hmac } from './mac.ts';
import { compressPoint, decompressPoint } from './point-encoding.ts';
import type { Crypto } from './provider.ts';

export type SuciProfile = 'A' | 'B';

/** Bytes of the ephemeral public key in the output; of profile B a compressed point. */
export const SUCI_KEY_LENGTHS = { A: 32, B: 33 } as const;
const MAC_LENGTH = 8;
/** Key of AES, first counter block, key of HMAC. [TS33501 §C.3.4.1] */
const DERIVED = { key: 16, counter: 32, mac: 64 };
const X25519_BASE = Uint8Array.of(9, ...new Uint8Array(31));

export interface SuciParts {
  readonly profile: SuciProfile;
  /** Of the home network; of profile B in either form of a point. */
  readonly homePublicKey: Bytes;
  /** The part of the identifier that is concealed. */
  readonly plain: Bytes;
}

/**
 * Ephemeral public key, cipher text and MAC. The ephemeral key is drawn from the stream.
 * `undefined` where the home network's public key is none. [TS33501 §C.3.2]
 */
export function concealSuci(crypto: Crypto, rng: Rng, parts: SuciParts): Bytes | undefined {
  const agreement = parts.profile === 'A' ? agreeA(crypto, rng, parts) : agreeB(crypto, rng, parts);
  if (agreement === undefined) return undefined;
  const { secret, ephemeral } = agreement;
  const keys = deriveKeys(crypto, secret, ephemeral);
  const cipherText = ctr(crypto.aes(keys.key), { iv: keys.counter, data: parts.plain });
  const mac = hmac(crypto.hash('sha256'), keys.mac)(cipherText).subarray(0, MAC_LENGTH);
  return concat(ephemeral, cipherText, mac);
}

/** What the home network reads; `undefined` where key or MAC are wrong. [TS33501 §C.3.3] */
export function revealSuci(
  crypto: Crypto,
  {
    profile,
    key,
    output,
  }: { readonly profile: SuciProfile; readonly key: Bytes; readonly output: Bytes },
): Bytes | undefined {
  const keyLength = SUCI_KEY_LENGTHS[profile];
  if (output.length < keyLength + MAC_LENGTH) return undefined;
  const ephemeral = output.subarray(0, keyLength);
  const cipherText = output.subarray(keyLength, -MAC_LENGTH);
  const secret =
    profile === 'A' ? crypto.montgomery('x25519')(key, ephemeral) : sharedX(crypto, key, ephemeral);
  if (secret === undefined) return undefined;
  const keys = deriveKeys(crypto, secret, ephemeral);
  const mac = hmac(crypto.hash('sha256'), keys.mac)(cipherText).subarray(0, MAC_LENGTH);
  if (!sameSecret(mac, output.subarray(-MAC_LENGTH))) return undefined;
  return ctr(crypto.aes(keys.key), { iv: keys.counter, data: cipherText });
}

interface Agreement {
  readonly secret: Bytes;
  readonly ephemeral: Bytes;
}

function agreeA(crypto: Crypto, rng: Rng, { homePublicKey }: SuciParts): Agreement | undefined {
  if (homePublicKey.length !== SUCI_KEY_LENGTHS.A) return undefined;
  const multiply = crypto.montgomery('x25519');
  const key = rng.bytes(SUCI_KEY_LENGTHS.A);
  const ephemeral = multiply(key, X25519_BASE);
  const secret = multiply(key, homePublicKey);
  return ephemeral && secret && { secret, ephemeral };
}

function agreeB(crypto: Crypto, rng: Rng, { homePublicKey }: SuciParts): Agreement | undefined {
  const curve = crypto.curve('p256');
  const { key, publicKey } = generateEcKey(curve, rng);
  const secret = sharedX(crypto, key, homePublicKey);
  return secret && { secret, ephemeral: compressPoint(curve.domain, publicKey) };
}

function sharedX(crypto: Crypto, key: Bytes, point: Bytes): Bytes | undefined {
  const curve = crypto.curve('p256');
  const uncompressed = decompressPoint(curve.domain, point);
  return uncompressed && curve.sharedX(key, uncompressed);
}

/** [TS33501 §C.3.4.1] */
function deriveKeys(crypto: Crypto, secret: Bytes, info: Bytes) {
  const all = kdfX963(crypto.hash('sha256'), { secret, info, length: DERIVED.mac });
  return {
    key: all.subarray(0, DERIVED.key),
    counter: all.subarray(DERIVED.key, DERIVED.counter),
    mac: all.subarray(DERIVED.counter),
  };
}
