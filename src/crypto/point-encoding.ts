/** Compressed points. [SEC1 §2.3.3] [SEC1 §2.3.4] */
import { Field } from '@noble/curves/abstract/modular.js';
import { bytes, type Bytes, concat } from '../base/index.ts';
import { toBigInt } from './big-integer.ts';
import type { CurveDomain } from './curve-domain.ts';

const EVEN = 0x02;
const ODD = 0x03;

/** The compressed form of an uncompressed point. */
export function compressPoint({ fieldLength }: CurveDomain, point: Bytes): Bytes {
  const odd = (point[2 * fieldLength]! & 1) === 1;
  return concat(bytes(odd ? ODD : EVEN), point.subarray(1, 1 + fieldLength));
}

/** The uncompressed form of a point in either form, if it is one of the curve. */
export function decompressPoint(domain: CurveDomain, point: Bytes): Bytes | undefined {
  const [form] = point;
  if (form !== EVEN && form !== ODD) return domain.decode(point) && point;
  const x = toBigInt(point.subarray(1));
  if (point.length !== 1 + domain.fieldLength || x >= domain.p) return undefined;
  const y = squareRoot(domain, domain.rightSide(x));
  if (y === undefined || (y === 0n && form === ODD)) return undefined;
  return domain.encode(x, (y & 1n) === BigInt(form & 1) ? y : domain.p - y);
}

/** The library throws where there is no root. */
function squareRoot({ p }: CurveDomain, square: bigint): bigint | undefined {
  try {
    return Field(p).sqrt(square);
  } catch {
    return undefined;
  }
}
