/** ECDSA-Sig-Value: the two numbers of a signature as DER. [SEC1 §C.5] [RFC5480 §A] */
import { type Bytes, bytes, concat } from '../../base/index.ts';
import { DerReader, UNIVERSAL } from '../asn1/index.ts';
import { emitTlv } from '../index.ts';

/** Each number as long as the order of the curve. */
export interface SignatureNumbers {
  readonly r: Bytes;
  readonly s: Bytes;
}

/** `length` is that of the order of the curve; `undefined` where it is no such signature. */
export function parseEcdsaSignature(source: Bytes, length: number): SignatureNumbers | undefined {
  const reader = DerReader.of('ECDSA signature', source);
  const inside = reader.inside(UNIVERSAL.sequence, 'a signature');
  const [r, s] = [inside.value(UNIVERSAL.integer, 'r'), inside.value(UNIVERSAL.integer, 's')];
  inside.end();
  reader.end();
  const fixed = (value: Bytes): Bytes | undefined => {
    const at = value.findIndex((byte) => byte !== 0);
    const digits = at < 0 ? bytes() : value.subarray(at);
    if (digits.length === 0 || digits.length > length) return undefined;
    return concat(new Uint8Array(length - digits.length), digits);
  };
  const [first, second] = [fixed(r), fixed(s)];
  if (reader.error !== undefined || !first || !second) return undefined;
  return { r: first, s: second };
}

export function emitEcdsaSignature({ r, s }: SignatureNumbers): Bytes {
  return emitTlv(UNIVERSAL.sequence, emitUnsigned(r), emitUnsigned(s));
}

/** An INTEGER of the shortest form. [X.690 §8.3.2] */
function emitUnsigned(number: Bytes): Bytes {
  const at = number.findIndex((byte) => byte !== 0);
  const digits = at < 0 ? bytes(0) : number.subarray(at);
  return emitTlv(UNIVERSAL.integer, digits[0]! >= 0x80 ? bytes(0) : bytes(), digits);
}
