/** What a contactless card says of itself: ATS of type A, ATQB of type B. [ISO14443-4 §5.2] */
import { type Bytes, concat, EMPTY, fail, type WireError } from '../base/index.ts';

export interface Ats {
  /** Code of the largest frame the card takes, 0 to 8. */
  readonly fsci: number;
  /** Bit rates in both directions. */
  readonly ta: number;
  readonly fwi: number;
  readonly sfgi: number;
  readonly cid: boolean;
  readonly historical: Bytes;
}

const CID_SUPPORT = 0x02;

export function emitAts({ fsci, ta, fwi, sfgi, cid, historical }: Ats): Bytes {
  const head = [0, 0x70 | fsci, ta, (fwi << 4) | sfgi, cid ? CID_SUPPORT : 0];
  head[0] = head.length + historical.length;
  return concat(Uint8Array.from(head), historical);
}

/** Absent bytes stand for FSCI 2, FWI 4, SFGI 0. [ISO14443-4 §5.2.2] */
export function parseAts(source: Bytes): Ats | WireError {
  if (source.length === 0 || source[0] !== source.length) {
    const expected = `a length of ${source.length}`;
    return fail('ATS', 0, { expected, got: source[0] ?? 'nothing' });
  }
  if (source.length === 1) {
    return { fsci: 2, ta: 0, fwi: 4, sfgi: 0, cid: true, historical: EMPTY };
  }
  const t0 = source[1]!;
  let at = 2;
  const ta = (t0 & 0x10) === 0 ? 0 : source[at++];
  const tb = (t0 & 0x20) === 0 ? 0x40 : source[at++];
  const tc = (t0 & 0x40) === 0 ? CID_SUPPORT : source[at++];
  if (ta === undefined || tb === undefined || tc === undefined) {
    return fail('ATS', source.length, { expected: 'the bytes that T0 announces', got: 'the end' });
  }
  return {
    fsci: t0 & 0x0f,
    ta,
    fwi: tb >> 4,
    sfgi: tb & 0x0f,
    cid: (tc & CID_SUPPORT) !== 0,
    historical: source.subarray(at),
  };
}

export interface Atqb {
  /** Four bytes. */
  readonly pupi: Bytes;
  /** Four bytes: AFI, CRC of the AID, number of applications. */
  readonly application: Bytes;
  /** Three bytes: bit rates, frame size and protocol, waiting time and options. */
  readonly protocol: Bytes;
}

export const ATQB_LENGTH = 12;
const ATQB_HEAD = 0x50;

/** [ISO14443-3 §7.9] */
export function emitAtqb({ pupi, application, protocol }: Atqb): Bytes {
  return concat(Uint8Array.of(ATQB_HEAD), pupi, application, protocol);
}

export function parseAtqb(source: Bytes): Atqb | WireError {
  if (source.length < ATQB_LENGTH || source[0] !== ATQB_HEAD) {
    return fail('ATQB', 0, { expected: `50 and ${ATQB_LENGTH - 1} bytes`, got: source.length });
  }
  return {
    pupi: source.slice(1, 5),
    application: source.slice(5, 9),
    protocol: source.slice(9, 12),
  };
}
