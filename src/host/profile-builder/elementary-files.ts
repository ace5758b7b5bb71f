/** Contents of elementary files. [TS31102 §4.2] [TS102221 §13] */
import { type Bytes, bytes, concat, unhex } from '../../base/index.ts';
import { emitDigits, emitImsi, emitPlmn, emitTlv } from '../../wire/index.ts';

const BLANK = 0xff;
const IMSI_LENGTH = 9;

export function padded(content: Bytes, length: number): Bytes {
  const whole = new Uint8Array(length).fill(BLANK);
  whole.set(content.subarray(0, length));
  return whole;
}

/** 10 bytes, in order: the form of a header. [SAIP §8.2.1] */
export function headerIccid(iccid: string): Bytes {
  return unhex(iccid.padEnd(20, 'F'));
}

/** [TS31102 §4.2.2] */
export function imsiFile(imsi: string): Bytes {
  return padded(emitImsi(imsi), IMSI_LENGTH);
}

/** One of ten classes, by the last digit. [TS31102 §4.2.15] */
export function accessClass(imsi: string): Bytes {
  const bit = 1 << Number(imsi.at(-1));
  return bytes(bit >> 8, bit & 0xff);
}

/** The home network of an IMSI. */
export function plmn(imsi: string, mncLength: 2 | 3): Bytes {
  return emitPlmn({ mcc: imsi.slice(0, 3), mnc: imsi.slice(3, 3 + mncLength) });
}

/** Services from 1, one bit each. [TS31102 §4.2.8] */
export function serviceTable(services: readonly number[], length: number): Bytes {
  const table = new Uint8Array(length);
  for (const service of services) table[(service - 1) >> 3]! |= 1 << ((service - 1) & 7);
  return table;
}

/** A dialling number record without a name. [TS31102 §4.2.26] */
export function diallingNumber(number: string, length: number): Bytes {
  const coded = emitDigits(number);
  const tail = concat(bytes(coded.length + 1, 0x91), padded(coded, 10), bytes(BLANK, BLANK));
  return concat(new Uint8Array(length - tail.length).fill(BLANK), tail);
}

/** Short message parameters with the service centre alone. [TS31102 §4.2.27] */
export function messageParameters(centre: string | undefined, length: number): Bytes {
  if (centre === undefined) return new Uint8Array(length).fill(BLANK);
  const coded = emitDigits(centre);
  const address = padded(concat(bytes(coded.length + 1, 0x91), coded), 12);
  const name = new Uint8Array(length - 28).fill(BLANK);
  const indicators = bytes(0xfd);
  const destination = new Uint8Array(12).fill(BLANK);
  return concat(name, indicators, destination, address, bytes(BLANK, BLANK, BLANK));
}

/** [TS31102 §4.4.11.8] */
export interface SuciScheme {
  readonly scheme: 0 | 1 | 2;
  readonly keyId: number;
  readonly publicKey: Bytes | undefined;
}

export function suciCalculationInfo({ scheme, keyId, publicKey }: SuciScheme): Bytes {
  if (scheme === 0 || publicKey === undefined)
    return concat(emitTlv(0xa0, bytes(0, 0)), emitTlv(0xa1));
  const list = emitTlv(0xa0, bytes(scheme, 1, 0, 0));
  const keys = concat(emitTlv(0x80, bytes(keyId)), emitTlv(0x81, publicKey));
  return concat(list, emitTlv(0xa1, keys));
}
