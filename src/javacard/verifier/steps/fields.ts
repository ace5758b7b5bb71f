/** Fields of objects and of packages. [JCVM §7.5] */
import { constantOf, type ResolvedConstant } from '../../loader/index.ts';
import type { DescribedField } from '../package-types.ts';
import { packageTypes } from '../package-types.ts';
import type { Frame } from '../frame.ts';
import { INT, LOW, objectOf, REFERENCE, SHORT, type Value } from '../value.ts';
import type { Step, Steps } from './step.ts';

export type FieldLetter = 'a' | 'b' | 's' | 'i';
const LETTERS: readonly FieldLetter[] = ['a', 'b', 's', 'i'];

/** What a field is in a cell where only the instruction shows its type. */
const BY_LETTER: Readonly<Record<FieldLetter, readonly Value[]>> = {
  a: [REFERENCE],
  b: [SHORT],
  s: [SHORT],
  i: [INT, LOW],
};

/** The field of a constant as its package's Descriptor has it. */
export function describedField(constant: ResolvedConstant): DescribedField | undefined {
  if (constant.kind === 'static')
    return packageTypes(constant.package)?.staticField(constant.offset);
  if (constant.kind !== 'field') return undefined;
  const { class: its, token } = constant;
  return packageTypes(its.package)?.instanceField(its, token);
}

function cellsOf(frame: Frame, index: number, letter: FieldLetter): readonly Value[] {
  const constant = constantOf(frame.subject.linked, index);
  return describedField(constant)?.type.cells ?? BY_LETTER[letter];
}

/** The object whose field it is. */
function popObject(frame: Frame, index: number, isStored: boolean): void {
  demandObject(frame, frame.pop(), index, isStored);
}

function demandObject(frame: Frame, value: Value, index: number, isStored: boolean): void {
  const constant = constantOf(frame.subject.linked, index);
  if (constant.kind !== 'field') return frame.reject(`constant ${index} is no field`);
  // A constructor may set fields of its own class before it calls another.
  const isOwn = value.kind === 'this' && value.class === constant.class;
  if (!(isStored && isOwn)) frame.demandFits(value, objectOf(constant.class));
}

function steps(letter: FieldLetter): Steps {
  const get: Step = (frame, { operands }) => {
    popObject(frame, operands[0]!, false);
    frame.push(...cellsOf(frame, operands[0]!, letter));
  };
  const put: Step = (frame, { operands }) => {
    frame.popAs(cellsOf(frame, operands[0]!, letter));
    popObject(frame, operands[0]!, true);
  };
  return {
    [`getstatic_${letter}`]: (frame, { operands }) =>
      frame.push(...cellsOf(frame, operands[0]!, letter)),
    [`putstatic_${letter}`]: (frame, { operands }) =>
      frame.popAs(cellsOf(frame, operands[0]!, letter)),
    [`getfield_${letter}`]: get,
    [`getfield_${letter}_w`]: get,
    [`putfield_${letter}`]: put,
    [`putfield_${letter}_w`]: put,
    [`getfield_${letter}_this`]: (frame, { operands }) => {
      demandObject(frame, frame.local(0, REFERENCE), operands[0]!, false);
      frame.push(...cellsOf(frame, operands[0]!, letter));
    },
    [`putfield_${letter}_this`]: (frame, { operands }) => {
      frame.popAs(cellsOf(frame, operands[0]!, letter));
      demandObject(frame, frame.local(0, REFERENCE), operands[0]!, true);
    },
  };
}

export const fields: Steps = Object.assign({}, ...LETTERS.map(steps)) as Steps;
