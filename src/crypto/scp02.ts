/**
 * Secure Channel Protocol 02: session keys, cryptograms and MACs. [GPCS §E.4]
 * Explicit initiation; base and session keys are double-length DES keys.
 */
import { assert, type Bytes, concat, unhex } from '../base/index.ts';
import { encryptCbc, encryptEcb } from './block-modes.ts';
import { macAlgorithm1, macAlgorithm3 } from './mac.ts';
import { padBlocks } from './padding.ts';
import { DES_BLOCK } from './des.ts';
import type { Crypto } from './provider.ts';

const KEY_LENGTH = 16;
const SEQUENCE_LENGTH = 2;
/** Random part of the card's challenge; the sequence counter stands before it. [GPCS §E.5.1.4] */
export const SCP02_CHALLENGE_LENGTH = 6;
const ZERO = new Uint8Array(DES_BLOCK);

/** What is derived, as the first two bytes of the derivation data. [GPCS §E.4.1 table E-3] */
const DERIVATION = { mac: '0101', rmac: '0102', dek: '0181', enc: '0182' } as const;

export interface Scp02Keys {
  readonly enc: Bytes;
  readonly mac: Bytes;
  readonly dek: Bytes;
}

export interface Scp02SessionKeys extends Scp02Keys {
  /** For response MACs; derived from the MAC key. */
  readonly rmac: Bytes;
}

/** [GPCS §E.4.1] */
export function scp02SessionKeys(
  crypto: Crypto,
  { enc, mac, dek }: Scp02Keys,
  sequence: Bytes,
): Scp02SessionKeys {
  assert(sequence.length === SEQUENCE_LENGTH, 'the sequence counter of SCP02 is 2 bytes');
  const derive = (key: Bytes, what: keyof typeof DERIVATION): Bytes => {
    assert(key.length === KEY_LENGTH, 'a key of SCP02 is 16 bytes');
    const data = concat(unhex(DERIVATION[what]), sequence, new Uint8Array(12));
    return encryptCbc(crypto.des(key), { iv: ZERO, data });
  };
  return {
    enc: derive(enc, 'enc'),
    mac: derive(mac, 'mac'),
    rmac: derive(mac, 'rmac'),
    dek: derive(dek, 'dek'),
  };
}

export interface Scp02Challenges {
  readonly host: Bytes;
  readonly sequence: Bytes;
  readonly card: Bytes;
}

/** [GPCS §E.4.2.1] */
export function scp02CardCryptogram(
  crypto: Crypto,
  enc: Bytes,
  { host, sequence, card }: Scp02Challenges,
): Bytes {
  return fullMac(crypto, enc, concat(host, sequence, card));
}

/** [GPCS §E.4.2.2] */
export function scp02HostCryptogram(
  crypto: Crypto,
  enc: Bytes,
  { host, sequence, card }: Scp02Challenges,
): Bytes {
  return fullMac(crypto, enc, concat(sequence, card, host));
}

/** The card's challenge where it follows from the AID, under the session key. [GPCS §E.4.2.3] */
export function scp02CardChallenge(crypto: Crypto, mac: Bytes, aid: Bytes): Bytes {
  return scp02Mac(crypto, mac, { iv: ZERO, data: aid }).subarray(0, SCP02_CHALLENGE_LENGTH);
}

/** The MAC of a command or a response: single DES, the last block triple DES. [GPCS §E.4.4] */
export function scp02Mac(
  crypto: Crypto,
  key: Bytes,
  { iv, data }: { readonly iv: Bytes; readonly data: Bytes },
): Bytes {
  const ciphers = { chain: crypto.des(key.subarray(0, DES_BLOCK)), last: crypto.des(key) };
  return macAlgorithm3(ciphers, padBlocks(data, DES_BLOCK), iv);
}

/** The next initial vector: the last MAC under the first half of the key. [GPCS §E.3.4] */
export function scp02NextVector(crypto: Crypto, key: Bytes, mac: Bytes): Bytes {
  return encryptEcb(crypto.des(key.subarray(0, DES_BLOCK)), mac);
}

/** Triple DES throughout, over padded data. [GPCS §B.1.2.1] */
function fullMac(crypto: Crypto, key: Bytes, data: Bytes): Bytes {
  return macAlgorithm1(crypto.des(key), padBlocks(data, DES_BLOCK));
}
