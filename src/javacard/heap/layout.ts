/**
 * How an object stands in the heap: a header of 12 bytes, then its data, unless they are transient.
 * A reference is the offset of the header in units of 8 bytes, 16 bits, 0 for null.
 *
 *     0  kind          2  owner: number of an applet    4  class, or class of elements
 *     1  flags         3  context: number of a package  6  length in elements
 *                                                       8  offset of the data, 32 bits
 *
 * A free block has its whole length at offset 8.
 */

export const HEADER_LENGTH = 12;
/** Objects begin at multiples of `1 << UNIT_SHIFT`. */
export const UNIT_SHIFT = 3;

export const AT = {
  KIND: 0,
  FLAGS: 1,
  OWNER: 2,
  CONTEXT: 3,
  CLASS: 4,
  LENGTH: 6,
  DATA: 8,
} as const;

/** Kinds of arrays are their types in code, less 8. [JCVM §7.5.65] */
export const KIND = {
  FREE: 0,
  INSTANCE: 1,
  BOOLEANS: 2,
  BYTES: 3,
  SHORTS: 4,
  INTS: 5,
  REFERENCES: 6,
  /** The static fields of a package. */
  STATICS: 7,
} as const;

/** Bytes of one element, by kind: of an instance one cell. */
export const ELEMENT_LENGTHS: readonly number[] = [0, 2, 1, 1, 2, 4, 2, 1];

export const FLAG = {
  CLEAR_ON_RESET: 0x01,
  CLEAR_ON_DESELECT: 0x02,
  /** An entry point object: its methods can be called from any context. [JCRE §6.2.1] */
  ENTRY_POINT: 0x04,
  /** Its reference cannot be stored: temporary entry points, global arrays. [JCRE §6.2.2] */
  TEMPORARY: 0x08,
  /** Accessible from any context. */
  GLOBAL: 0x10,
} as const;

export const TRANSIENT = FLAG.CLEAR_ON_RESET | FLAG.CLEAR_ON_DESELECT;

/** What stands before the first object, 32 bits each. */
export const ROOT = { TOP: 0, FIRST_FREE: 4, RAM_TOP: 8 } as const;
export const FIRST_OBJECT = 64;
