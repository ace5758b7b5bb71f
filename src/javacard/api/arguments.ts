/** What native methods get: arrays that the caller may use, ranges in them, small values. */
import { KIND } from '../heap/index.ts';
import { isReference, type Machine, NULL } from '../machine/index.ts';

/** A byte array that the caller may use; NullPointerException for null. */
export function byteArray(machine: Machine, cell: number): number {
  return machine.accessible(cell, KIND.BYTES);
}

export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** ArrayIndexOutOfBoundsException for what is not inside the array. */
export function checkRange(machine: Machine, array: number, { offset, length }: Range): void {
  const fits = offset >= 0 && length >= 0 && offset + length <= machine.heap.lengthOf(array);
  if (!fits) machine.throw('java.lang.ArrayIndexOutOfBoundsException');
}

/** The bytes of a range of an array, to be read at once. */
export function bytesIn(machine: Machine, array: number, { offset, length }: Range): Uint8Array {
  checkRange(machine, array, { offset, length });
  return machine.heap.viewOf(array).subarray(offset, offset + length);
}

/** The object of the method, which its caller has checked to be no null. */
export function self(cells: Int32Array, at: number): number {
  return cells[at]! & 0xffff;
}

/** A cell of an instance, as an unsigned number. */
export function cellOf(machine: Machine, instance: number, cell: number): number {
  const data = machine.heap.viewOf(instance);
  return (data[2 * cell]! << 8) | data[2 * cell + 1]!;
}

/** The object in a cell of an instance: one whose constructor never ran has none. */
export function innerObject(machine: Machine, instance: number, cell: number): number {
  const reference = cellOf(machine, instance, cell);
  return reference === 0 ? machine.throw('java.lang.NullPointerException') : reference;
}

export function setCell(machine: Machine, instance: number, cell: number, value: number): void {
  machine.heap.write(instance, 2 * cell, Uint8Array.of(value >> 8, value));
}

export function isNull(cell: number): boolean {
  return cell === NULL || !isReference(cell);
}
