/** Blocks of the contactless half-duplex protocol, without their check. [ISO14443-4 §7.1] */
import { type Bytes, EMPTY, fail, type WireError } from '../base/index.ts';

export type Iso14443Block =
  | {
      readonly kind: 'I';
      readonly number: 0 | 1;
      readonly more: boolean;
      readonly cid: number | undefined;
      readonly inf: Bytes;
    }
  | {
      readonly kind: 'R';
      readonly number: 0 | 1;
      readonly nak: boolean;
      readonly cid: number | undefined;
    }
  | {
      readonly kind: 'S';
      readonly what: 'deselect' | 'wtx';
      readonly cid: number | undefined;
      /** WTX: the power level and multiplier. */
      readonly inf: Bytes;
    };

/** Frame sizes that FSDI and FSCI code. [ISO14443-4 §5.1] */
export const FRAME_SIZES = [16, 24, 32, 40, 48, 64, 96, 128, 256] as const;
/** Carrier periods of the shortest waiting time, in microseconds. [ISO14443-4 §7.2] */
export const FWT_UNIT = 302.065;
/** Multiplier of S(WTX), at most. [ISO14443-4 §7.3] */
export const WTXM_MAX = 59;

/** Frame waiting time that FWI codes, in microseconds. [ISO14443-4 §7.2] */
export function frameWaitingTime(fwi: number): number {
  return Math.ceil(FWT_UNIT * 2 ** Math.min(fwi, 14));
}

/** The largest frame that FSDI or FSCI allows, check included. [ISO14443-4 §5.1] */
export function frameSize(code: number): number {
  return FRAME_SIZES[Math.min(code, 8)]!;
}

const NAME = 'ISO 14443-4 block';
const MORE = 0x10;
const NAK = 0x10;
const CID = 0x08;
const NAD = 0x04;
const WTX = 0x30;

export function parseIso14443Block(source: Bytes): Iso14443Block | WireError {
  const pcb = source[0];
  if (pcb === undefined) return fail(NAME, 0, { expected: 'a protocol control byte', got: 'none' });
  const hasCid = (pcb & CID) !== 0;
  if (hasCid && source.length < 2) return fail(NAME, 1, { expected: 'a CID', got: 'nothing' });
  const cid = hasCid ? source[1]! & 0x0f : undefined;
  const inf = source.subarray(hasCid ? 2 : 1);
  const number = (pcb & 1) as 0 | 1;
  const bad = (expected: string) => fail(NAME, 0, { expected, got: pcb });
  if ((pcb & 0xe2) === 0x02) {
    if ((pcb & NAD) !== 0) return bad('no node address');
    return { kind: 'I', number, more: (pcb & MORE) !== 0, cid, inf };
  }
  if ((pcb & 0xe6) === 0xa2) {
    if (inf.length !== 0) return bad('nothing after an R-block');
    return { kind: 'R', number, nak: (pcb & NAK) !== 0, cid };
  }
  if ((pcb & 0xc7) === 0xc2) {
    const what = (pcb & WTX) === WTX ? 'wtx' : (pcb & WTX) === 0 ? 'deselect' : undefined;
    if (what === undefined || inf.length !== (what === 'wtx' ? 1 : 0)) return bad('an S-block');
    return { kind: 'S', what, cid, inf };
  }
  return bad('an I-, R- or S-block');
}

export function emitIso14443Block(block: Iso14443Block): Bytes {
  const inf = block.kind === 'R' ? EMPTY : block.inf;
  const head = block.cid === undefined ? 1 : 2;
  const out = new Uint8Array(head + inf.length);
  out[0] = control(block) | (block.cid === undefined ? 0 : CID);
  if (block.cid !== undefined) out[1] = block.cid;
  out.set(inf, head);
  return out;
}

function control(block: Iso14443Block): number {
  switch (block.kind) {
    case 'I':
      return 0x02 | (block.more ? MORE : 0) | block.number;
    case 'R':
      return 0xa2 | (block.nak ? NAK : 0) | block.number;
    case 'S':
      return block.what === 'wtx' ? 0xc2 | WTX : 0xc2;
  }
}

/** `I(0) more +12`, `R(ACK 1)`, `S(WTX 1)`, `S(DESELECT)`. */
export function describeIso14443Block(block: Iso14443Block): string {
  switch (block.kind) {
    case 'I':
      return `I(${block.number})${block.more ? ' more' : ''} +${block.inf.length}`;
    case 'R':
      return `R(${block.nak ? 'NAK' : 'ACK'} ${block.number})`;
    case 'S':
      return block.what === 'wtx' ? `S(WTX ${block.inf[0]! & 0x3f})` : 'S(DESELECT)';
  }
}
