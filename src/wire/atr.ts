/**
 * Answer to reset: its bytes as written, and what they announce. [ISO7816-3 §8.2]
 * Global bytes of the UICC follow T=15. [TS102221 §6.3.3]
 */
import { type Bytes, EMPTY, fail, type WireError } from '../base/index.ts';

/** Initial character included: TS and at most 32 more. [ISO7816-3 §8.2.1] */
export const ATR_LENGTH_MAX = 33;
export const HISTORICAL_MAX = 15;

/** One group TAi TBi TCi; `protocol` is the T of TDi-1, `undefined` for the first group. */
export interface AtrGroup {
  readonly protocol: number | undefined;
  readonly ta: number | undefined;
  readonly tb: number | undefined;
  readonly tc: number | undefined;
}

export interface Atr {
  readonly convention: 'direct' | 'inverse';
  /** In the order sent; at least the first, which may be empty. */
  readonly groups: readonly AtrGroup[];
  /** 0 to 15 bytes. */
  readonly historical: Bytes;
}

const NAME = 'ATR';
const TS = { direct: 0x3b, inverse: 0x3f } as const;
const GLOBAL = 15;

/**
 * How many bytes the answer that begins so has; `undefined` while too few bytes are there.
 * An answer that would be longer than 33 bytes counts as 33.
 */
export function atrLength(start: Bytes): number | undefined {
  if (start.length < 2) return undefined;
  let presence = start[1]!;
  const historical = presence & 15;
  let at = 2;
  let check = 0;
  for (;;) {
    at += bit(presence, 4) + bit(presence, 5) + bit(presence, 6);
    if (bit(presence, 7) === 0) break;
    if (at >= ATR_LENGTH_MAX) return ATR_LENGTH_MAX;
    if (at >= start.length) return undefined;
    presence = start[at++]!;
    if ((presence & 15) !== 0) check = 1;
  }
  return Math.min(at + historical + check, ATR_LENGTH_MAX);
}

function bit(value: number, index: number): number {
  return (value >> index) & 1;
}

export function parseAtr(atr: Bytes): Atr | WireError {
  if (atr.length < 2) return fail(NAME, atr.length, { expected: 'TS and T0', got: atr.length });
  if (atr.length > ATR_LENGTH_MAX) {
    return fail(NAME, ATR_LENGTH_MAX, { expected: 'at most 33 bytes', got: atr.length });
  }
  const ts = atr[0]!;
  if (ts !== TS.direct && ts !== TS.inverse) {
    return fail(NAME, 0, { expected: '3B or 3F', got: ts });
  }
  const length = atrLength(atr);
  if (length !== atr.length) {
    return fail(NAME, 1, { expected: `${length ?? 'more'} bytes`, got: atr.length });
  }
  const groups: AtrGroup[] = [];
  let presence = atr[1]!;
  let protocol: number | undefined;
  let at = 2;
  let needsCheck = false;
  for (;;) {
    const ta = bit(presence, 4) !== 0 ? atr[at++] : undefined;
    const tb = bit(presence, 5) !== 0 ? atr[at++] : undefined;
    const tc = bit(presence, 6) !== 0 ? atr[at++] : undefined;
    groups.push({ protocol, ta, tb, tc });
    if (bit(presence, 7) === 0) break;
    presence = atr[at++] ?? 0;
    protocol = presence & 15;
    needsCheck ||= protocol !== 0;
  }
  const end = atr.length - (needsCheck ? 1 : 0);
  if (at + (atr[1]! & 15) !== end) {
    return fail(NAME, at, { expected: `${atr[1]! & 15} historical bytes`, got: end - at });
  }
  if (needsCheck) {
    let check = 0;
    for (let i = 1; i < atr.length; i++) check ^= atr[i]!;
    if (check !== 0) return fail(NAME, end, { expected: 'a matching TCK', got: atr[end]! });
  }
  const convention = ts === TS.direct ? 'direct' : 'inverse';
  return { convention, groups, historical: atr.subarray(at, end) };
}

/** Writes an answer; TCK follows when anything but T=0 is indicated. [ISO7816-3 §8.2.5] */
export function emitAtr(atr: Atr): Bytes {
  const out: number[] = [TS[atr.convention]];
  let needsCheck = false;
  atr.groups.forEach((group, index) => {
    const presence =
      (group.ta === undefined ? 0 : 0x10) |
      (group.tb === undefined ? 0 : 0x20) |
      (group.tc === undefined ? 0 : 0x40) |
      (index + 1 < atr.groups.length ? 0x80 : 0);
    out.push(presence | (index === 0 ? atr.historical.length & 15 : (group.protocol ?? 0)));
    if (index > 0 && group.protocol !== 0) needsCheck = true;
    for (const byte of [group.ta, group.tb, group.tc]) if (byte !== undefined) out.push(byte);
  });
  out.push(...atr.historical);
  if (needsCheck) out.push(out.reduce((check, byte) => check ^ byte, TS[atr.convention]));
  return Uint8Array.from(out);
}

/**
 * The answer to reset that a reader makes up for a card without one: T=0 and T=1 indicated, no
 * parameters; the historical bytes are those of the CIP or of the ATS, or the fields of ATQB and
 * ATTRIB. [PCSC §3.1.3.2.3.1]
 */
export function readerAtr(historical: Bytes): Bytes {
  const none = { ta: undefined, tb: undefined, tc: undefined };
  return emitAtr({
    convention: 'direct',
    groups: [
      { ...none, protocol: undefined },
      { ...none, protocol: 0 },
      { ...none, protocol: 1 },
    ],
    historical: historical.subarray(0, HISTORICAL_MAX),
  });
}

/** What the interface bytes come to, defaults filled in. */
export interface AtrParameters {
  /** Protocols offered, the first is in force until PPS; at least one. */
  readonly protocols: readonly number[];
  /** Present: specific mode, no PPS; the protocol in force. [ISO7816-3 §8.3] */
  readonly specific: number | undefined;
  /** F and D announced, as in TA1; 11 is the default. */
  readonly ta1: number;
  /** T=0: the waiting integer, 1 to 255. */
  readonly wi: number;
  /** T=1: the card's information field size, 1 to 254. */
  readonly ifsc: number;
  /** T=1: block waiting integer, 0 to 9. */
  readonly bwi: number;
  /** T=1: character waiting integer, 0 to 15. */
  readonly cwi: number;
  readonly edc: 'lrc' | 'crc';
  /** First TA and TB for T=15: clock stop and classes; use of the UICC's extra contacts. */
  readonly classes: number | undefined;
  readonly uicc: number | undefined;
}

export function atrParameters(atr: Atr): AtrParameters {
  const first = atr.groups[0];
  const second = atr.groups[1];
  const named = atr.groups.slice(1).map((group) => group.protocol ?? 0);
  const offered = [...new Set(named.filter((protocol) => protocol !== GLOBAL))];
  const t1 = atr.groups.slice(2).find((group) => group.protocol === 1);
  const global = atr.groups.slice(2).find((group) => group.protocol === GLOBAL);
  const ta2 = second?.ta;
  const ifsc = t1?.ta;
  const tb = t1?.tb;
  return {
    protocols: offered.length > 0 ? offered : [0],
    specific: ta2 === undefined ? undefined : ta2 & 15,
    ta1: first?.ta ?? 0x11,
    wi: second?.tc || 10,
    ifsc: ifsc === undefined || ifsc === 0 || ifsc === 0xff ? 32 : ifsc,
    bwi: tb === undefined ? 4 : Math.min(tb >> 4, 9),
    cwi: tb === undefined ? 13 : tb & 15,
    edc: t1?.tc !== undefined && (t1.tc & 1) !== 0 ? 'crc' : 'lrc',
    classes: global?.ta,
    uicc: global?.tb,
  };
}

/** Flags of the first TB after T=15, under bit 8. [TS102221 §6.3.3] */
export const UICC_GLOBAL = {
  LSI: 0x01,
  EUICC: 0x02,
  SECURE_CHANNEL: 0x08,
  LOW_IMPEDANCE: 0x10,
  SWP: 0x20,
  INTER_CHIP_USB: 0x40,
} as const;

const TABLE_F = [372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048, 0, 0];
const TABLE_D = [0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0];

/** F and D that TA1 or PPS1 code; `undefined` for reserved values. [ISO7816-3 §8.3] */
export function rateFactors(ta1: number): { readonly f: number; readonly d: number } | undefined {
  const f = TABLE_F[ta1 >> 4] ?? 0;
  const d = TABLE_D[ta1 & 15] ?? 0;
  return f === 0 || d === 0 ? undefined : { f, d };
}

export interface AtrPlan {
  /** Protocols offered, the default one first; T=0 comes first if both. */
  readonly protocols: readonly ('t0' | 't1')[];
  readonly historical?: Bytes;
  /** F and D; 96 (512, 32) unless given. */
  readonly ta1?: number;
  /** T=0 waiting integer. */
  readonly wi?: number;
  readonly ifsc?: number;
  readonly edc?: 'lrc' | 'crc';
  readonly bwi?: number;
  readonly cwi?: number;
  /** Voltage classes and clock stop, first TA after T=15. */
  readonly classes?: number;
  /** Flags of `UICC_GLOBAL`, first TB after T=15. */
  readonly uicc?: number;
}

/** An answer that announces what an interface does. */
export function buildAtr(plan: AtrPlan): Bytes {
  const t0 = plan.protocols.includes('t0');
  const t1 = plan.protocols.includes('t1');
  const global = plan.classes !== undefined || plan.uicc !== undefined;
  const groups: AtrGroup[] = [{ ...NONE, protocol: undefined, ta: plan.ta1 ?? 0x96 }];
  if (t0 && (t1 || global || plan.wi !== undefined)) {
    groups.push({ ...NONE, protocol: 0, tc: plan.wi });
  }
  if (t1) {
    if (!t0) groups.push({ ...NONE, protocol: 1 });
    const waiting = ((plan.bwi ?? 4) << 4) | (plan.cwi ?? 5);
    const tc = plan.edc === 'crc' ? 1 : undefined;
    groups.push({ protocol: 1, ta: plan.ifsc ?? 254, tb: waiting, tc });
  }
  if (global) {
    const tb = plan.uicc === undefined ? undefined : 0x80 | plan.uicc;
    groups.push({ protocol: GLOBAL, ta: plan.classes, tb, tc: undefined });
  }
  return emitAtr({ convention: 'direct', groups, historical: plan.historical ?? EMPTY });
}

const NONE = { ta: undefined, tb: undefined, tc: undefined } as const;
