/** Keys of the generic bootstrapping architecture. [TS33220 §B.3] */
import { bigEndian, type Bytes, bytes, concat, utf8 } from '../base/index.ts';
import { hmac } from './mac.ts';
import type { Crypto } from './provider.ts';

const FUNCTION_CODE = 0x01;

export interface NafKeyInput {
  /** CK and IK, 32 bytes. */
  readonly ks: Bytes;
  readonly rand: Bytes;
  readonly impi: Bytes;
  /** Its name and the identifier of the protocol at Ua. */
  readonly nafId: Bytes;
  /** The key for the terminal, or the one that stays in the UICC. */
  readonly use: 'external' | 'internal';
}

/** Ks_ext_NAF or Ks_int_NAF, 32 bytes. [TS33220 §B.3] */
export function nafKey(crypto: Crypto, { ks, rand, impi, nafId, use }: NafKeyInput): Bytes {
  const name = utf8(use === 'external' ? 'gba-me' : 'gba-u');
  const fields = [name, rand, impi, nafId].map((one) => concat(one, bigEndian(one.length, 2)));
  return hmac(crypto.hash('sha256'), ks)(concat(bytes(FUNCTION_CODE), ...fields));
}

/** The MAC of GBA_U: that of AKA, with the integrity key's hash on it. [TS33220 §5.3.2] */
export function gbaMac(crypto: Crypto, mac: Bytes, ik: Bytes): Bytes {
  const digest = crypto.hash('sha1').digest(ik);
  return mac.map((byte, at) => byte ^ digest[at]!);
}
