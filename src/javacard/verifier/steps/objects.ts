/** Objects, arrays and exceptions. [JCVM §7.5] */
import { apiClass } from '../../api/index.ts';
import { constantOf, type LinkedClass } from '../../loader/index.ts';
import type { Frame } from '../frame.ts';
import {
  arrayOf,
  type Element,
  INT,
  isSame,
  LOW,
  objectOf,
  REFERENCE,
  SHORT,
  UNUSABLE,
  type Value,
  valueText,
} from '../value.ts';
import type { Step, Steps } from './step.ts';

/** Operand of `newarray`, `checkcast` and `instanceof`; 0 and 14 have a class behind them. */
const ARRAY_TYPES: Readonly<Record<number, Element | 'boolean'>> = {
  10: 'boolean',
  11: 'byte',
  12: 'short',
  13: 'int',
};
const ARRAY_OF_CLASS = 14;

/** The class of a constant, whose kind was checked before. */
function classConstant(frame: Frame, index: number): LinkedClass {
  const constant = constantOf(frame.subject.linked, index);
  return constant.kind === 'class' ? constant.class : frame.reject(`constant ${index} is no class`);
}

/** An array in a cell: of these elements, or null. */
function popArray(frame: Frame, of: Element): void {
  const value = frame.popReference();
  const expected = arrayOf(of);
  const isUsable = value.kind === 'null' || value.kind === 'reference' || isSame(value, expected);
  frame.demand(isUsable, `${valueText(expected)} is expected, ${valueText(value)} is here`);
}

/** An array of references in a cell; gives what it has in it. */
function popReferences(frame: Frame): Value {
  const value = frame.popReference();
  if (value.kind === 'null') return value;
  if (value.kind === 'reference') return REFERENCE;
  if (value.kind === 'array' && typeof value.of !== 'string') return objectOf(value.of);
  return frame.reject(`an array of references is expected, ${valueText(value)} is here`);
}

function load(of: Element, ...pushed: readonly Value[]): Step {
  return (frame) => {
    frame.popShort();
    popArray(frame, of);
    frame.push(...pushed);
  };
}

function store(of: Element, ...stored: readonly Value[]): Step {
  return (frame) => {
    frame.popAs(stored);
    frame.popShort();
    popArray(frame, of);
  };
}

/** What a cast leaves: an object of the class, or an array. */
function castType(frame: Frame, type: number, index: number): Value {
  const elements = ARRAY_TYPES[type];
  if (elements !== undefined) return arrayOf(elements);
  const found = classConstant(frame, index);
  return type === ARRAY_OF_CLASS ? arrayOf(found) : objectOf(found);
}

export const objects: Steps = {
  baload: load('byte', SHORT),
  saload: load('short', SHORT),
  iaload: load('int', INT, LOW),
  aaload(frame) {
    frame.popShort();
    frame.push(popReferences(frame));
  },
  bastore: store('byte', SHORT),
  sastore: store('short', SHORT),
  iastore: store('int', INT, LOW),
  aastore(frame) {
    // Whether the element may stand there is a check of each store.
    frame.popReference();
    frame.popShort();
    popReferences(frame);
  },
  new(frame, { operands, at }) {
    const found = classConstant(frame, operands[0]!);
    if (frame.subject.types === undefined) return frame.push(objectOf(found));
    const made: Value = { kind: 'new', class: found, at };
    // One that was made here before and never constructed is lost.
    frame.replace(made, UNUSABLE);
    frame.push(made);
  },
  newarray(frame, { operands }) {
    frame.popShort();
    frame.push(arrayOf(ARRAY_TYPES[operands[0]!]!));
  },
  anewarray(frame, { operands }) {
    frame.popShort();
    frame.push(arrayOf(classConstant(frame, operands[0]!)));
  },
  arraylength(frame) {
    const value = frame.popReference();
    const isArray = ['array', 'null', 'reference'].includes(value.kind);
    frame.demand(isArray, `an array is expected, ${valueText(value)} is here`);
    frame.push(SHORT);
  },
  athrow: (frame) => frame.popAs([objectOf(apiClass('java.lang.Throwable'))]),
  checkcast(frame, { operands }) {
    frame.popReference();
    frame.push(castType(frame, operands[0]!, operands[1]!));
  },
  instanceof(frame) {
    frame.popReference();
    frame.push(SHORT);
  },
};
