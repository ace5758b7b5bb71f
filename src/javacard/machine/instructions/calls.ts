/** Calls of methods, and how contexts change with them. [JCVM §7.5] [JCRE §6.2.8] */
import { FLAG } from '../../heap/index.ts';
import { constantOf, isSubclass, type LinkedClass, type Method } from '../../loader/index.ts';
import type { Handler, Machine } from '../machine.ts';
import { classConstant } from './objects.ts';

function receiver(machine: Machine, argumentCells: number, of: LinkedClass): number {
  const object = machine.object(machine.cells[machine.sp - argumentCells]!);
  if (!isSubclass(machine.classOf(object), of)) machine.fail(`the object is no ${of.name}`);
  return object;
}

/** Whether the object is of this context, or one whose methods any context may call. */
function isOpen(machine: Machine, object: number): boolean {
  const { heap, context } = machine;
  return (
    context === 0 ||
    heap.contextOf(object) === context ||
    (heap.flagsOf(object) & (FLAG.ENTRY_POINT | FLAG.GLOBAL)) !== 0
  );
}

function invokeVirtual(machine: Machine): void {
  const index = machine.u2();
  const constant = constantOf(machine.method!.package, index);
  if (constant.kind !== 'virtual') return machine.fail(`constant ${index} is no virtual method`);
  const { argumentCells, isPackage, token } = constant;
  const object = receiver(machine, argumentCells, constant.class);
  if (!isOpen(machine, object)) machine.deny(object);
  const its = machine.classOf(object);
  call(machine, isPackage ? its.packageMethods[token] : its.methods[token], argumentCells);
}

function invokeInterface(machine: Machine): void {
  const [argumentCells, index, token] = [machine.u1(), machine.u2(), machine.u1()];
  const target = classConstant(machine, index);
  const object = machine.object(machine.cells[machine.sp - argumentCells]!);
  const its = machine.classOf(object);
  const method = machine.implementationOf(object, target, token);
  if (method === undefined) return machine.fail(`${its.name} does not implement ${target.name}`);
  if (isOpen(machine, object)) return call(machine, method, argumentCells);
  if (!target.isShareable || !its.isShareable) machine.deny(object);
  const { heap, host } = machine;
  const as = { context: heap.contextOf(object), applet: heap.ownerOf(object) };
  // One that is not multiselectable serves its own channel alone. [JCRE §6.2.8.6]
  if (as.context !== host.selectedContext && host.isHeldElsewhere(as.applet)) machine.deny(object);
  call(machine, method, argumentCells, as);
}

function call(
  machine: Machine,
  method: Method | undefined,
  argumentCells: number,
  as?: { readonly context: number; readonly applet: number },
): void {
  if (method === undefined) return machine.fail('a method that is not there');
  if (method.argumentCells !== argumentCells) machine.fail('a call with other arguments');
  machine.invoke(method, as);
}

function invokeKnown(machine: Machine): void {
  const index = machine.u2();
  const constant = constantOf(machine.method!.package, index);
  if (constant.kind !== 'method') return machine.fail(`constant ${index} is no method`);
  machine.invoke(constant.method);
}

/** A constructor, a private method or one of the superclass: of an object of this context. */
function invokeSpecial(machine: Machine): void {
  const index = machine.u2();
  const constant = constantOf(machine.method!.package, index);
  if (constant.kind !== 'method') return machine.fail(`constant ${index} is no method`);
  const { method } = constant;
  const object = machine.object(machine.cells[machine.sp - method.argumentCells]!);
  if (!isOpen(machine, object)) machine.deny(object);
  machine.invoke(method);
}

export const calls: Readonly<Record<string, Handler>> = {
  invokevirtual: invokeVirtual,
  invokespecial: invokeSpecial,
  invokestatic: invokeKnown,
  invokeinterface: invokeInterface,
};
