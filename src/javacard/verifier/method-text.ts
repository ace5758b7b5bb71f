/** The type of a method as text. [JCVM §4.3.2] */
import type { Method } from '../loader/index.ts';
import { packageTypes } from './package-types.ts';

/** `undefined` where the package of the method has no types. */
export function textOf(method: Method): string | undefined {
  if (method.kind === 'java')
    return packageTypes(method.package)?.methodAt(method.offset)?.type.text;
  const signature = method.name.slice(method.name.lastIndexOf(' '));
  return signature.slice(signature.indexOf('(')).replaceAll('/', '.');
}
