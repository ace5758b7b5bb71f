/**
 * Keys in the heap. Each part of a key is a byte array of the key's owner: one more than its length
 * in two bytes, 0 where it is not set, then its value. Transient ones lose it with their memory.
 */
import type { Bytes } from '../../../base/index.ts';
import { FLAG, KIND } from '../../heap/index.ts';
import type { Machine } from '../../machine/index.ts';
import { byteArray, bytesIn, checkRange, innerObject } from '../arguments.ts';
import { cryptoException, REASON } from './crypto-exception.ts';

const NO_RESOURCE = 5;
const NO_TRANSIENT_SPACE = 2;
const HEAD = 2;

/** Cells of each key before those of its parts. */
export const KEY_CELL = { TYPE: 0, BITS: 1, FIRST_PART: 2 } as const;

/** Where an object's data stand. */
export const MEMORY = { PERSISTENT: 0, RESET: 1, DESELECT: 2 } as const;

/** A new object of the present applet. */
export function made(
  machine: Machine,
  object: {
    readonly kind: number;
    readonly classId?: number;
    readonly flags?: number;
    readonly length: number;
  },
): number {
  const { applet: owner, context } = machine;
  const reference = machine.heap.allocate({ ...object, owner, context });
  const reason = (object.flags ?? 0) === 0 ? NO_RESOURCE : NO_TRANSIENT_SPACE;
  if (reference === 0) machine.throw('javacard.framework.SystemException', reason);
  machine.noteCreated(reference);
  return reference;
}

export function newInstance(machine: Machine, name: string): number {
  const { id: classId, cells: length } = machine.host.apiClass(name);
  return made(machine, { kind: KIND.INSTANCE, classId, length });
}

/** A byte array that is part of another object. */
export function newBytes(machine: Machine, length: number, memory: number): number {
  const flags = [0, FLAG.CLEAR_ON_RESET, FLAG.CLEAR_ON_DESELECT][memory]!;
  return made(machine, { kind: KIND.BYTES, flags, length });
}

export function newPart(machine: Machine, capacity: number, memory: number): number {
  return newBytes(machine, HEAD + capacity, memory);
}

function partArray(machine: Machine, key: number, part: number): number {
  return innerObject(machine, key, KEY_CELL.FIRST_PART + part);
}

/** The value of a part; `undefined` where it is not set. */
export function partOf(machine: Machine, key: number, part: number): Bytes | undefined {
  const data = machine.heap.viewOf(partArray(machine, key, part));
  const length = ((data[0]! << 8) | data[1]!) - 1;
  return length < 0 ? undefined : data.slice(HEAD, HEAD + length);
}

/** CryptoException where the value is longer than the key has room for. */
export function setPart(
  machine: Machine,
  key: number,
  place: { part: number; value: Bytes },
): void {
  const { part, value } = place;
  const array = partArray(machine, key, part);
  if (value.length > machine.heap.lengthOf(array) - HEAD)
    cryptoException(machine, REASON.ILLEGAL_VALUE);
  const head = Uint8Array.of((value.length + 1) >> 8, value.length + 1);
  machine.heap.write(array, 0, Uint8Array.of(...head, ...value));
}

export function clearPart(machine: Machine, key: number, part: number): void {
  const array = partArray(machine, key, part);
  machine.heap.write(array, 0, new Uint8Array(machine.heap.lengthOf(array)));
}

/** How many parts a key has. */
export function partCount(machine: Machine, key: number): number {
  return machine.heap.lengthOf(key) - KEY_CELL.FIRST_PART;
}

/** A range of an array that the caller names by three arguments: array, offset, length. */
export function argumentBytes(machine: Machine, cells: Int32Array, at: number): Bytes {
  const range = { offset: cells[at + 1]!, length: cells[at + 2]! };
  return bytesIn(machine, byteArray(machine, cells[at]!), range).slice();
}

/** Where results go: array and offset. */
export function writeOut(machine: Machine, cells: Int32Array, at: number, value: Bytes): number {
  const target = byteArray(machine, cells[at]!);
  const offset = cells[at + 1]!;
  checkRange(machine, target, { offset, length: value.length });
  machine.heap.write(target, offset, value);
  return value.length;
}
