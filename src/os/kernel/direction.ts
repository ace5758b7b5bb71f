/** T=0: what P3 of a header means, where nobody else says. [ISO7816-3 §10.3.2] [ISO7816-4 §7] */
import type { Bytes } from '../../base/index.ts';

/** Inter-industry instructions whose TPDU carries response data: READ, GET DATA, GET CHALLENGE… */
const OUTGOING_INS: ReadonlySet<number> = new Set([0x84, 0xb0, 0xb2, 0xc0, 0xca]);

/** SELECT, ENVELOPE, MANAGE CHANNEL and GET RESPONSE are the kernel's own. */
export function ownDirection(header: Bytes): 'in' | 'out' | undefined {
  const [cla, ins] = header as unknown as [number, number];
  if (ins === 0xc0) return 'out';
  if ((cla & 0x80) !== 0) return undefined;
  if (ins === 0xa4 || ins === 0xc2) return 'in';
  // MANAGE CHANNEL never brings data, whatever P1 and P2 say. [GPCS §11.7.2]
  if (ins === 0x70) return 'out';
  return undefined;
}

export function tableDirection(header: Bytes): 'in' | 'out' {
  return OUTGOING_INS.has(header[1]!) ? 'out' : 'in';
}
