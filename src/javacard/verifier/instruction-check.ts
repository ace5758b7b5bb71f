/** What each instruction must be on its own, whether it is reached or not. [JCVM §7.5] */
import {
  CAP_ACCESS,
  CONSTANT,
  type Instruction,
  type OpcodeName,
  OPCODES,
} from '../../wire/cap/index.ts';
import { calleeOf } from './callee.ts';
import { constantOf, isSubclass, type LinkedClass } from '../loader/index.ts';
import type { MethodView } from './method-view.ts';
import { packageTypes } from './package-types.ts';
import { rejectCode } from './rejection.ts';
import { describedField, type FieldLetter } from './steps/index.ts';
import type { Subject } from './subject.ts';

/** Constants that an instruction may refer to, by how its name begins. */
const TAGS: readonly (readonly [string, readonly number[]])[] = [
  ['getfield', [CONSTANT.INSTANCE_FIELD_REF]],
  ['putfield', [CONSTANT.INSTANCE_FIELD_REF]],
  ['getstatic', [CONSTANT.STATIC_FIELD_REF]],
  ['putstatic', [CONSTANT.STATIC_FIELD_REF]],
  ['invokevirtual', [CONSTANT.VIRTUAL_METHOD_REF]],
  ['invokespecial', [CONSTANT.STATIC_METHOD_REF, CONSTANT.SUPER_METHOD_REF]],
  ['invokestatic', [CONSTANT.STATIC_METHOD_REF]],
  ['invokeinterface', [CONSTANT.CLASS_REF]],
  ['new', [CONSTANT.CLASS_REF]],
  ['anewarray', [CONSTANT.CLASS_REF]],
  ['checkcast', [CONSTANT.CLASS_REF]],
  ['instanceof', [CONSTANT.CLASS_REF]],
];
const ARRAY_TYPE = { FIRST: 10, INT: 13, CLASS: 14 } as const;
/** Instructions of ints whose names do not begin with `i`. */
const INT_NAMES: ReadonlySet<OpcodeName> = new Set(['bipush', 'sipush', 's2i']);
/** Those that begin with `i` and are none. */
const NO_INT = /^(if|invoke|instanceof)/;
const RETURNS: Readonly<Record<string, RegExp>> = {
  areturn: /^[[L]/,
  sreturn: /^[ZBS]$/,
  ireturn: /^I$/,
  return: /^V$/,
};
const FIELD_TYPES: Readonly<Record<FieldLetter, RegExp>> = {
  a: /^[[L]/,
  b: /^[ZB]$/,
  s: /^S$/,
  i: /^I$/,
};

export function instructionCheck(subject: Subject, view: MethodView) {
  return (instruction: Instruction): void => {
    const problem = problemOf(subject, view, instruction);
    if (problem !== undefined) rejectCode(view.method.offset, instruction.at, problem);
  };
}

function problemOf(
  subject: Subject,
  view: MethodView,
  instruction: Instruction,
): string | undefined {
  return (
    intProblem(subject, instruction) ??
    localProblem(view, instruction) ??
    stackProblem(instruction) ??
    switchProblem(instruction) ??
    returnProblem(view, instruction) ??
    constantProblem(subject, instruction) ??
    typeProblem(instruction) ??
    memberProblem(subject, view, instruction)
  );
}

/** What follows from an opcode alone, by its number. */
interface Traits {
  readonly isInt: boolean;
  /** Local variables: the index that is in the name, or where the operand is; cells of each. */
  readonly localInName: number | undefined;
  readonly localOperand: number;
  readonly localCells: number;
  readonly isThis: boolean;
  /** Where the index of a constant is, and what it may be. */
  readonly constantOperand: number;
  readonly tags: readonly number[];
}

const TRAITS: readonly Traits[] = OPCODES.map(({ name, operands }) => {
  const inName = /^[asi](?:load|store)_(\d)$/.exec(name)?.[1];
  const isNamed = name.startsWith('i') && !NO_INT.test(name);
  return {
    isInt: isNamed || /^(get|put)(field|static)_i/.test(name) || INT_NAMES.has(name),
    localInName: inName === undefined ? undefined : Number(inName),
    localOperand: operands.indexOf('local'),
    localCells: /^i(load|store|inc)/.test(name) ? 2 : 1,
    isThis: name.endsWith('_this'),
    constantOperand: operands.findIndex((one) => one === 'constant' || one === 'constant1'),
    tags: TAGS.find(([begin]) => name === begin || name.startsWith(`${begin}_`))?.[1] ?? [],
  };
});

function intProblem({ hasInts }: Subject, { opcode: { name, number }, operands }: Instruction) {
  if (hasInts) return undefined;
  const isArray =
    operands[0] === ARRAY_TYPE.INT && ['newarray', 'checkcast', 'instanceof'].includes(name);
  const isInt = TRAITS[number]!.isInt || isArray;
  return isInt ? `${name} needs the flag for ints in the Header component` : undefined;
}

function localProblem({ localCells, isStatic }: MethodView, { opcode, operands }: Instruction) {
  const traits = TRAITS[opcode.number]!;
  if (traits.isThis && isStatic) return `${opcode.name} is in a static method`;
  const index = traits.localInName ?? operands[traits.localOperand];
  const needed = traits.isThis ? 1 : index === undefined ? 0 : index + traits.localCells;
  return needed > localCells ? `there is no local variable ${needed - 1}` : undefined;
}

function stackProblem({ opcode: { name }, operands }: Instruction): string | undefined {
  if (name !== 'dup_x' && name !== 'swap_x') return undefined;
  const [first, second] = [operands[0]! >> 4, operands[0]! & 0x0f];
  const fits =
    name === 'dup_x'
      ? first >= 1 && first <= 4 && (second === 0 || (second >= first && second <= first + 4))
      : first >= 1 && first <= 2 && second >= 1 && second <= 2;
  return fits ? undefined : `${name} has cells ${first} and ${second}`;
}

function switchProblem({ opcode, table }: Instruction): string | undefined {
  if (table === undefined) return undefined;
  const { cases } = table;
  if (opcode.switch!.form === 'table')
    return cases.length > 0 ? undefined : 'the last key is below the first';
  const isSorted = cases.every(({ key }, at) => at === 0 || cases[at - 1]!.key < key);
  return isSorted ? undefined : 'the keys are not in ascending order';
}

function returnProblem({ type }: MethodView, { opcode: { name } }: Instruction) {
  const expected = RETURNS[name];
  if (type === undefined || expected === undefined) return undefined;
  const result = type.text.slice(type.text.indexOf(')') + 1);
  return expected.test(result) ? undefined : `${name} ends a method of type ${type.text}`;
}

function constantProblem({ file }: Subject, instruction: Instruction): string | undefined {
  const { opcode, operands } = instruction;
  const { constantOperand, tags } = TRAITS[opcode.number]!;
  const index = operands[constantOperand];
  if (index === undefined || !hasConstant(instruction)) return undefined;
  const tag = file.constants[index]?.tag;
  if (tag === undefined) return `no constant has index ${index}`;
  return tags.includes(tag) ? undefined : `${opcode.name} with constant ${index} of tag ${tag}`;
}

/** Whether its index is one of a constant: a cast to an array of numbers has none. */
export function hasConstant({ opcode: { name }, operands }: Instruction): boolean {
  const isCast = name === 'checkcast' || name === 'instanceof';
  return !isCast || operands[0]! < ARRAY_TYPE.FIRST || operands[0]! > ARRAY_TYPE.INT;
}

function typeProblem({ opcode: { name }, operands }: Instruction): string | undefined {
  const [type, index] = operands as readonly [number, number];
  const isOfNumbers = type >= ARRAY_TYPE.FIRST && type <= ARRAY_TYPE.INT;
  if (name === 'newarray') return isOfNumbers ? undefined : `no array has type ${type}`;
  if (name !== 'checkcast' && name !== 'instanceof') return undefined;
  if (isOfNumbers) return index === 0 ? undefined : `type ${type} has no constant`;
  return type === 0 || type === ARRAY_TYPE.CLASS ? undefined : `no type is ${type}`;
}

function memberProblem(subject: Subject, view: MethodView, instruction: Instruction) {
  const { opcode, operands } = instruction;
  const { name } = opcode;
  const { constantOperand: at } = TRAITS[opcode.number]!;
  if (at < 0) return undefined;
  const access = /^(get|put)(field|static)_([absi])/.exec(name);
  if (access === null && !/^(invoke|new$)/.test(name)) return undefined;
  const constant = constantOf(subject.linked, operands[at]!);
  if (access !== null) {
    const field = describedField(constant);
    if (field === undefined) return undefined;
    const letter = access[3] as FieldLetter;
    if (!FIELD_TYPES[letter].test(field.type.text))
      return `${name} is for a field of type ${field.type.text}`;
    const isFinal = (field.row.access & CAP_ACCESS.FINAL) !== 0 && access[1] === 'put';
    if (isFinal && (access[2] === 'static' || field.class !== view.class))
      return `${name} is for a final field of ${field.class.name}`;
    return accessProblem(view, field.class, field.row.access);
  }
  if (name === 'new') return constant.kind === 'class' ? newProblem(constant.class) : undefined;
  if (constant.kind !== 'method') return undefined;
  const { class: its, access: flags, isConstructor } = calleeOf(subject, constant.method);
  if (isConstructor === true && name === 'invokestatic') return 'a constructor is called as static';
  return its === undefined || flags === undefined ? undefined : accessProblem(view, its, flags);
}

function newProblem(of: LinkedClass): string | undefined {
  if (of.isInterface) return `${of.name} is an interface`;
  const access = packageTypes(of.package)?.describedClass(of)?.row.access ?? 0;
  const isAbstract = of.isAbstract === true || (access & CAP_ACCESS.CLASS_ABSTRACT) !== 0;
  return isAbstract ? `${of.name} is abstract` : undefined;
}

/** Whether the code may use a member. */
function accessProblem(
  { class: own }: MethodView,
  of: LinkedClass,
  access: number,
): string | undefined {
  if (own === undefined || (access & CAP_ACCESS.PUBLIC) !== 0 || own === of) return undefined;
  if ((access & CAP_ACCESS.PRIVATE) !== 0) return `this is a private member of ${of.name}`;
  if (of.package === own.package) return undefined;
  if ((access & CAP_ACCESS.PROTECTED) === 0) return `only the package of ${of.name} may use this`;
  return isSubclass(own, of) ? undefined : `this is a protected member of ${of.name}`;
}
