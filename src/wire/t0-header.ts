/** T=0 command headers and procedure bytes. [ISO7816-3 §10.3] */
import { type Bytes, bytes, fail, type WireError } from '../base/index.ts';

export interface T0Header {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Bytes to the card (0 to 255), or from it (0 means 256). */
  readonly p3: number;
}

export const T0_HEADER_LENGTH = 5;
/** Procedure byte: wait on. [ISO7816-3 §10.3.3] */
export const T0_NULL = 0x60;

const NAME = 'T=0 header';

/** Instruction bytes 6X and 9X would look like status bytes. [ISO7816-3 §10.3.2] */
export function isT0Instruction(ins: number): boolean {
  const high = ins & 0xf0;
  return high !== 0x60 && high !== 0x90;
}

export function parseT0Header(header: Bytes): T0Header | WireError {
  if (header.length !== T0_HEADER_LENGTH) {
    return fail(NAME, header.length, { expected: '5 bytes', got: header.length });
  }
  if (header[0] === 0xff) return fail(NAME, 0, { expected: 'a class other than FF', got: 0xff });
  const ins = header[1]!;
  if (!isT0Instruction(ins)) {
    return fail(NAME, 1, { expected: 'an instruction other than 6X and 9X', got: ins });
  }
  return { cla: header[0]!, ins, p1: header[2]!, p2: header[3]!, p3: header[4]! };
}

export function emitT0Header(header: T0Header): Bytes {
  return bytes(header.cla, header.ins, header.p1, header.p2, header.p3);
}

/** What a procedure byte requests. [ISO7816-3 §10.3.3] */
export type T0Procedure = 'null' | 'all' | 'one' | 'status' | 'invalid';

/**
 * Reads a procedure byte after a header with `ins`. Older cards set or clear bit 1 of INS to
 * switch a programming voltage; that counts as INS.
 */
export function parseT0Procedure(byte: number, ins: number): T0Procedure {
  if (byte === T0_NULL) return 'null';
  if (!isT0Instruction(byte)) return 'status';
  const difference = (byte ^ ins) & 0xfe;
  if (difference === 0) return 'all';
  return difference === 0xfe ? 'one' : 'invalid';
}
