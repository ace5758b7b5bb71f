/** Class OwnerPIN: a value, with tries that no rollback gives back. [JCAPI §OwnerPIN] */
import { equal } from '../../../base/index.ts';
import { Refusal } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { FLAG, KIND } from '../../heap/index.ts';
import { type Machine, toByte } from '../../machine/index.ts';
import { type ApiClass, method, type NativeCode } from '../api-class.ts';
import { byteArray, bytesIn, cellOf, innerObject, self, setCell } from '../arguments.ts';

/** Cells: the value, whether it was presented (transient), and three numbers. */
const CELL = { VALUE: 0, VALIDATED: 1, TRY_LIMIT: 2, SIZE_MAX: 3, LENGTH: 4 } as const;
/** Reason of PINException. */
const ILLEGAL_VALUE = 1;
/** Reasons of SystemException. */
const NO_TRANSIENT_SPACE = 2;
const NO_RESOURCE = 5;

function allocate(
  machine: Machine,
  pin: number,
  object: { kind: number; flags?: number; length: number },
): number {
  const { heap } = machine;
  const owned = { owner: heap.ownerOf(pin), context: heap.contextOf(pin) };
  const reference = heap.allocate({ ...object, ...owned });
  const reason = object.flags === undefined ? NO_RESOURCE : NO_TRANSIENT_SPACE;
  if (reference === 0) machine.throw('javacard.framework.SystemException', reason);
  machine.noteCreated(reference);
  return reference;
}

const create: NativeCode = (machine, cells, at) => {
  const pin = self(cells, at);
  const [tryLimit, sizeMax] = [cells[at + 1]!, cells[at + 2]!];
  if (tryLimit < 1 || sizeMax < 1) machine.throw('javacard.framework.PINException', ILLEGAL_VALUE);
  setCell(machine, pin, CELL.VALUE, allocate(machine, pin, { kind: KIND.BYTES, length: sizeMax }));
  const validated = { kind: KIND.BOOLEANS, flags: FLAG.CLEAR_ON_RESET, length: 1 };
  setCell(machine, pin, CELL.VALIDATED, allocate(machine, pin, validated));
  setCell(machine, pin, CELL.TRY_LIMIT, tryLimit);
  setCell(machine, pin, CELL.SIZE_MAX, sizeMax);
  beginTries(machine, pin, tryLimit);
};

/** Where memory has no room for the counter, the command goes on. [JCVM §3.11] */
function beginTries(machine: Machine, pin: number, tryLimit: number): void {
  try {
    machine.host.tries(pin).set(tryLimit);
  } catch (error) {
    if (!(error instanceof Refusal) || error.sw !== SW.NO_MEMORY) throw error;
    machine.throw('javacard.framework.SystemException', NO_RESOURCE);
  }
}

function isValidated(machine: Machine, pin: number): boolean {
  return machine.heap.viewOf(innerObject(machine, pin, CELL.VALIDATED))[0] === 1;
}

function setValidated(machine: Machine, pin: number, value: boolean): void {
  machine.heap.writeByte(innerObject(machine, pin, CELL.VALIDATED), 0, Number(value));
}

function restore(machine: Machine, pin: number): void {
  machine.host.tries(pin).set(cellOf(machine, pin, CELL.TRY_LIMIT));
}

/** The try is taken before anything is compared, and before the arguments are looked at. */
const check: NativeCode = (machine, cells, at) => {
  const pin = self(cells, at);
  const tries = machine.host.tries(pin);
  setValidated(machine, pin, false);
  if (tries.get() === 0) return 0;
  tries.set(tries.get() - 1);
  const length = cells[at + 3]!;
  const array = byteArray(machine, cells[at + 1]!);
  const given = bytesIn(machine, array, { offset: cells[at + 2]!, length });
  const value = machine.heap.viewOf(innerObject(machine, pin, CELL.VALUE));
  const own = value.subarray(0, cellOf(machine, pin, CELL.LENGTH));
  if (own.length === 0 || !equal(own, given)) return 0;
  restore(machine, pin);
  setValidated(machine, pin, true);
  return 1;
};

const update: NativeCode = (machine, cells, at) => {
  const pin = self(cells, at);
  const length = cells[at + 3]!;
  if (length > cellOf(machine, pin, CELL.SIZE_MAX))
    machine.throw('javacard.framework.PINException', ILLEGAL_VALUE);
  const array = byteArray(machine, cells[at + 1]!);
  const given = bytesIn(machine, array, { offset: cells[at + 2]!, length }).slice();
  machine.heap.write(innerObject(machine, pin, CELL.VALUE), 0, given);
  setCell(machine, pin, CELL.LENGTH, length);
  restore(machine, pin);
  setValidated(machine, pin, false);
};

export const ownerPin: ApiClass = {
  token: 9,
  name: 'OwnerPIN',
  extends: 'java.lang.Object',
  implements: ['javacard.framework.PIN'],
  cells: 5,
  referenceCells: [CELL.VALUE, CELL.VALIDATED],
  statics: [method(0, '<init>(BB)V', create)],
  virtuals: [
    method(1, 'check([BSB)Z', check),
    method(2, 'getTriesRemaining()B', (machine, cells, at) =>
      toByte(machine.host.tries(self(cells, at)).get()),
    ),
    method(3, 'getValidatedFlag()Z', (machine, cells, at) =>
      Number(isValidated(machine, self(cells, at))),
    ),
    method(4, 'isValidated()Z', (machine, cells, at) =>
      Number(isValidated(machine, self(cells, at))),
    ),
    method(5, 'reset()V', (machine, cells, at) => {
      const pin = self(cells, at);
      if (isValidated(machine, pin)) restore(machine, pin);
      setValidated(machine, pin, false);
    }),
    method(6, 'resetAndUnblock()V', (machine, cells, at) => {
      const pin = self(cells, at);
      restore(machine, pin);
      setValidated(machine, pin, false);
    }),
    method(7, 'setValidatedFlag(Z)V', (machine, cells, at) =>
      setValidated(machine, self(cells, at), cells[at + 1] !== 0),
    ),
    method(8, 'update([BSB)V', update),
  ],
};
