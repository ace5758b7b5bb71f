/** Class AID: an identifier of 5 to 16 bytes. [JCAPI §AID] */
import { equal } from '../../../base/index.ts';
import { KIND } from '../../heap/index.ts';
import { type Machine, toByte } from '../../machine/index.ts';
import { type ApiClass, method } from '../api-class.ts';
import {
  byteArray,
  bytesIn,
  checkRange,
  innerObject,
  isNull,
  self,
  setCell,
} from '../arguments.ts';

const BYTES = 0;
const RID_LENGTH = 5;
const LENGTH_MAX = 16;
/** Reasons of SystemException. */
const ILLEGAL_VALUE = 1;
const NO_RESOURCE = 5;

export const AID_NAME = 'javacard.framework.AID';

/** The identifier that an object of the class holds. */
export function aidBytes(machine: Machine, instance: number): Uint8Array {
  return machine.heap.viewOf(innerObject(machine, instance, BYTES));
}

/** Gives an object its identifier, in an array of the object's owner. */
export function setAidBytes(machine: Machine, instance: number, aid: Uint8Array): void {
  const { heap } = machine;
  const array = heap.allocate({
    kind: KIND.BYTES,
    owner: heap.ownerOf(instance),
    context: heap.contextOf(instance),
    length: aid.length,
  });
  if (array === 0) machine.throw('javacard.framework.SystemException', NO_RESOURCE);
  machine.noteCreated(array);
  heap.write(array, 0, aid);
  setCell(machine, instance, BYTES, array);
}

/** Of an object that is an AID; `undefined` for null and others. */
function aidIn(machine: Machine, cell: number): Uint8Array | undefined {
  if (isNull(cell)) return undefined;
  const object = cell & 0xffff;
  return machine.classOf(object).name === AID_NAME ? aidBytes(machine, object) : undefined;
}

export const aid: ApiClass = {
  token: 6,
  name: 'AID',
  extends: 'java.lang.Object',
  cells: 1,
  referenceCells: [BYTES],
  statics: [
    method(0, '<init>([BSB)V', (machine, cells, at) => {
      const array = byteArray(machine, cells[at + 1]!);
      const length = cells[at + 3]!;
      if (length < RID_LENGTH || length > LENGTH_MAX)
        machine.throw('javacard.framework.SystemException', ILLEGAL_VALUE);
      const bytes = bytesIn(machine, array, { offset: cells[at + 2]!, length });
      setAidBytes(machine, self(cells, at), bytes.slice());
    }),
  ],
  virtuals: [
    method(0, 'equals(Ljava/lang/Object;)Z', (machine, cells, at) => {
      const other = aidIn(machine, cells[at + 1]!);
      return Number(other !== undefined && equal(other, aidBytes(machine, self(cells, at))));
    }),
    method(1, 'RIDEquals(Ljavacard/framework/AID;)Z', (machine, cells, at) => {
      const other = aidIn(machine, cells[at + 1]!);
      const own = aidBytes(machine, self(cells, at)).subarray(0, RID_LENGTH);
      return Number(other !== undefined && equal(other.subarray(0, RID_LENGTH), own));
    }),
    method(2, 'equals([BSB)Z', (machine, cells, at) => compared(machine, cells, at, 'whole')),
    method(3, 'getBytes([BS)B', (machine, cells, at) => {
      const bytes = aidBytes(machine, self(cells, at)).slice();
      return give(machine, bytes, { target: cells[at + 1]!, offset: cells[at + 2]! });
    }),
    method(4, 'partialEquals([BSB)Z', (machine, cells, at) =>
      compared(machine, cells, at, 'begin'),
    ),
    method(5, 'getPartialBytes(S[BSB)B', (machine, cells, at) => {
      const bytes = aidBytes(machine, self(cells, at));
      const [from, target, offset, count] = [...cells.subarray(at + 1, at + 5)] as [
        number,
        number,
        number,
        number,
      ];
      const length = count === 0 ? bytes.length - from : count;
      if (from < 0 || length < 0 || from + length > bytes.length)
        machine.throw('java.lang.ArrayIndexOutOfBoundsException');
      return give(machine, bytes.slice(from, from + length), { target, offset });
    }),
  ],
};

function compared(
  machine: Machine,
  cells: Int32Array,
  at: number,
  part: 'whole' | 'begin',
): number {
  const own = aidBytes(machine, self(cells, at));
  if (isNull(cells[at + 1]!)) return 0;
  const array = byteArray(machine, cells[at + 1]!);
  const length = cells[at + 3]!;
  if (part === 'begin' && length > own.length) return 0;
  const given = bytesIn(machine, array, { offset: cells[at + 2]!, length });
  return Number(equal(part === 'whole' ? own : own.subarray(0, length), given));
}

function give(
  machine: Machine,
  bytes: Uint8Array,
  to: { readonly target: number; readonly offset: number },
): number {
  const array = byteArray(machine, to.target);
  checkRange(machine, array, { offset: to.offset, length: bytes.length });
  machine.heap.write(array, to.offset, bytes);
  return toByte(bytes.length);
}
