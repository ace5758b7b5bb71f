/** A class has a public method of the right type for each one of its interfaces. [JCVM §6.9.2.3] */
import { CAP_ACCESS, type CapClass } from '../../../wire/cap/index.ts';
import type { LinkedClass, Method } from '../../loader/index.ts';
import { type DescribedMethod, packageTypes } from '../package-types.ts';
import { demandIn } from '../rejection.ts';
import type { Subject } from '../subject.ts';
import { textOf } from '../method-text.ts';

export function checkInterfaces(subject: Subject, entry: CapClass, found: LinkedClass): void {
  const demand = (holds: boolean, why: string): void => demandIn('Class', holds, why);
  demand(
    found.interfaces.size === entry.interfaces.length,
    `${found.name} implements one interface twice`,
  );
  for (const [implemented, tokens] of found.interfaces) {
    const where = `${found.name} as ${implemented.name}`;
    for (const wider of implemented.interfaces.keys())
      demand(hasInterface(found, wider), `${where}: ${wider.name} is left out`);
    const count = methodCount(implemented);
    if (count !== undefined)
      demand(tokens.length === count, `${where}: ${tokens.length} methods of ${count}`);
    for (const [token, virtual] of tokens.entries()) {
      const method = found.methods[virtual];
      demand(method !== undefined, `${where}: method ${token} is not there`);
      checkImplementation(`${where}: method ${token}`, method!, interfaceType(implemented, token));
    }
  }
  if (subject.types === undefined) return;
  const listed = subject.types.describedClass(found)?.row.interfaces ?? [];
  const isSame =
    listed.length === entry.interfaces.length &&
    entry.interfaces.every((one, at) => one.interface === listed[at]);
  demand(isSame, `${found.name} is described with other interfaces`);
}

function hasInterface(found: LinkedClass, other: LinkedClass): boolean {
  for (let at: LinkedClass | undefined = found; at !== undefined; at = at.super)
    if (at.interfaces.has(other)) return true;
  return false;
}

function checkImplementation(where: string, method: Method, expected: string | undefined): void {
  const own = textOf(method);
  const isSame = expected === undefined || own === undefined || own === expected;
  demandIn('Class', isSame, `${where} is of type ${own}, declared ${expected}`);
  if (method.kind === 'native') return;
  const described = packageTypes(method.package)?.methodAt(method.offset);
  const isPublic = described === undefined || (described.row.access & CAP_ACCESS.PUBLIC) !== 0;
  demandIn('Class', isPublic, `${where} is not public`);
}

/** How many methods an interface has; `undefined` without types. */
function methodCount(of: LinkedClass): number | undefined {
  if (of.package.code === undefined) return of.methods.length;
  return packageTypes(of.package)?.describedClass(of)?.methods.length;
}

function interfaceType(of: LinkedClass, token: number): string | undefined {
  const native = of.methods[token];
  if (native !== undefined) return textOf(native);
  const found: DescribedMethod | undefined = packageTypes(of.package)?.virtualMethod(of, token);
  return found?.type.text;
}
