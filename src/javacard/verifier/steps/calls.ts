/** Calls and returns. [JCVM §7.5] */
import { type Callee, calleeOf, interfaceCallee } from '../callee.ts';
import { constantOf, type LinkedClass } from '../../loader/index.ts';
import type { Frame } from '../frame.ts';
import { INT, LOW, objectOf, REFERENCE, SHORT, type Value, valueText } from '../value.ts';
import type { Steps } from './step.ts';

/** The code after a call whose result is unknown cannot be followed. */
export const UNKNOWN_RESULT = Symbol('unknown result');

function popParameters(frame: Frame, { parameters, inferred }: Callee): void {
  for (let index = parameters.length - 1; index >= 0; index--) {
    const value = frame.pop();
    const expected = parameters[index];
    if (expected !== undefined) frame.demandFits(value, expected);
    else if (inferred !== undefined)
      frame.subject.bind(inferred, index, value, (why) => frame.reject(why));
  }
}

function pushResult(frame: Frame, { result }: Callee): void {
  if (result === undefined) throw UNKNOWN_RESULT;
  frame.push(...result);
}

/** A call whose first cell is an object of a class. */
function callOn(frame: Frame, callee: Callee, receiver: LinkedClass): void {
  popParameters(frame, callee);
  // Cells of a method without types hold the object too.
  if (callee.inferred === undefined && callee.isStatic !== undefined)
    frame.demandFits(frame.pop(), objectOf(receiver));
  pushResult(frame, callee);
}

function invokeVirtual(frame: Frame, index: number): void {
  const constant = constantOf(frame.subject.linked, index);
  if (constant.kind !== 'virtual') return frame.reject(`constant ${index} is no virtual method`);
  const { class: its, isPackage, token } = constant;
  const method = (isPackage ? its.packageMethods : its.methods)[token]!;
  callOn(frame, calleeOf(frame.subject, method), its);
}

function invokeStatic(frame: Frame, index: number): void {
  const callee = knownCallee(frame, index);
  frame.demand(callee.isStatic !== false, `constant ${index} is no static method`);
  popParameters(frame, callee);
  pushResult(frame, callee);
}

function knownCallee(frame: Frame, index: number): Callee {
  const constant = constantOf(frame.subject.linked, index);
  return constant.kind === 'method'
    ? calleeOf(frame.subject, constant.method)
    : frame.reject(`constant ${index} is no method`);
}

/** A constructor, a private method, or a method of the superclass. */
function invokeSpecial(frame: Frame, index: number): void {
  const callee = knownCallee(frame, index);
  frame.demand(callee.isStatic !== true, `constant ${index} is a static method`);
  if (callee.isConstructor === true) return invokeConstructor(frame, callee);
  const { class: own } = frame.view;
  callOn(frame, callee, own ?? callee.class!);
}

function invokeConstructor(frame: Frame, callee: Callee): void {
  popParameters(frame, callee);
  const value = frame.pop();
  const its = callee.class!;
  if (frame.subject.types === undefined) frame.demandFits(value, REFERENCE);
  else if (value.kind === 'new') frame.demand(value.class === its, wrongConstructor(value, its));
  else if (value.kind === 'this') {
    const isOwn = its === value.class || its === value.class.super;
    frame.demand(isOwn, wrongConstructor(value, its));
    frame.isConstructed = true;
  } else frame.reject(wrongConstructor(value, its));
  if (value.kind === 'new' || value.kind === 'this') frame.replace(value, objectOf(value.class));
}

function wrongConstructor(value: Value, its: LinkedClass): string {
  return `a constructor of ${its.name} is called for ${valueText(value)}`;
}

function invokeInterface(frame: Frame, operands: readonly number[]): void {
  const [cells, index, token] = operands as [number, number, number];
  const constant = constantOf(frame.subject.linked, index);
  if (constant.kind !== 'class') return frame.reject(`constant ${index} is no class`);
  const callee = interfaceCallee(frame.subject, constant.class, token);
  if (callee === undefined)
    return frame.reject(`${constant.class.name} has no method with token ${token}`);
  if (callee.result === undefined) throw UNKNOWN_RESULT;
  const own = callee.parameters.length + (callee.isStatic === undefined ? 0 : 1);
  frame.demand(cells === own, `the method has ${own} cells of arguments, the call ${cells}`);
  callOn(frame, callee, constant.class);
}

function returnOf(...values: readonly Value[]) {
  return (frame: Frame): void => {
    frame.popAs(frame.view.type?.result ?? values);
  };
}

export const calls: Steps = {
  invokevirtual: (frame, { operands }) => invokeVirtual(frame, operands[0]!),
  invokespecial: (frame, { operands }) => invokeSpecial(frame, operands[0]!),
  invokestatic: (frame, { operands }) => invokeStatic(frame, operands[0]!),
  invokeinterface: (frame, { operands }) => invokeInterface(frame, operands),
  areturn: returnOf(REFERENCE),
  sreturn: returnOf(SHORT),
  ireturn: returnOf(INT, LOW),
};
