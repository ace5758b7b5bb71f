/**
 * What ciphers and signatures have in common: a key and a mode, which persist, and a state in
 * transient memory, which a reset clears. [JCAPI §Cipher] [JCAPI §Signature]
 */
import { isReference, type Machine, NULL } from '../../machine/index.ts';
import { cellOf, innerObject, setCell } from '../arguments.ts';
import { cryptoException, REASON } from './crypto-exception.ts';
import { usableKey } from './keys.ts';

export const CELL = { ROW: 0, KEY: 1, MODE: 2, STATE: 3 } as const;
/** Of a cipher 1 and 2, of a signature too: decrypt or sign, encrypt or verify. */
export const MODE = { DECRYPT: 1, ENCRYPT: 2, SIGN: 1, VERIFY: 2 } as const;
export const OPERATION_CELLS = { cells: 4, referenceCells: [CELL.KEY, CELL.STATE] } as const;

export function stateOf(machine: Machine, object: number): Uint8Array {
  return machine.heap.viewOf(innerObject(machine, object, CELL.STATE));
}

/** The key of an operation that was begun; INVALID_INIT where none was. */
export function keyOf(machine: Machine, object: number, names: readonly string[]): number {
  const key = cellOf(machine, object, CELL.KEY);
  if (key === 0) cryptoException(machine, REASON.INVALID_INIT);
  return usableKey(machine, NULL | key, names);
}

/** Begins with a key of one of these kinds, and a mode of the two. */
export function begin(
  machine: Machine,
  object: number,
  given: { readonly key: number; readonly mode: number; readonly names: readonly string[] },
): number {
  const { mode, names } = given;
  if (mode !== MODE.DECRYPT && mode !== MODE.ENCRYPT)
    cryptoException(machine, REASON.ILLEGAL_VALUE);
  if (!isReference(given.key)) cryptoException(machine, REASON.ILLEGAL_VALUE);
  const key = usableKey(machine, given.key, names);
  setCell(machine, object, CELL.KEY, key);
  setCell(machine, object, CELL.MODE, mode);
  stateOf(machine, object).fill(0);
  return key;
}

/** The row of a table that an object was made for; one that another class made has none. */
export function rowIn<T>(machine: Machine, object: number, rows: readonly T[]): T {
  return (
    rows[cellOf(machine, object, CELL.ROW) - 1] ?? machine.fail('an abstract method is called')
  );
}

export function setRow(machine: Machine, object: number, index: number): void {
  setCell(machine, object, CELL.ROW, 1 + index);
}

export function modeOf(machine: Machine, object: number): number {
  return cellOf(machine, object, CELL.MODE);
}
