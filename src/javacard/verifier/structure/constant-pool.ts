/** Constants, and the types that the Descriptor gives them. [JCVM §6.8] [JCVM §6.14.4] */
import { type Constant, CONSTANT } from '../../../wire/cap/index.ts';
import { calleeOf } from '../callee.ts';
import { constantOf } from '../../loader/index.ts';
import { textOf } from '../method-text.ts';
import { packageTypes, type PackageTypes } from '../package-types.ts';
import { demandIn, rejectIn } from '../rejection.ts';
import { describedField } from '../steps/index.ts';
import type { Subject } from '../subject.ts';

const NO_TYPE = 0xffff;
const IMPORTED = 0x80;

export function checkConstants(subject: Subject): void {
  const { file, types } = subject;
  for (const [index, constant] of file.constants.entries()) {
    demandPadding(constant, index);
    if (types === undefined) constantOf(subject.linked, index);
    else checkType(subject, types, index);
  }
  const { constantTypes = [] } = file.descriptor ?? {};
  const isWhole = types === undefined || constantTypes.length === file.constants.length;
  demandIn(
    'Descriptor',
    isWhole,
    `${constantTypes.length} types for ${file.constants.length} constants`,
  );
}

function demandPadding({ tag, first, second }: Constant, index: number): void {
  const isPadded =
    tag === CONSTANT.CLASS_REF
      ? second === 0
      : tag < CONSTANT.STATIC_FIELD_REF || (first & IMPORTED) !== 0 || first === 0;
  demandIn('Constant Pool', isPadded, `constant ${index} has a padding byte that is not 0`);
}

/** The Descriptor gives each constant the type of what it refers to. */
function checkType(subject: Subject, types: PackageTypes, index: number): void {
  const constant = constantOf(subject.linked, index);
  const { tag } = subject.file.constants[index]!;
  const offset = subject.file.descriptor!.constantTypes[index] ?? NO_TYPE;
  const where = `constant ${index}`;
  if (constant.kind === 'class')
    return demandIn('Descriptor', offset === NO_TYPE, `${where} is a class and has a type`);
  if (constant.kind === 'field' || constant.kind === 'static') {
    const { text } = types.fieldTypeAt(offset);
    const isDescribed =
      packageTypes(constant.kind === 'field' ? constant.class.package : constant.package) !==
      undefined;
    const field = describedField(constant);
    if (isDescribed && field === undefined)
      rejectIn('Constant Pool', `${where} refers to no field`);
    const own = field?.type.text ?? text;
    return demandIn('Constant Pool', own === text, `${where} is ${own} and has type ${text}`);
  }
  const { text } = types.methodTypeAt(offset);
  const method =
    constant.kind === 'method'
      ? constant.method
      : (constant.isPackage ? constant.class.packageMethods : constant.class.methods)[
          constant.token
        ]!;
  const own = textOf(method);
  const isTyped = method.kind === 'native' || packageTypes(method.package) !== undefined;
  if (own === undefined && isTyped) rejectIn('Constant Pool', `${where} refers to no method`);
  demandIn(
    'Constant Pool',
    own === undefined || own === text,
    `${where} is ${own} and has type ${text}`,
  );
  const callee = calleeOf(subject, method);
  if (tag === CONSTANT.STATIC_METHOD_REF) return;
  demandIn('Constant Pool', callee.isStatic === false, `${where} refers to a static method`);
}
