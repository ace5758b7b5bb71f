/** The Descriptor component: flags and tokens of classes, fields and methods. [JCVM §6.14] */
import { CAP_ACCESS, classOffsets } from '../../../wire/cap/index.ts';
import {
  type DescribedClass,
  type DescribedField,
  type DescribedMethod,
  isConstructor,
  isStatic,
} from '../package-types.ts';
import { demandIn } from '../rejection.ts';
import type { Subject } from '../subject.ts';

const NO_TOKEN = 0xff;
/** Of virtual methods that the package alone calls, from here on. */
const PACKAGE_TOKEN = 0x80;
const { PUBLIC, PRIVATE, PROTECTED, STATIC, FINAL } = CAP_ACCESS;
const { METHOD_ABSTRACT, METHOD_INIT, CLASS_ABSTRACT, CLASS_INTERFACE } = CAP_ACCESS;
const VISIBLE = PUBLIC | PROTECTED;

function demand(holds: boolean, why: string): void {
  demandIn('Descriptor', holds, why);
}

export function checkDescriptor({ file, types }: Subject): void {
  if (types === undefined) return;
  const described = types.classes.map(({ row }) => row.classRef);
  for (const offset of classOffsets(file.classes)) {
    const count = described.filter((one) => one === offset).length;
    demand(count === 1, `the class at ${offset} is described ${count} times`);
  }
  demand(described.length === file.classes.list.length, 'an imported class is described');
  const tokens = types.classes.map(({ row }) => row.token).filter((one) => one !== NO_TOKEN);
  demand(new Set(tokens).size === tokens.length, 'two classes have one token');
  const firstClass = types.classes.findIndex((one) => !one.class.isInterface);
  for (const [at, one] of types.classes.entries()) {
    const isOrdered = !one.class.isInterface || firstClass < 0 || at < firstClass;
    demand(isOrdered, `${one.class.name} is an interface behind a class`);
    checkClass(one);
  }
}

function checkClass(one: DescribedClass): void {
  const { row, fields, methods } = one;
  const { name, isInterface } = one.class;
  const { access, token } = row;
  const known = PUBLIC | FINAL | CLASS_ABSTRACT | CLASS_INTERFACE;
  demand((access & ~known) === 0, `${name} has access flags ${access}`);
  demand(
    ((access & CLASS_INTERFACE) !== 0) === isInterface,
    `${name} is an interface in one component`,
  );
  demand(!isInterface || (access & CLASS_ABSTRACT) !== 0, `${name} is an interface, not abstract`);
  demand(
    (access & (CLASS_ABSTRACT | FINAL)) !== (CLASS_ABSTRACT | FINAL),
    `${name} is abstract and final`,
  );
  const isPublic = (access & PUBLIC) !== 0;
  demand((token !== NO_TOKEN) === isPublic, `${name} is public or has a token, not both`);
  demand(!isInterface || fields.length === 0, `${name} is an interface and has fields`);
  demand(
    !isInterface || row.interfaces.length === 0,
    `${name} is an interface and implements another`,
  );
  for (const field of fields) checkField(field, one);
  for (const method of methods) {
    if (isInterface) checkInterfaceMethod(method);
    else checkMethod(method, access);
  }
  const statics = methods.filter((method) => isStatic(method.row) || isConstructor(method));
  const fieldsOfClass = fields.filter((field) => isStatic(field.row));
  demandNumbered(statics, `static methods of ${name}`);
  demandNumbered(fieldsOfClass, `static fields of ${name}`);
  if (isInterface) demandNumbered(methods, `methods of ${name}`);
  else
    demandDifferent(
      methods.filter((method) => !statics.includes(method)),
      name,
    );
}

function demandNumbered(
  members: readonly (DescribedField | DescribedMethod)[],
  what: string,
): void {
  const tokens = members
    .filter(({ row }) => (row.access & VISIBLE) !== 0)
    .map(({ row }) => row.token);
  const isNumbered = tokens.toSorted((a, b) => a - b).every((token, at) => token === at);
  demand(isNumbered, `tokens of ${what} are not 0 to ${tokens.length - 1}`);
}

function demandDifferent(members: readonly DescribedMethod[], name: string): void {
  const tokens = members.map(({ row }) => row.token).filter((one) => one !== NO_TOKEN);
  demand(new Set(tokens).size === tokens.length, `two methods of ${name} have one token`);
}

function hasOneVisibility(access: number): boolean {
  return [PUBLIC, PRIVATE, PROTECTED].filter((bit) => (access & bit) !== 0).length <= 1;
}

function checkField({ row, type }: DescribedField, { class: its }: DescribedClass): void {
  const { access, token, classOrPadding, tokenOrOffset } = row;
  const where = `a field of ${its.name}`;
  demand(
    (access & ~(VISIBLE | PRIVATE | STATIC | FINAL)) === 0,
    `${where} has access flags ${access}`,
  );
  demand(hasOneVisibility(access), `${where} has access flags ${access}`);
  demand(type.text !== 'V', `${where} has no type`);
  if (isStatic(row)) {
    demand((access & VISIBLE) !== 0 || token === NO_TOKEN, `${where} is hidden and has a token`);
    demand(classOrPadding >> 8 === 0, `${where} has padding that is not 0`);
    return;
  }
  // Its class is the one that it stands in: files of the 2.1.1 converter name others here.
  demand(tokenOrOffset === token, `${where} has tokens ${token} and ${tokenOrOffset}`);
}

function checkInterfaceMethod({ row, class: its }: DescribedMethod): void {
  const { access, offset, bytecodeCount, handlerCount, handlerIndex } = row;
  const where = `a method of ${its.name}`;
  demand(access === (PUBLIC | METHOD_ABSTRACT), `${where} has access flags ${access}`);
  const isEmpty = (offset | bytecodeCount | handlerCount | handlerIndex) === 0;
  demand(isEmpty, `${where}, an interface, has code`);
}

function checkMethod(method: DescribedMethod, classAccess: number): void {
  const { row, class: its } = method;
  const { access, token, handlerCount, handlerIndex } = row;
  const where = `the method at ${row.offset} of ${its.name}`;
  const known = VISIBLE | PRIVATE | STATIC | FINAL | METHOD_ABSTRACT | METHOD_INIT;
  demand(
    (access & ~known) === 0 && hasOneVisibility(access),
    `${where} has access flags ${access}`,
  );
  const isHidden =
    (access & PRIVATE) !== 0 ||
    ((access & VISIBLE) === 0 && (isStatic(row) || isConstructor(method)));
  demand(!isHidden || token === NO_TOKEN, `${where} is hidden and has a token`);
  const isVirtual = !isHidden && !isStatic(row) && !isConstructor(method);
  const isSeen = token < PACKAGE_TOKEN;
  demand(!isVirtual || isSeen === ((access & VISIBLE) !== 0), `${where} has token ${token}`);
  const isAbstract = (access & METHOD_ABSTRACT) !== 0;
  demand(
    !isAbstract || (access & (FINAL | PRIVATE | STATIC)) === 0,
    `${where} has access flags ${access}`,
  );
  demand(
    !isAbstract || (classAccess & CLASS_ABSTRACT) !== 0,
    `${where} is abstract, its class not`,
  );
  demand(handlerCount > 0 || handlerIndex === 0, `${where} has no handler and an index of one`);
}
