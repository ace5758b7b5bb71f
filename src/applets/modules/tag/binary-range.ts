/**
 * Which bytes READ BINARY and UPDATE BINARY concern: an offset in P1 P2, or, in the odd
 * instruction, an offset data object for files longer than 32 KiB. [ISO7816-4 §11.2.2]
 * [NFCT4T §5.4]
 */
import { type Bytes, isWireError, readBigEndian } from '../../../base/index.ts';
import { type Command, refuse } from '../../../os/abi/index.ts';
import { findTlv, parseTlvs, SW, type Tlv } from '../../../wire/index.ts';

export const TAG_OFFSET = 0x54;
export const TAG_DATA = 0x53;
const OFFSET_LENGTHS: readonly number[] = [1, 2, 3];
/** b8 of P1: a short file identifier instead of the high offset bits. */
const SHORT_FILE = 0x80;

type Head = Pick<Command, 'p1' | 'p2'>;

/** The offset in P1 P2. */
export function offsetInHeader({ p1, p2 }: Head): number {
  if ((p1 & SHORT_FILE) !== 0) {
    refuse(SW.WRONG_P1P2, 'ISO7816-4 §11.2.2', 'the tag has no short file identifiers');
  }
  return p1 * 256 + p2;
}

/** Refuses an odd instruction for another file than the current one. */
export function checkOddHead({ p1, p2 }: Head): void {
  if (p1 === 0 && p2 === 0) return;
  refuse(SW.WRONG_P1P2, 'NFCT4T §5.4', 'the current file, by P1 P2 0000');
}

/** The objects of an odd instruction, and the offset among them. */
export function offsetObject(data: Bytes): {
  readonly offset: number;
  readonly objects: readonly Tlv[];
} {
  const objects = parseTlvs(data);
  const coded: Bytes | undefined = isWireError(objects) ? undefined : findTlv(objects, TAG_OFFSET);
  if (isWireError(objects) || coded === undefined || !OFFSET_LENGTHS.includes(coded.length)) {
    return refuse(SW.WRONG_DATA, 'ISO7816-4 §11.2.2', 'no offset data object');
  }
  return { offset: readBigEndian(coded), objects };
}
