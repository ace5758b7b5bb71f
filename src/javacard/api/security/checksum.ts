/** Class Checksum: the cyclic redundancy checks of ISO 3309. [JCAPI §Checksum] */
import { bigEndian, type Bytes } from '../../../base/index.ts';
import { type Machine, referenceCell, toByte } from '../../machine/index.ts';
import { type ApiClass, method, type NativeCode } from '../api-class.ts';
import { cellOf, innerObject, self, setCell } from '../arguments.ts';
import { cryptoException, REASON } from './crypto-exception.ts';
import { argumentBytes, MEMORY, newBytes, newInstance, writeOut } from './key-parts.ts';

const CELL = { ALGORITHM: 0, STATE: 1 } as const;
const SHAPES: Readonly<Record<number, { readonly length: number; readonly polynomial: number }>> = {
  1: { length: 2, polynomial: 0x8408 },
  2: { length: 4, polynomial: 0xedb88320 },
};
/** Behind the value stands whether one was given: a reset begins with all bits set. */
const GIVEN = 4;
const STATE_LENGTH = 5;

function valueOf(state: Bytes, length: number): number {
  if (state[GIVEN] === 0) return length === 2 ? 0xffff : 0xffffffff;
  return state.subarray(4 - length, 4).reduce((sum, byte) => ((sum << 8) | byte) >>> 0, 0);
}

function stateOf(machine: Machine, object: number): Bytes {
  return machine.heap.viewOf(innerObject(machine, object, CELL.STATE));
}

function shapeOf(machine: Machine, object: number) {
  const found = SHAPES[cellOf(machine, object, CELL.ALGORITHM)];
  return found ?? machine.fail('an abstract method is called');
}

const create: NativeCode = (machine, cells, at) => {
  if (SHAPES[cells[at]!] === undefined) return cryptoException(machine, REASON.NO_SUCH_ALGORITHM);
  const object = newInstance(machine, 'javacard.security.Checksum');
  setCell(machine, object, CELL.ALGORITHM, cells[at]!);
  setCell(machine, object, CELL.STATE, newBytes(machine, STATE_LENGTH, MEMORY.RESET));
  return referenceCell(object);
};

function update(machine: Machine, object: number, data: Bytes): number {
  const { length, polynomial } = shapeOf(machine, object);
  const state = stateOf(machine, object);
  let value = valueOf(state, length);
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++)
      value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ polynomial;
  }
  state.set(bigEndian(value >>> 0, 4));
  state[GIVEN] = 1;
  return value >>> 0;
}

export const checksum: ApiClass = {
  token: 21,
  name: 'Checksum',
  isAbstract: true,
  extends: 'java.lang.Object',
  cells: 2,
  referenceCells: [CELL.STATE],
  statics: [
    method(0, 'getInstance(BZ)Ljavacard/security/Checksum;', create),
    method(1, '<init>()V', () => undefined),
  ],
  virtuals: [
    method(1, 'init([BSS)V', (machine, cells, at) => {
      const object = self(cells, at);
      const { length } = shapeOf(machine, object);
      const given = argumentBytes(machine, cells, at + 1);
      if (given.length !== length) cryptoException(machine, REASON.ILLEGAL_VALUE);
      const state = stateOf(machine, object);
      state.fill(0);
      // A checksum is the complement of what is counted on with.
      state.set(
        given.map((byte) => ~byte),
        4 - length,
      );
      state[GIVEN] = 1;
    }),
    method(2, 'getAlgorithm()B', (machine, cells, at) =>
      toByte(cellOf(machine, self(cells, at), CELL.ALGORITHM)),
    ),
    method(3, 'doFinal([BSS[BS)S', (machine, cells, at) => {
      const object = self(cells, at);
      const value = update(machine, object, argumentBytes(machine, cells, at + 1));
      stateOf(machine, object).fill(0);
      // The frame check is the complement.
      const { length } = shapeOf(machine, object);
      const check = bigEndian(~value >>> 0, 4).slice(4 - length);
      return writeOut(machine, cells, at + 4, check);
    }),
    method(4, 'update([BSS)V', (machine, cells, at) => {
      update(machine, self(cells, at), argumentBytes(machine, cells, at + 1));
    }),
  ],
};
