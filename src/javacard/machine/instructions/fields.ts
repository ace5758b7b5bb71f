/** Fields of objects and of packages. [JCVM §7.5] [JCRE §6.2.8] */
import { KIND, FLAG } from '../../heap/index.ts';
import { constantOf, isSubclass, type ResolvedConstant } from '../../loader/index.ts';
import { isReference, NULL, referenceCell, toByte, toShort } from '../cells.ts';
import type { Handler, Machine } from '../machine.ts';

type Kind = 'a' | 'b' | 's' | 'i';

/** Where an instruction finds the object, and the constant of the field. */
interface Access {
  readonly suffix: string;
  readonly index: (machine: Machine) => number;
  readonly isThis: boolean;
}

const ACCESSES: readonly Access[] = [
  { suffix: '', index: (machine) => machine.u1(), isThis: false },
  { suffix: '_w', index: (machine) => machine.u2(), isThis: false },
  { suffix: '_this', index: (machine) => machine.u1(), isThis: true },
];

type Field = Extract<ResolvedConstant, { kind: 'field' }>;

function fieldOf(machine: Machine, index: number, kind: Kind): Field {
  const constant = constantOf(machine.method!.package, index);
  if (constant.kind !== 'field') return machine.fail(`constant ${index} is no field`);
  if (constant.isReference !== (kind === 'a'))
    machine.fail(`constant ${index} is a field of another type`);
  if (kind === 'i' && constant.cell + 1 >= constant.class.cells)
    machine.fail(`constant ${index} has one cell`);
  return constant;
}

/** The instance in a cell, of the field's class or one below, that may be used here. */
function instanceWith(machine: Machine, cell: number, field: Field): number {
  const instance = machine.object(cell);
  const { heap } = machine;
  if (heap.kindOf(instance) !== KIND.INSTANCE) machine.fail('a field of an array');
  const its = machine.classOf(instance);
  if (its !== field.class && !isSubclass(its, field.class))
    machine.fail('a field of another class');
  machine.checkAccess(instance);
  return instance;
}

function get(kind: Kind, { index, isThis }: Access): Handler {
  return (machine) => {
    const field = fieldOf(machine, index(machine), kind);
    const instance = instanceWith(machine, isThis ? machine.cells[0]! : machine.pop(), field);
    const memory = machine.heap.dataMemoryOf(instance);
    const at = machine.heap.dataOf(instance) + 2 * field.cell;
    const cell = (memory[at]! << 8) | memory[at + 1]!;
    if (kind === 'a') machine.push(referenceCell(cell));
    else machine.push(toShort(cell));
    if (kind === 'i') machine.push(toShort((memory[at + 2]! << 8) | memory[at + 3]!));
  };
}

function put(kind: Kind, { index, isThis }: Access): Handler {
  return (machine) => {
    const field = fieldOf(machine, index(machine), kind);
    const low = kind === 'i' ? machine.pop() : 0;
    const value = storedCell(machine, machine.pop(), kind);
    const instance = instanceWith(machine, isThis ? machine.cells[0]! : machine.pop(), field);
    if (kind === 'i') machine.heap.write(instance, 2 * field.cell, intBytes(value, low));
    else machine.heap.writeHalf(instance, 2 * field.cell, value);
  };
}

function intBytes(high: number, low: number): Uint8Array {
  return Uint8Array.of(high >> 8, high, low >> 8, low);
}

/** What a cell is in memory: a number of the field's type, or a reference that may be stored. */
function storedCell(machine: Machine, cell: number, kind: Kind): number {
  if (kind === 'a') return storable(machine, cell);
  if (isReference(cell)) machine.fail('a reference is stored as a number');
  return kind === 'b' ? toByte(cell) : cell;
}

/** A reference as it is stored: one to a temporary entry point or a global array is not. */
export function storable(machine: Machine, cell: number): number {
  if (!isReference(cell)) machine.fail('a number is stored as a reference');
  const reference = cell & 0xffff;
  if (cell !== NULL && (machine.heap.flagsOf(reference) & FLAG.TEMPORARY) !== 0) {
    if (machine.context !== 0) machine.deny(reference);
  }
  return reference;
}

const STATIC_LENGTHS = { a: 2, b: 1, s: 2, i: 4 } as const;

function staticOf(
  machine: Machine,
  kind: Kind,
): { readonly object: number; readonly offset: number } {
  const index = machine.u2();
  const constant = constantOf(machine.method!.package, index);
  if (constant.kind !== 'static') return machine.fail(`constant ${index} is no static field`);
  if (constant.isReference !== (kind === 'a'))
    machine.fail(`constant ${index} is a static field of another type`);
  const object = machine.host.staticsOf(constant.package);
  const isWhole = constant.offset + STATIC_LENGTHS[kind] <= machine.heap.lengthOf(object);
  if (!isWhole || (kind === 'a' && constant.offset % 2 !== 0))
    machine.fail(`constant ${index} is outside the static fields`);
  return { object, offset: constant.offset };
}

function getStatic(kind: Kind): Handler {
  return (machine) => {
    const { object, offset } = staticOf(machine, kind);
    const { bytes } = machine.heap;
    const at = machine.heap.dataOf(object) + offset;
    const half = (from: number): number => (bytes[from]! << 8) | bytes[from + 1]!;
    if (kind === 'a') machine.push(referenceCell(half(at)));
    else if (kind === 'b') machine.push(toByte(bytes[at]!));
    else if (kind === 's') machine.push(toShort(half(at)));
    else machine.pushInt((half(at) << 16) | half(at + 2));
  };
}

function putStatic(kind: Kind): Handler {
  return (machine) => {
    const { object, offset } = staticOf(machine, kind);
    const low = kind === 'i' ? machine.pop() : 0;
    const value = storedCell(machine, machine.pop(), kind);
    if (kind === 'i') machine.heap.write(object, offset, intBytes(value, low));
    else if (kind === 'b') machine.heap.writeByte(object, offset, value);
    else machine.heap.writeHalf(object, offset, value);
  };
}

function all(): Record<string, Handler> {
  const handlers: Record<string, Handler> = {};
  for (const kind of ['a', 'b', 's', 'i'] as const) {
    handlers[`getstatic_${kind}`] = getStatic(kind);
    handlers[`putstatic_${kind}`] = putStatic(kind);
    for (const access of ACCESSES) {
      handlers[`getfield_${kind}${access.suffix}`] = get(kind, access);
      handlers[`putfield_${kind}${access.suffix}`] = put(kind, access);
    }
  }
  return handlers;
}

export const fields: Readonly<Record<string, Handler>> = all();
