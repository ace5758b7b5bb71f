/** A personalized payment application, and a terminal and issuer that compute by OpenSSL. */
import { createCipheriv } from 'node:crypto';
import { bytes, concat, hex, unhex } from '../../src/base/index.ts';
import { emitTlv } from '../../src/wire/index.ts';
import { grouping } from './native-card.ts';

export const PAYMENT_AID = 'A0000009990101';
export const MASTER_KEY = '0123456789ABCDEFFEDCBA9876543210';
const OBJECTS = '9F02069F03069F1A0295055F2A029A039C019F3704';
/** The data of a terminal, in the order of the lists; length 29. */
export const TERMINAL = `0000000010000000000000000276800004800009782611300030901B6A`;
export const PROFILE = '1C00';
const LOCATOR = '08010100';

/** Number, expiry date, and both lists; the second begins with the response code. */
export const RECORD = hex(
  emitTlv(
    0x70,
    emitTlv(0x5a, unhex('9999990000000018')),
    emitTlv(0x5f24, unhex('311231')),
    emitTlv(0x8c, unhex(OBJECTS)),
    emitTlv(0x8d, unhex(`8A02${OBJECTS}`)),
  ),
);
const CONTROL = hex(
  concat(
    emitTlv(0x50, unhex('42494652')),
    emitTlv(0x87, bytes(1)),
    emitTlv(0x9f38, unhex('9F1A02')),
  ),
);

/** All groupings but the key, in one data field; the key comes encrypted in another. */
export const PERSONAL =
  grouping('9102', CONTROL) +
  grouping('9104', hex(concat(emitTlv(0x82, unhex(PROFILE)), emitTlv(0x94, unhex(LOCATOR))))) +
  grouping('0101', RECORD) +
  grouping('9200', '01');
const template = emitTlv(0xa5, unhex(CONTROL));
/** The answer to SELECT. */
export const SELECTED = hex(emitTlv(0x6f, emitTlv(0x84, unhex(PAYMENT_AID)), template));

function des(key: string, data: Uint8Array): Uint8Array {
  const [one, two] = [key.slice(0, 16), key.slice(16)];
  const cipher = createCipheriv('des-ede3-ecb', unhex(one + two + one), null);
  return cipher.setAutoPadding(false).update(data);
}

export function transactionKey(counter: number): string {
  const half = (third: number) =>
    des(MASTER_KEY, bytes(counter >> 8, counter & 0xff, third, 0, 0, 0, 0, 0));
  return hex(half(0xf0)) + hex(half(0x0f));
}

/** MAC algorithm 3 over padded data. */
export function retailMac(key: string, data: string): string {
  const length = data.length / 2 + 1;
  const padded = new Uint8Array(Math.ceil(length / 8) * 8);
  padded.set(unhex(`${data}80`));
  const single = key.slice(0, 16).repeat(2);
  let state = new Uint8Array(8);
  for (let at = 0; at < padded.length; at += 8) {
    const block = padded.slice(at, at + 8).map((one, i) => one ^ state[i]!);
    const isLast = at + 8 === padded.length;
    state = Uint8Array.from(des(isLast ? key : single, block));
  }
  return hex(state);
}

/** The cryptogram that a card with the master key makes. */
export function expectedCryptogram(counter: number, issuerData: string): string {
  const count = hex(bytes(counter >> 8, counter & 0xff));
  return retailMac(transactionKey(counter), `${TERMINAL}${PROFILE}${count}${issuerData}`);
}

/** The issuer's answer by method 2, with its status. */
export function issuersAnswer(counter: number, cryptogram: string, status = '00800000'): string {
  return retailMac(transactionKey(counter), cryptogram + status).slice(0, 8) + status;
}
