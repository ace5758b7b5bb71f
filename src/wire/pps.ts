/** Protocol and parameters selection, request and response alike. [ISO7816-3 §9] */
import { type Bytes, fail, type WireError } from '../base/index.ts';

/** The initial byte, which no command class uses. */
export const PPSS = 0xff;
/** Longest message: PPSS, PPS0, PPS1 to PPS3, PCK. */
export const PPS_LENGTH_MAX = 6;

export interface Pps {
  /** The protocol, 0 to 15. */
  readonly protocol: number;
  /** F and D as in TA1; absent leaves the defaults. */
  readonly pps1: number | undefined;
  /** Use of the contact SPU. */
  readonly pps2: number | undefined;
  /** Reserved. */
  readonly pps3: number | undefined;
}

const NAME = 'PPS';

/** How long a message with this PPS0 is. */
export function ppsLength(pps0: number): number {
  return 3 + ((pps0 >> 4) & 1) + ((pps0 >> 5) & 1) + ((pps0 >> 6) & 1);
}

export function parsePps(message: Bytes): Pps | WireError {
  if (message.length < 3) {
    return fail(NAME, message.length, { expected: 'at least 3 bytes', got: message.length });
  }
  if (message[0] !== PPSS) return fail(NAME, 0, { expected: 'FF', got: message[0]! });
  const pps0 = message[1]!;
  if ((pps0 & 0x80) !== 0) return fail(NAME, 1, { expected: 'bit 8 clear', got: pps0 });
  const length = ppsLength(pps0);
  if (message.length !== length) {
    return fail(NAME, 2, { expected: `${length} bytes`, got: message.length });
  }
  let check = 0;
  for (const byte of message) check ^= byte;
  if (check !== 0) return fail(NAME, length - 1, { expected: 'a matching PCK', got: 'another' });
  let at = 2;
  const pps1 = (pps0 & 0x10) !== 0 ? message[at++] : undefined;
  const pps2 = (pps0 & 0x20) !== 0 ? message[at++] : undefined;
  const pps3 = (pps0 & 0x40) !== 0 ? message[at++] : undefined;
  return { protocol: pps0 & 15, pps1, pps2, pps3 };
}

export function emitPps(pps: Pps): Bytes {
  const optional = [pps.pps1, pps.pps2, pps.pps3];
  let pps0 = pps.protocol & 15;
  const present: number[] = [];
  optional.forEach((value, index) => {
    if (value === undefined) return;
    pps0 |= 0x10 << index;
    present.push(value);
  });
  const out = new Uint8Array(3 + present.length);
  out[0] = PPSS;
  out[1] = pps0;
  out.set(present, 2);
  let check = 0;
  for (const byte of out) check ^= byte;
  out[out.length - 1] = check;
  return out;
}
