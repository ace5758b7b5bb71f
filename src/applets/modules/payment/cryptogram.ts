/**
 * Application cryptograms after EMV: a session key for each transaction by the common derivation,
 * MAC algorithm 3 over what the terminal and the card say of it (cryptogram version 18), and the
 * issuer's answer by method 2. [EMVB2 §8.1] [EMVB2 §8.2] [EMVB2 §A1.3]
 */
import { bigEndian, type Bytes, bytes, concat, sameSecret } from '../../../base/index.ts';
import {
  type Crypto,
  DES_BLOCK,
  encryptEcb,
  macAlgorithm3,
  padBlocks,
} from '../../../crypto/index.ts';
import { emitTlv } from '../../../wire/index.ts';

/** Third byte of what each half of the session key is derived from. [EMVB2 §A1.3.1] */
const HALVES = [0xf0, 0x0f] as const;
const ISSUER_CRYPTOGRAM_LENGTH = 4;

/** [EMVB2 §A1.3.1] */
export function sessionKey(crypto: Crypto, masterKey: Bytes, counter: number): Bytes {
  const cipher = crypto.des(masterKey);
  const halves = HALVES.map((half) => {
    const from = concat(bigEndian(counter, 2), bytes(half), new Uint8Array(DES_BLOCK - 3));
    return encryptEcb(cipher, from);
  });
  return concat(...halves);
}

/** The cryptogram of one transaction. [EMVB2 §8.1.2] */
export function applicationCryptogram(crypto: Crypto, key: Bytes, data: Bytes): Bytes {
  const ciphers = { chain: crypto.des(key.subarray(0, DES_BLOCK)), last: crypto.des(key) };
  return macAlgorithm3(ciphers, padBlocks(data, DES_BLOCK));
}

/** Whether the issuer has answered this cryptogram with this status. [EMVB2 §8.2.2] */
export function isIssuersAnswer(
  crypto: Crypto,
  key: Bytes,
  from: { readonly cryptogram: Bytes; readonly status: Bytes; readonly answer: Bytes },
): boolean {
  const whole = applicationCryptogram(crypto, key, concat(from.cryptogram, from.status));
  return sameSecret(whole.slice(0, ISSUER_CRYPTOGRAM_LENGTH), from.answer);
}

const TAG_FORMAT_1 = 0x80;

/** Cryptogram information data, counter, cryptogram, issuer application data. [EMVB3 §6.5.5.4] */
export function emitCryptogram(
  kind: number,
  counter: number,
  parts: { readonly cryptogram: Bytes; readonly issuerData: Bytes },
): Bytes {
  const { cryptogram, issuerData } = parts;
  return emitTlv(TAG_FORMAT_1, bytes(kind), bigEndian(counter, 2), cryptogram, issuerData);
}
