/** The Class component: what classes inherit, their tables, fields and interfaces. [JCVM §6.9] */
import {
  CAP_ACCESS,
  type CapClass,
  type CapInterface,
  CLASS_FLAG,
  classOffsets,
} from '../../../wire/cap/index.ts';
import { apiClass } from '../../api/index.ts';
import { isSubclass, type LinkedClass } from '../../loader/index.ts';
import {
  type DescribedClass,
  type DescribedMethod,
  isConstructor,
  isStatic,
  packageTypes,
} from '../package-types.ts';
import { demandIn } from '../rejection.ts';
import type { Subject } from '../subject.ts';
import { textOf } from '../method-text.ts';
import { checkInstanceFields } from './instance-field.ts';
import { checkInterfaces } from './interface.ts';

const IMPORTED = 0x8000;
const INHERITED = 0xffff;
const PACKAGE_TOKEN = 0x80;
const KNOWN_FLAGS = CLASS_FLAG.INTERFACE | CLASS_FLAG.SHAREABLE | CLASS_FLAG.REMOTE;

function demand(holds: boolean, why: string): void {
  demandIn('Class', holds, why);
}

export function checkClasses(subject: Subject): void {
  const { file, linked } = subject;
  const offsets = classOffsets(file.classes);
  for (const [at, entry] of file.classes.list.entries()) {
    const found = linked.code!.classes[at]!;
    demand((entry.flags & ~KNOWN_FLAGS) === 0, `${found.name} has flags ${entry.flags}`);
    checkOrder(entry, offsets[at]!, found);
    checkShareable(entry, found);
    if (entry.kind === 'class') checkClass(subject, entry, found);
  }
}

/** What a class extends or implements stands before it. */
function checkOrder(entry: CapClass | CapInterface, offset: number, { name }: LinkedClass): void {
  const before =
    entry.kind === 'interface'
      ? entry.superinterfaces
      : [entry.superClass, ...entry.interfaces.map((one) => one.interface)];
  const isOrdered = before.every((one) => (one & IMPORTED) !== 0 || one < offset);
  demand(isOrdered, `${name} stands before a class that it extends or implements`);
}

function checkShareable({ flags }: CapClass | CapInterface, found: LinkedClass): void {
  const shareable = apiClass('javacard.framework.Shareable');
  const isMarked = (flags & CLASS_FLAG.SHAREABLE) !== 0;
  const isOne = isSubclass(found, shareable);
  demand(isMarked === isOne, `${found.name} is ${isOne ? '' : 'not '}shareable, its flags differ`);
}

function checkClass(subject: Subject, entry: CapClass, found: LinkedClass): void {
  const above = found.super!;
  const aboveAccess = packageTypes(above.package)?.describedClass(above)?.row.access ?? 0;
  demand(
    (aboveAccess & CAP_ACCESS.FINAL) === 0,
    `${found.name} extends ${above.name}, which is final`,
  );
  const end = entry.publicBase + entry.publicCount;
  demand(
    entry.publicBase <= above.methods.length && end >= above.methods.length,
    `${found.name} has methods ${entry.publicBase} to ${end} and inherits ${above.methods.length}`,
  );
  const isNear = above.package === subject.linked;
  const inherited = isNear ? above.packageMethods.length : 0;
  demand(
    entry.packageBase <= inherited && entry.packageBase + entry.packageCount >= inherited,
    `${found.name} has package methods from ${entry.packageBase} on, ${inherited} are inherited`,
  );
  const hasGap = entry.packageMethods.includes(INHERITED);
  demand(!hasGap, `${found.name} has a package method without a place`);
  for (const [token, method] of found.methods.entries())
    demand(method !== undefined, `${found.name} has no method with token ${token}`);
  checkInterfaces(subject, entry, found);
  const described = subject.types?.describedClass(found);
  if (described === undefined) return;
  checkInstanceFields(entry, described);
  checkTable(subject, described, { from: entry.publicBase, offsets: entry.publicMethods });
  checkTable(subject, described, {
    from: entry.packageBase | PACKAGE_TOKEN,
    offsets: entry.packageMethods,
  });
  checkListed(entry, described);
}

interface MethodTable {
  readonly from: number;
  readonly offsets: readonly number[];
}

/** Each place holds a method of the class or of one above it, with the token of the place. */
function checkTable(subject: Subject, one: DescribedClass, { from, offsets }: MethodTable): void {
  for (const [at, offset] of offsets.entries()) {
    if (offset === INHERITED) continue;
    const token = from + at;
    const where = `method ${token} of ${one.class.name}`;
    const method = subject.types!.methodAt(offset);
    const isVirtual = method !== undefined && !isHidden(method);
    demand(isVirtual, `${where} is not at ${offset}`);
    demand(method!.row.token === token, `${where} has token ${method!.row.token}`);
    const isOwn = isSubclass(one.class, method!.class);
    demand(isOwn, `${where} belongs to ${method!.class.name}`);
    checkOverriding(one, method!, token);
    const isAbstract = (method!.row.access & CAP_ACCESS.METHOD_ABSTRACT) !== 0;
    const mayBe = (one.row.access & CAP_ACCESS.CLASS_ABSTRACT) !== 0;
    demand(!isAbstract || mayBe, `${where} is abstract, its class not`);
  }
}

/** The method of the superclass with the same token is of the same type, and not final. */
function checkOverriding(one: DescribedClass, method: DescribedMethod, token: number): void {
  const above = one.class.super;
  const isPackage = token >= PACKAGE_TOKEN;
  const before = isPackage ? above?.packageMethods[token - PACKAGE_TOKEN] : above?.methods[token];
  if (before === undefined || (isPackage && above!.package !== one.class.package)) return;
  const where = `method ${token} of ${one.class.name}`;
  const type = textOf(before);
  demand(
    type === undefined || type === method.type.text,
    `${where} is of type ${method.type.text}, the one that it overrides ${type}`,
  );
  const over =
    before.kind === 'java' ? packageTypes(before.package)?.methodAt(before.offset) : undefined;
  if (over === method || (before.kind === 'java' && over === undefined)) return;
  const access = over?.row.access ?? CAP_ACCESS.PROTECTED;
  demand((access & CAP_ACCESS.FINAL) === 0, `${where} overrides a final method`);
  demand(
    visibility(method.row.access) >= visibility(access),
    `${where} is less visible than the one that it overrides`,
  );
}

function visibility(access: number): number {
  if ((access & CAP_ACCESS.PUBLIC) !== 0) return 3;
  if ((access & CAP_ACCESS.PROTECTED) !== 0) return 2;
  return (access & CAP_ACCESS.PRIVATE) === 0 ? 1 : 0;
}

/** Whether a method is called by its address alone. */
function isHidden(method: DescribedMethod): boolean {
  const isPrivate = (method.row.access & CAP_ACCESS.PRIVATE) !== 0;
  return isStatic(method.row) || isConstructor(method) || isPrivate;
}

/** Each virtual method that is described stands in a table. */
function checkListed(entry: CapClass, { methods, class: its }: DescribedClass): void {
  for (const method of methods) {
    const { token, offset } = method.row;
    if (isHidden(method)) continue;
    const [base, offsets] =
      token < PACKAGE_TOKEN
        ? [entry.publicBase, entry.publicMethods]
        : [entry.packageBase | PACKAGE_TOKEN, entry.packageMethods];
    demand(offsets[token - base] === offset, `method ${token} of ${its.name} is in no table`);
  }
}
