/**
 * The control byte of the simplified HDLC of a single wire: numbered information, supervision,
 * RSET and UA; modulo 8. [TS102613 §10.3, §10.4]
 */
import { type Bytes, fail, isWireError, type WireError } from '../base/index.ts';
import { ACT_HEAD, describeAct, parseActFrame } from './act-llc.ts';
import { CLT_HEAD } from './swp-unverified.ts';

/** Longest payload of an I-frame. [TS102613 §10.3] */
export const SHDLC_PAYLOAD_MAX = 29;
export const SHDLC_WINDOW_MIN = 2;
export const SHDLC_WINDOW_MAX = 4;
export const SHDLC_MODULUS = 8;

export const SHDLC = {
  I: 0x80,
  RR: 0xc0,
  REJ: 0xc8,
  RNR: 0xd0,
  SREJ: 0xd8,
  RSET: 0xf9,
  UA: 0xe6,
} as const;

export type LlcKind = 'act' | 'clt' | 'I' | 'S' | 'U' | 'none';

/** Which LLC a frame belongs to, by the first bits of its control byte. [TS102613 §9.1] */
export function llcKind(control: number): LlcKind {
  if ((control & 0xc0) === SHDLC.I) return 'I';
  switch (control & 0xe0) {
    case 0xe0:
      return 'U';
    case 0xc0:
      return 'S';
    case ACT_HEAD:
      return 'act';
    case CLT_HEAD:
      return 'clt';
    default:
      return 'none';
  }
}

export interface Reset {
  readonly window: number;
  /** Whether the sender of the RSET supports selective reject. */
  readonly srej: boolean;
}

/** Absent bytes stand for the defaults: window 4, no selective reject. [TS102613 §10.4.3] */
export function parseReset(frame: Bytes): Reset | WireError {
  if (frame.length > 3) {
    return fail('RSET', 3, { expected: 'at most two bytes', got: frame.length - 1 });
  }
  return { window: frame[1] ?? SHDLC_WINDOW_MAX, srej: ((frame[2] ?? 0) & 1) === 1 };
}

export function emitReset({ window, srej }: Reset): Bytes {
  return Uint8Array.of(SHDLC.RSET, window, srej ? 1 : 0);
}

const S_NAMES = ['RR', 'REJ', 'RNR', 'SREJ'];

/** One LLC frame as charts write it: `I(0,1) +5`, `RR(3)`, `RSET 4`, `UA`, `ACT_READY`. */
export function describeLlc(frame: Bytes): string {
  const control = frame[0] ?? 0;
  switch (llcKind(control)) {
    case 'I':
      return `I(${(control >> 3) & 7},${control & 7}) +${frame.length - 1}`;
    case 'S':
      return `${S_NAMES[(control >> 3) & 3]}(${control & 7})`;
    case 'U': {
      if (control === SHDLC.UA) return 'UA';
      if (control !== SHDLC.RSET) return `U ${control.toString(16)}`;
      const reset = parseReset(frame);
      if (isWireError(reset)) return 'RSET malformed';
      return `RSET ${reset.window}${reset.srej ? ' SREJ' : ''}`;
    }
    case 'act': {
      const act = parseActFrame(frame);
      return isWireError(act) ? 'ACT malformed' : describeAct(act);
    }
    case 'clt':
      return `CLT +${frame.length - 1}`;
    case 'none':
      return `unknown ${control.toString(16)}`;
  }
}
