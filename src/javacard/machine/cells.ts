/**
 * What one cell of a stack or a local variable holds: a number of 16 bits with its sign, a
 * reference, or the address that `jsr` leaves. The kinds cannot be mistaken for each other, so that
 * no code makes a reference of a number. [JCVM §3.5]
 */

const REFERENCE = 1;
const ADDRESS = 2;

/** The cell of the null reference. */
export const NULL = REFERENCE << 16;

export function referenceCell(reference: number): number {
  return NULL | reference;
}

export function isReference(cell: number): boolean {
  return cell >> 16 === REFERENCE;
}

export function addressCell(pc: number): number {
  return (ADDRESS << 16) | pc;
}

/** The address in a cell; `undefined` where it holds none. */
export function addressIn(cell: number): number | undefined {
  return cell >> 16 === ADDRESS ? cell & 0xffff : undefined;
}

export function toShort(value: number): number {
  return (value << 16) >> 16;
}

export function toByte(value: number): number {
  return (value << 24) >> 24;
}
