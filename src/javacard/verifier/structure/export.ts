/** What is exported is there, public, and has the token of its place. [JCVM §6.13] */
import { CAP_ACCESS } from '../../../wire/cap/index.ts';
import { type DescribedClass, isConstructor, isStatic, offsetOf } from '../package-types.ts';
import { demandIn } from '../rejection.ts';
import type { Subject } from '../subject.ts';

const VISIBLE = CAP_ACCESS.PUBLIC | CAP_ACCESS.PROTECTED;

export function checkExports({ file, types, linked }: Subject): void {
  if (types === undefined) return;
  for (const [token, one] of file.exports.entries()) {
    const found = types.describedClass(linked.exports[token]!.class);
    const where = `class ${token}`;
    demandIn('Export', found !== undefined, `${where} is not described`);
    const isPublic = (found!.row.access & CAP_ACCESS.PUBLIC) !== 0;
    demandIn('Export', isPublic, `${where} is not public`);
    demandIn('Export', found!.row.token === token, `${where} has token ${found!.row.token}`);
    checkFields(found!, one.staticFields, where);
    checkMethods(found!, one.staticMethods, where);
  }
}

function checkFields(of: DescribedClass, offsets: readonly number[], where: string): void {
  for (const [token, offset] of offsets.entries()) {
    const field = of.fields.find(({ row }) => isStatic(row) && offsetOf(row) === offset);
    const isRight = field?.row.token === token && (field.row.access & VISIBLE) !== 0;
    demandIn('Export', isRight, `static field ${token} of ${where} is not at ${offset}`);
  }
  const visible = of.fields.filter(({ row }) => isStatic(row) && (row.access & VISIBLE) !== 0);
  const isWhole = visible.length === offsets.length;
  demandIn(
    'Export',
    isWhole,
    `${offsets.length} static fields of ${where}, ${visible.length} are visible`,
  );
}

function checkMethods(of: DescribedClass, offsets: readonly number[], where: string): void {
  for (const [token, offset] of offsets.entries()) {
    const method = of.methods.find(({ row }) => row.offset === offset);
    const isRight =
      method !== undefined &&
      (isStatic(method.row) || isConstructor(method)) &&
      method.row.token === token &&
      (method.row.access & VISIBLE) !== 0;
    demandIn('Export', isRight, `static method ${token} of ${where} is not at ${offset}`);
  }
  const visible = of.methods.filter(
    (one) => (isStatic(one.row) || isConstructor(one)) && (one.row.access & VISIBLE) !== 0,
  );
  const isWhole = visible.length === offsets.length;
  demandIn(
    'Export',
    isWhole,
    `${offsets.length} static methods of ${where}, ${visible.length} are visible`,
  );
}
