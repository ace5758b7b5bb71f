/** Objects and arrays: creation, elements, types, exceptions. [JCVM §7.5] [JCRE §6.2.8] */
import { FLAG, KIND } from '../../heap/index.ts';
import { constantOf, isSubclass, type LinkedClass } from '../../loader/index.ts';
import { isReference, NULL, referenceCell, toByte, toShort } from '../cells.ts';
import { JavaThrow } from '../java-throw.ts';
import type { Handler, Machine } from '../machine.ts';
import { storable } from './fields.ts';

/** Array types in code are kinds of objects, more 8. [JCVM §7.5.65] */
const TYPE_OFFSET = 8;
const TYPE_CLASS = 0;
/** Reason of SystemException. */
const NO_RESOURCE = 5;
const ARRAY_LENGTH_MAX = 0x7fff;

export function classConstant(machine: Machine, index: number): LinkedClass {
  const constant = constantOf(machine.method!.package, index);
  if (constant.kind !== 'class') return machine.fail(`constant ${index} is no class`);
  return constant.class;
}

/** A new object of the present applet; SystemException where there is no room. */
export function create(
  machine: Machine,
  object: { readonly kind: number; readonly classId?: number; readonly length: number },
): number {
  const { applet: owner, context } = machine;
  const reference = machine.heap.allocate({ ...object, owner, context });
  if (reference === 0) machine.throw('javacard.framework.SystemException', NO_RESOURCE);
  machine.noteCreated(reference);
  return referenceCell(reference);
}

function newArray(machine: Machine, kind: number, classId = 0): void {
  const length = machine.pop();
  if (length < 0) machine.throw('java.lang.NegativeArraySizeException');
  if (!(length <= ARRAY_LENGTH_MAX)) machine.fail('a reference is the length of an array');
  machine.push(create(machine, { kind, classId, length }));
}

/** An element's place: of an array of these kinds, in its memory. */
function element(machine: Machine, kinds: readonly number[]): number {
  const index = machine.pop();
  const array = machine.object(machine.pop());
  const { heap } = machine;
  if (!kinds.includes(heap.kindOf(array))) machine.fail('an array of another type');
  machine.checkAccess(array);
  if (!(index >= 0 && index < heap.lengthOf(array)))
    machine.throw('java.lang.ArrayIndexOutOfBoundsException');
  machine.found = array;
  return index;
}

const BYTE_KINDS = [KIND.BYTES, KIND.BOOLEANS];

function load(
  kinds: readonly number[],
  read: (memory: Uint8Array, data: number, index: number) => number,
  width: 1 | 2,
): Handler {
  return (machine) => {
    const index = element(machine, kinds);
    const { heap, found } = machine;
    const value = read(heap.dataMemoryOf(found), heap.dataOf(found), index);
    if (width === 2) machine.pushInt(value);
    else machine.push(value);
  };
}

function half(memory: Uint8Array, at: number): number {
  return (memory[at]! << 8) | memory[at + 1]!;
}

function number(machine: Machine): number {
  const cell = machine.pop();
  if (isReference(cell)) machine.fail('a reference is stored as a number');
  return cell;
}

/** Whether an array's elements may be this object. */
function checkStore(machine: Machine, array: number, cell: number): void {
  if (cell === NULL) return;
  const elements = machine.host.classById(machine.heap.classOf(array));
  if (!machine.isInstance(cell & 0xffff, elements)) machine.throw('java.lang.ArrayStoreException');
}

/** Whether an object is of a type: a class, or an array by the type of its elements. */
function isOfType(machine: Machine, object: number, type: number, index: number): boolean {
  const { heap } = machine;
  const kind = heap.kindOf(object);
  if (type === TYPE_CLASS) return machine.isInstance(object, classConstant(machine, index));
  if (kind !== type - TYPE_OFFSET) return false;
  if (kind !== KIND.REFERENCES) return true;
  const elements = machine.host.classById(heap.classOf(object));
  return isSubclass(elements, classConstant(machine, index));
}

/** A cast of another context's object needs an interface that both share. [JCRE §6.2.8.9] */
function checkCast(machine: Machine, object: number, type: number, index: number): void {
  const { heap, context } = machine;
  if (context === 0 || heap.contextOf(object) === context) return;
  if ((heap.flagsOf(object) & (FLAG.ENTRY_POINT | FLAG.GLOBAL)) !== 0) return;
  const isShared =
    type === TYPE_CLASS &&
    machine.classOf(object).isShareable &&
    classConstant(machine, index).isShareable;
  if (!isShared) machine.deny(object);
}

export const objects: Readonly<Record<string, Handler>> = {
  new(machine) {
    const found = classConstant(machine, machine.u2());
    if (found.isInterface) machine.fail('an interface is instantiated');
    const { id: classId, cells: length } = found;
    machine.push(create(machine, { kind: KIND.INSTANCE, classId, length }));
  },
  newarray(machine) {
    const kind = machine.u1() - TYPE_OFFSET;
    if (kind < KIND.BOOLEANS || kind > KIND.INTS) machine.fail('an array of no type');
    newArray(machine, kind);
  },
  anewarray(machine) {
    newArray(machine, KIND.REFERENCES, classConstant(machine, machine.u2()).id);
  },
  arraylength(machine) {
    const array = machine.object(machine.pop());
    const kind = machine.heap.kindOf(array);
    if (kind < KIND.BOOLEANS || kind > KIND.REFERENCES) machine.fail('the length of no array');
    machine.checkAccess(array);
    machine.push(machine.heap.lengthOf(array));
  },
  baload: load(BYTE_KINDS, (memory, data, index) => toByte(memory[data + index]!), 1),
  saload: load([KIND.SHORTS], (memory, data, index) => toShort(half(memory, data + 2 * index)), 1),
  iaload: load(
    [KIND.INTS],
    (memory, data, index) =>
      (half(memory, data + 4 * index) << 16) | half(memory, data + 4 * index + 2),
    2,
  ),
  aaload: load(
    [KIND.REFERENCES],
    (memory, data, index) => referenceCell(half(memory, data + 2 * index)),
    1,
  ),
  bastore(machine) {
    const value = number(machine);
    const index = element(machine, BYTE_KINDS);
    machine.heap.writeByte(machine.found, index, value);
  },
  sastore(machine) {
    const value = number(machine);
    const index = element(machine, [KIND.SHORTS]);
    machine.heap.writeHalf(machine.found, 2 * index, value);
  },
  iastore(machine) {
    const value = machine.popInt();
    const index = element(machine, [KIND.INTS]);
    const source = Uint8Array.of(value >> 24, value >> 16, value >> 8, value);
    machine.heap.write(machine.found, 4 * index, source);
  },
  aastore(machine) {
    const cell = machine.pop();
    const index = element(machine, [KIND.REFERENCES]);
    const array = machine.found;
    const value = storable(machine, cell);
    checkStore(machine, array, cell);
    machine.heap.writeHalf(array, 2 * index, value);
  },
  athrow(machine) {
    const exception = machine.object(machine.pop());
    if (!machine.isThrowable(exception)) machine.fail('what is thrown is no Throwable');
    const { heap, context } = machine;
    const isOwn = heap.contextOf(exception) === context || context === 0;
    if (!isOwn && (heap.flagsOf(exception) & FLAG.ENTRY_POINT) === 0) machine.deny(exception);
    throw new JavaThrow(exception);
  },
  checkcast(machine) {
    const [type, index] = [machine.u1(), machine.u2()];
    const cell = machine.cells[machine.sp - 1]!;
    if (cell === NULL) return;
    const object = machine.object(cell);
    checkCast(machine, object, type, index);
    if (!isOfType(machine, object, type, index)) machine.throw('java.lang.ClassCastException');
  },
  instanceof(machine) {
    const [type, index] = [machine.u1(), machine.u2()];
    const cell = machine.pop();
    if (cell === NULL) return machine.push(0);
    const object = machine.object(cell);
    checkCast(machine, object, type, index);
    machine.push(Number(isOfType(machine, object, type, index)));
  },
};
