/**
 * The protocol control byte, which T=1 and T=1' share: I-blocks carry APDUs, R-blocks acknowledge
 * or request again, S-blocks manage the line. [ISO7816-3 §11.3.2.2] [GPSPI §6.3]
 */

export const PCB = {
  /** I-block; N(S) in bit 7, "more" in bit 6. */
  I: 0x00,
  I_NUMBER: 0x40,
  I_MORE: 0x20,
  /** R-block; N(R) in bit 5, the reason in bits 2 and 1. */
  R: 0x80,
  R_NUMBER: 0x10,
  R_EDC: 0x01,
  R_OTHER: 0x02,
  R_REASON: 0x03,
  R_RESERVED: 0x2c,
  S_RESYNCH: 0xc0,
  S_IFS: 0xc1,
  S_ABORT: 0xc2,
  S_WTX: 0xc3,
  /** T=1' only: requests the communication interface parameters. */
  S_CIP: 0xc4,
  /** T=1' only: the host is done with the session. */
  S_RELEASE: 0xc6,
  /** T=1' only: software reset. */
  S_SWR: 0xcf,
  /** Set in the answer to an S-request. */
  S_RESPONSE: 0x20,
} as const;

export type BlockKind = 'I' | 'R' | 'S';

export function blockKind(pcb: number): BlockKind {
  if ((pcb & 0x80) === 0) return 'I';
  return (pcb & 0x40) === 0 ? 'R' : 'S';
}

const R_WORDS: readonly string[] = ['', ' EDC', ' other'];

const S_NAMES: ReadonlyMap<number, string> = new Map<number, string>([
  [PCB.S_RESYNCH, 'RESYNCH'],
  [PCB.S_IFS, 'IFS'],
  [PCB.S_ABORT, 'ABORT'],
  [PCB.S_WTX, 'WTX'],
  [PCB.S_CIP, 'CIP'],
  [PCB.S_RELEASE, 'RELEASE'],
  [PCB.S_SWR, 'SWR'],
]);

/** A control byte as protocol charts write it: `I(0,1)`, `R(1)`, `R(0) other`, `S(WTX request)`. */
export function describePcb(pcb: number): string {
  switch (blockKind(pcb)) {
    case 'I':
      return `I(${(pcb & PCB.I_NUMBER) >> 6},${(pcb & PCB.I_MORE) >> 5})`;
    case 'R': {
      const words = R_WORDS[pcb & (PCB.R_RESERVED | PCB.R_REASON)] ?? ' reserved';
      return `R(${(pcb & PCB.R_NUMBER) >> 4})${words}`;
    }
    case 'S': {
      const name = S_NAMES.get(pcb & ~PCB.S_RESPONSE) ?? (pcb & 0x1f).toString(16);
      return `S(${name} ${(pcb & PCB.S_RESPONSE) === 0 ? 'request' : 'response'})`;
    }
  }
}
