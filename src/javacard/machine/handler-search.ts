/** Which handler of a method takes an exception. [JCVM §6.10.2] */
import { constantOf, isSubclass, type JavaMethod, type LinkedClass } from '../loader/index.ts';

const LENGTH = 0x7fff;
const ANY = 0;

/** The first in the table whose range holds the instruction at `pc`, by address. */
export function findHandler(
  method: JavaMethod,
  pc: number,
  thrown: LinkedClass,
): number | undefined {
  const { package: linked } = method;
  for (const one of linked.code!.file.methods.handlers) {
    const { startOffset, activeLength, handlerOffset, catchTypeIndex } = one;
    if (pc < startOffset || pc >= startOffset + (activeLength & LENGTH)) continue;
    if (catchTypeIndex === ANY) return handlerOffset;
    const constant = constantOf(linked, catchTypeIndex);
    if (constant.kind === 'class' && isSubclass(thrown, constant.class)) return handlerOffset;
  }
  return undefined;
}
